// The list of quantities in balls.
#include "theory/quantities.hpp"

#include "theory/quantities/definitions.hpp"

#include <algorithm>

namespace tailmass {

std::span<const Quantity<Ball>> all_quantities() {
  static const std::vector<Quantity<Ball>> all = quantities::all_in_type<Ball>();
  return all;
}

const Quantity<Ball>* find_quantity(std::string_view name) {
  const auto all = all_quantities();
  const auto found = std::ranges::find(all, name, &Quantity<Ball>::name);
  return found == all.end() ? nullptr : &*found;
}

std::vector<Ball> truth_of(const Quantity<Ball>& quantity, Evaluator<Ball>& row, const Case& c) {
  std::vector<Ball> numbers = quantity.of(row, c);
  if (quantity.condition == Condition::in_top || quantity.condition == Condition::exponents)
    for (Ball& x : numbers)
      x *= exp(row.precision()(row.scores().ranked(1)));
  return numbers;
}

} // namespace tailmass
