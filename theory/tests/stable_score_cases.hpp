// Random rows of the regimes that hurt floating point, and the check of stable implementations on them in
// balls.
#pragma once

#include "theory/implementations.hpp"
#include "theory/tests/quantity.hpp"

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

/// |computed - true| over its bound, rounded; nothing where the balls do not decide whether it is at most 1.
/// Above 1 exactly when the bound is broken, for certain.
[[nodiscard]] std::optional<double> used_share(double computed, const Ball& truth, const ErrorBound& bound);

/// Holds the stable implementations of each quantity, in the types named, to their bounds on every case in
/// their domain, prints the largest share of the bound that was used, and fails where one was met fewer
/// than `least_cases` times.
void check_against_balls(const std::vector<Quantity<Ball>>& quantities, std::size_t least_cases = 100,
                         const std::vector<std::string_view>& types = {"double", "float"});

} // namespace tailmass
