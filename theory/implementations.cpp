// The explicit list of implementations.
#include "theory/implementations.hpp"

namespace tailmass {

std::span<const Implementation> implementations() {
  static const std::vector<Implementation> all = [] {
    std::vector<Implementation> list = score_implementations();
    for (const Implementation& implementation : value_implementations())
      list.push_back(implementation);
    return list;
  }();
  return all;
}

} // namespace tailmass
