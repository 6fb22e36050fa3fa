// Implementations that are wrong on purpose.
#pragma once

#include "theory/implementations.hpp"

#include <utility>

namespace tailmass::tests {

/// The implementation with the numbers of another way to compute, under the bounds and in the domain of the
/// right one.
inline Implementation planted(Implementation right, std::vector<double> (*evaluate)(const Case&)) {
  right.compute = [evaluate, compute = std::move(right.compute)](const Case& c) {
    std::vector<Computed> numbers = compute(c);
    if (!numbers.empty()) {
      const std::vector<double> wrong = evaluate(c);
      for (std::size_t i = 0; i < numbers.size(); ++i)
        numbers[i].value = wrong.at(i);
    }
    return numbers;
  };
  return right;
}

} // namespace tailmass::tests
