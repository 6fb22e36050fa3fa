// Scales by condition.
#include "theory/quantities/condition.hpp"

#include "theory/exact/distribution/softmax.hpp"
#include "theory/exact/gaussian/gaussian.hpp"
#include "theory/exact/outputs/distances.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace tailmass {

namespace {

Ball largest_log(Evaluator<Ball>& row) {
  Ball largest = abs(log(exact::head_mass(row)));
  for (const Key key : row.scores().finite())
    largest = max(largest, abs(exact::log_probabilities(row)[key]));
  return largest;
}

/// The width of all finite scores and ends of block intervals.
Ball width(const Case& c) {
  double low = c.scores->ranked(c.scores->finite_count());
  double high = c.scores->ranked(1);
  if (c.blocks)
    for (const Block& block : c.blocks->all())
      for (const double end : {block.lower, block.upper})
        if (std::isfinite(end)) {
          low = std::min(low, end);
          high = std::max(high, end);
        }
  return Ball(high) - Ball(low);
}

/// 1 + sigma^2 + 2 ln(1/p), p the least of the model's probabilities.
Ball far_out(const Precision<Ball>& at, const GaussianSample& model) {
  const double n = static_cast<double>(model.n),
               k = static_cast<double>(std::min(model.k, model.n - model.k));
  const double least = std::min({model.epsilon, 1 - model.epsilon, k / n});
  return at(1.0) + at(model.sigma) * at(model.sigma) - Ball(2) * log(at(least));
}

/// E g^2/W^2 + w^2/W^2 = e^{sigma^2} + e^{2 sigma z - sigma^2}.
Ball second_moments(const Precision<Ball>& at, const GaussianSample& model) {
  const Ball sigma = at(model.sigma), square = sigma * sigma;
  return exp(square) + exp(Ball(2) * sigma * exact::gaussian_threshold(at, model.n, model.k) - square);
}

} // namespace

Ball scale_of(Condition condition, Evaluator<Ball>& row, const Case& c, const Ball& x) {
  const Precision<Ball>& at = row.precision();
  const Ball one = at(1.0);
  switch (condition) {
  case Condition::itself:
  case Condition::in_top:
    return abs(x);
  case Condition::exponents:
    return abs(x) * (one + width(c) * width(c));
  case Condition::one:
    return one + abs(x);
  case Condition::ratio:
    return one + one / exact::head_mass(row);
  case Condition::logs:
    return one + largest_log(row);
  case Condition::scores:
    return one + largest_log(row) + Ball(std::abs(c.scores->ranked(1)));
  case Condition::odds:
    return one + log(at(c.scores->size())) + abs(log((one - at(*c.epsilon)) / at(*c.epsilon)));
  case Condition::values:
    return exact::largest_norm(row);
  case Condition::squares:
    return exact::largest_norm(row) * exact::largest_norm(row);
  case Condition::changes:
    return exact::tail_mass(row) * exact::largest_norm(row);
  case Condition::mode:
    return abs(x) / exact::largest_probability(row);
  case Condition::direction: {
    double largest = 0;
    for (const Key key : c.scores->finite())
      largest = std::max(largest, std::abs(c.box->direction[key]));
    return at(largest);
  }
  case Condition::far_tail:
    return abs(x) * far_out(at, *c.sample);
  case Condition::influence:
    return second_moments(at, *c.sample) * far_out(at, *c.sample);
  }
  throw std::logic_error("no such condition");
}

} // namespace tailmass
