// What intervals need beside a formula.
#include "theory/exact/outputs/largest_eigenvalue.hpp"

namespace tailmass::exact {

Ball settle(Columns<Ball>& matrix) {
  Ball squares(0), radius;
  for (Vector<Ball>& line : matrix)
    for (std::size_t i = 0; i < line.size(); ++i) {
      Ball entry = line[i];
      arb_get_rad_arb(radius.raw(), entry.raw());
      squares += radius.at_precision(64) * radius.at_precision(64);
      arb_get_mid_arb(entry.raw(), entry.raw());
      line.set(i, std::move(entry));
    }
  const Ball norm = sqrt(squares.at_precision(64));
  Ball slack(0);
  arb_add_error(slack.raw(), norm.raw());
  return slack;
}

Ball between(const Ball& low, const Ball& high) {
  Ball result = high;
  arb_union(result.raw(), low.raw(), high.raw(), high.bits());
  return result;
}

} // namespace tailmass::exact
