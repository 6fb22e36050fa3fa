// The explicit list of implementations.
#include "theory/implementations.hpp"

#include <algorithm>
#include <iterator>

namespace tailmass {

std::span<const Implementation> implementations() {
  static const std::vector<Implementation> all = [] {
    std::vector<Implementation> list;
    for (const auto part :
         {score_implementations<double>, score_implementations<float>, perturbation_implementations<double>,
          perturbation_implementations<float>, value_implementations<double>, value_implementations<float>,
          fast_implementations<double>, fast_implementations<float>})
      std::ranges::copy(part(), std::back_inserter(list));
    return list;
  }();
  return all;
}

} // namespace tailmass
