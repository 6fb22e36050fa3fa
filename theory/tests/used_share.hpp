// A floating-point result beside its truth in balls.
#pragma once

#include "theory/implementations.hpp"
#include "theory/tests/quantity.hpp"

#include <optional>

namespace tailmass {

/// The truth in the unit of the implementation: sums and means over a block are in units of e^{s_(1)} in
/// exact/. Nothing where the quantity's hypotheses do not hold.
[[nodiscard]] std::vector<Ball> truth_of(const Quantity<Ball>& quantity, Evaluator<Ball>& row, const Case& c);

/// |computed - true| over its bound, rounded; nothing where the balls do not decide whether it is at most 1.
/// Above 1 exactly when the bound is broken, for certain.
[[nodiscard]] std::optional<double> used_share(double computed, const Ball& truth, const ErrorBound& bound);

} // namespace tailmass
