// The fast path on the values of a checked case.
#include "theory/fast/values_of_case.hpp"

#include "theory/fast/outputs/diameter.hpp"
#include "theory/numbers/assumed_arithmetic.hpp"

#include <algorithm>
#include <iterator>

namespace tailmass::fast {

namespace {

std::vector<double> values_of(const Case& c, std::span<const Key> keys) {
  std::vector<double> values;
  for (const Key key : keys)
    std::ranges::copy(c.values->of(key), std::back_inserter(values));
  return values;
}

} // namespace

bool has_lower_keys(const Case& c) {
  return c.values && std::ranges::equal(c.head.head(), c.scores->order().first(c.head.size()));
}

Outputs outputs_of(const Case& c) {
  const AssumedArithmetic assumed;
  std::vector<double> values;
  for (Key key = 0; key < c.values->keys(); ++key)
    std::ranges::copy(c.values->of(key), std::back_inserter(values));
  return truncated_outputs(c.scores->all(), c.head.size(), std::span<const double>(values));
}

Enclosure diameter_of(const Case& c) {
  const AssumedArithmetic assumed;
  const std::vector<double> kept = values_of(c, c.head.finite_head()),
                            dropped = values_of(c, c.head.finite_tail());
  return diameter_between(std::span<const double>(kept), std::span<const double>(dropped),
                          c.values->dimension());
}

Enclosure diameter_bound_of(const Case& c) {
  const AssumedArithmetic assumed;
  if (c.head.finite_tail().empty())
    return {};
  return truncation(c.scores->all(), c.head.size()).tail_mass() * diameter_of(c);
}

} // namespace tailmass::fast
