// Claims counted by verdict.
#pragma once

#include "verify/judge/verdict.hpp"

#include <array>
#include <cstddef>

namespace tailmass::verify::record {

/// Number of claims by verdict.
class Tally {
public:
  void add(judge::Verdict verdict, std::size_t count = 1) {
    counts_[static_cast<std::size_t>(verdict)] += count;
  }
  void add(const Tally& other);
  [[nodiscard]] std::size_t of(judge::Verdict verdict) const {
    return counts_[static_cast<std::size_t>(verdict)];
  }
  /// Counts proved, agrees, tight and consistent together.
  [[nodiscard]] std::size_t held() const;

private:
  std::array<std::size_t, judge::all_verdicts.size()> counts_{};
};

} // namespace tailmass::verify::record
