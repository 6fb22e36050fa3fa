// Random rows of the regimes that hurt floating point, and the check of stable implementations on them in
// balls.
#pragma once

#include "theory/exact/by_name/error.hpp"
#include "theory/implementations.hpp"

#include <string>
#include <vector>

namespace tailmass {

struct StableCase {
  std::string name;
  Case c;
};

/// Rows of 1 to 4096 keys, under Top-k heads and others, with all optional parts that fit them. A quarter of
/// them hold floats only.
[[nodiscard]] const std::vector<StableCase>& stable_score_cases();

/// Holds the stable implementations of each quantity, in the types named, to their bounds on every case in
/// their domain, prints the largest share of the bound that was used, and fails where one was met fewer
/// than `least_cases` times.
void check_against_balls(const std::vector<Quantity<Ball>>& quantities, std::size_t least_cases = 100,
                         const std::vector<std::string_view>& types = {"double", "float"});

} // namespace tailmass
