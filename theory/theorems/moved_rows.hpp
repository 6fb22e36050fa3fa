// How the tail masses of two moved rows are compared.
#pragma once

#include "theory/exact/gaps/gap_bounds.hpp"
#include "theory/theorems/sides.hpp"

namespace tailmass {

/// Where one list of scores is above another.
struct Differences {
  std::vector<double> lower;
  std::vector<double> upper;
  double depth; ///< by how much the largest of `upper` is below the largest score of all; infinite for none
};
inline Differences differences(const std::vector<double>& lower, const std::vector<double>& upper) {
  Differences d{};
  for (std::size_t i = 0; i < upper.size(); ++i)
    if (lower[i] != upper[i]) {
      d.lower.push_back(lower[i]);
      d.upper.push_back(upper[i]);
    }
  d.depth = d.upper.empty() ? std::numeric_limits<double>::infinity()
                            : exact::largest(upper) - exact::largest(d.upper);
  return d;
}

/// States that the tail mass of `lesser` is at most that of `greater`. Where both are close to 1, the head
/// masses are further apart. Where the rows agree in all but terms far below the rest (a score of -10000 is
/// e^{-10000} of the sums), the terms that both rows have can be left out: the sums over the other keys are
/// ordered, tail and head by themselves, from which the plain claim follows.
template <class R>
void tail_mass_at_most(Sides<R>& out, std::string_view label, const exact::MovedRow<R>& lesser,
                       const exact::MovedRow<R>& greater, const Precision<R>& at) {
  const bool same = exact::same_tail_mass(lesser, greater);
  const Differences tail = differences(lesser.tail, greater.tail);
  const Differences head = differences(greater.head, lesser.head);
  const auto masses = [&] {
    const double head_top = exact::largest(lesser.head);
    out.at_most(std::isfinite(head_top) ? exact::largest(lesser.tail) - head_top : 0,
                Form{label, same,
                     [&] {
                       return Both<R>{lesser.tail_mass(), greater.tail_mass()};
                     }},
                Form{label, same, [&] {
                       return Both<R>{greater.head_mass(), lesser.head_mass()};
                     }});
  };
  const auto other_keys = [&] {
    for (const Differences& side : {tail, head})
      if (!side.upper.empty())
        out.at_most(label, [&] {
          const double unit = exact::largest(side.upper);
          return Both<R>{exact::exponential_sum(side.lower, unit, at),
                         exact::exponential_sum(side.upper, unit, at)};
        });
  };
  out.either(same ? 0 : std::min(tail.depth, head.depth), masses, other_keys);
}

} // namespace tailmass
