// The fast path first, balls for what it leaves open.
#include "verify/judge/settled_k_epsilon.hpp"

#include "theory/exact/distribution/k_epsilon.hpp"
#include "theory/fast/distribution/k_epsilon.hpp"

namespace tailmass::verify::judge {

std::size_t settled_k_epsilon(const Scores& scores, double epsilon) {
  const fast::KEpsilon range = fast::k_epsilon(scores.all(), epsilon);
  return range.certain() ? range.at_least : exact::k_epsilon(scores, epsilon);
}

} // namespace tailmass::verify::judge
