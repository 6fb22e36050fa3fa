// The explicit list of implementations.
#include "theory/implementations.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

namespace tailmass {

std::vector<Computed> where_bounded(std::vector<Computed> numbers) {
  const bool bounded = std::ranges::all_of(numbers, [](const Computed& x) {
    return std::isfinite(x.value) && x.bound.relative <= 1 && std::isfinite(x.bound.absolute);
  });
  return bounded ? std::move(numbers) : std::vector<Computed>{};
}

std::span<const Implementation> implementations() {
  static const std::vector<Implementation> all = [] {
    std::vector<Implementation> list;
    for (const auto part :
         {score_implementations<double>, score_implementations<float>, perturbation_implementations<double>,
          perturbation_implementations<float>, value_implementations<double>, value_implementations<float>,
          fast_score_implementations<double>, fast_value_implementations, fast_score_implementations<float>})
      std::ranges::copy(part(), std::back_inserter(list));
    return list;
  }();
  return all;
}

} // namespace tailmass
