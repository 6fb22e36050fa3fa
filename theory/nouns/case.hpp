// A case: what a theorem is judged on.
#pragma once

#include "theory/nouns/head.hpp"
#include "theory/nouns/parts.hpp"
#include "theory/nouns/scores.hpp"

#include <memory>
#include <utility>

namespace tailmass {

/// Scores and a head, with the optional parts that some theorems speak about. Everything in it is exact.
struct Case : Parts::Together {
  Case(std::shared_ptr<const Scores> row, Head truncation)
      : scores(std::move(row)), head(std::move(truncation)) {}

  std::shared_ptr<const Scores> scores;
  Head head;
};

/// Whether a case of these scores and this head can have checkpoints: k < n_f.
[[nodiscard]] bool has_room_for_checkpoints(const Case& c);

/// Throws DomainError where an optional part breaks what is said of it in parts.hpp or does not fit the
/// scores and head.
void check(const Case& c);

} // namespace tailmass
