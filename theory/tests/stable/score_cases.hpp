// Random rows of the regimes that hurt floating point, and the check of stable implementations on them in
// balls.
#pragma once

#include "theory/implementations.hpp"
#include "theory/quantities.hpp"

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

/// Returns the stable implementation of a quantity in a type. Throws std::logic_error where there is none.
[[nodiscard]] const Implementation& stable_of(std::string_view quantity, std::string_view type);

/// Holds the stable implementations of each quantity, in both types, to their bounds on every case in their
/// domain, prints the largest share of the bound that was used, and fails where one was met fewer than 100
/// times.
void check_against_balls(const std::vector<Quantity<Ball>>& quantities);

} // namespace tailmass
