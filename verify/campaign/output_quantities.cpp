// Quantities by their definitions, which the evaluator remembers.
#include "verify/campaign/output_quantities.hpp"

#include "theory/exact/outputs/variances.hpp"

namespace tailmass::verify::campaign {

Ball DefinedQuantities::tail_mass() {
  return exact::tail_mass(row_);
}
Ball DefinedQuantities::root_odds() {
  return exact::root_odds(row_);
}
Ball DefinedQuantities::error_norm() {
  return exact::error_norm(row_);
}
Ball DefinedQuantities::centre_distance() {
  return exact::greatest_distance(row_, exact::offset_head_mean(row_), row_.head().finite_tail());
}
Ball DefinedQuantities::variance() {
  return exact::variance(row_);
}
Ball DefinedQuantities::eigenvalue_bound() {
  return exact::eigenvalue_bound(row_);
}
Ball DefinedQuantities::largest_norm() {
  return exact::largest_norm(row_);
}
Ball DefinedQuantities::diameter() {
  return exact::head_tail_diameter(row_);
}

} // namespace tailmass::verify::campaign
