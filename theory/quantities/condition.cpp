// Scales by condition.
#include "theory/quantities/condition.hpp"

#include "theory/exact/distribution/softmax.hpp"
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
  }
  throw std::logic_error("no such condition");
}

} // namespace tailmass
