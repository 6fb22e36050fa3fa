// The fast path first, balls for what it leaves open.
#include "verify/judge/decided_k_epsilon.hpp"

#include "theory/fast/distribution/k_epsilon.hpp"

namespace tailmass::verify::judge {

exact::KEpsilonRange decided_k_epsilon(const Scores& scores, double epsilon) {
  const fast::KEpsilon range = fast::k_epsilon(scores.all(), epsilon);
  return range.certain() ? exact::KEpsilonRange{range.at_least, range.at_most}
                         : exact::k_epsilon_range(scores, epsilon);
}

} // namespace tailmass::verify::judge
