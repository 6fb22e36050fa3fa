// A kernel's head that one look at its row settles: no order of the scores, no balls.
#pragma once

#include "theory/fast/enclosure.hpp"
#include "verify/cases/attention_row.hpp"

#include <optional>
#include <vector>

namespace tailmass::verify::kernel {

struct PlainHead {
  bool right = false;      ///< without a fault; else certainly with one
  std::vector<Key> finite; ///< its keys of finite score, in the order of the indices; empty: there is no head
  std::size_t size = 0;    ///< k, without padding
  bool top_k = false;      ///< no dropped score exceeds a kept one
  fast::Enclosure tail_mass; ///< exactly 0 where no finite score is dropped
};

/// Returns the head that the indices of a row name, where the row's own scores tell of it all that is
/// declared. Nothing where kernel_head() has to.
[[nodiscard]] std::optional<PlainHead> plain_head(const cases::AttentionRow& row);

} // namespace tailmass::verify::kernel
