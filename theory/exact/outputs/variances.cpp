// The maximum of balls.
#include "theory/exact/outputs/variances.hpp"

namespace tailmass::exact {

Ball greatest_entry(const Vector<Ball>& v, std::span<const unsigned> positions) {
  if (positions.empty())
    return Ball(0);
  unsigned best = positions.front();
  for (const unsigned i : positions)
    if (arf_cmp(arb_midref(v.at(best)), arb_midref(v.at(i))) < 0)
      best = i;
  Ball greatest = max(Ball(0), v[best]);
  for (const unsigned i : positions)
    if (i != best && arb_lt(v.at(i), v.at(best)) == 0)
      greatest = max(greatest, v[i]);
  return greatest;
}

} // namespace tailmass::exact
