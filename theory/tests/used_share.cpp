// How much of its error bound a result uses.
#include "theory/tests/used_share.hpp"

#include <algorithm>
#include <cmath>

namespace tailmass {

std::vector<Ball> truth_of(const Quantity<Ball>& quantity, Evaluator<Ball>& row, const Case& c) {
  std::vector<Ball> numbers = quantity.of(row, c);
  if (quantity.scale == Scale::in_top || quantity.scale == Scale::exponents)
    for (Ball& x : numbers)
      x *= exp(row.precision()(row.scores().ranked(1)));
  return numbers;
}

std::optional<double> used_share(double computed, const Ball& truth, const ErrorBound& bound) {
  const Ball error = abs(Ball(computed) - truth);
  const Ball allowed = Ball(bound.relative) * abs(truth) + Ball(bound.absolute);
  if (certainly_at_most(error, allowed))
    return certainly_less(Ball(0), allowed) ? std::min(1.0, approximate(error / allowed.at_precision(64)))
                                            : 0.0;
  if (certainly_less(allowed, error))
    return std::max(std::nextafter(1.0, 2.0), approximate(error) / approximate(allowed));
  if (certainly_less(error, Ball(0x1p-1000) * Ball(0x1p-100)))
    return 0.0; // an exact 0, as a divergence where there is no tail, that a sum of terms of order 1 cannot
                // prove
  return std::nullopt;
}

} // namespace tailmass
