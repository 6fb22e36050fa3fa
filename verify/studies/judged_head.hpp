// Whether a search discarded no more than its certificate says.
#pragma once

#include "theory/nouns/query_keys.hpp"

#include <span>
#include <vector>

namespace tailmass::verify::studies {

enum class HeadVerdict { proved, refuted, undecided };

/// Judges heads of one row by scores that are computed from queries and keys anew.
class HeadJudge {
public:
  explicit HeadJudge(const QueryKeys& query_keys);

  /// Compares the mass of the unmasked keys outside `head` with `tail_mass`, by enclosures in double, and by
  /// balls of 512 bits what these do not tell.
  [[nodiscard]] HeadVerdict verdict(std::span<const Key> head, double tail_mass) const;

private:
  const QueryKeys& query_keys_;
  std::vector<double> low_, high_; ///< of e^{s - s_(1)}, by key
};

} // namespace tailmass::verify::studies
