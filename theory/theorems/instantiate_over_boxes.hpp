// Makes the type-erased sides of a theorem that is also proved for all scores of a box.
#pragma once

#include "theory/numbers/dual.hpp"
#include "theory/numbers/gap_fraction.hpp"
#include "theory/numbers/taylor_model.hpp"
#include "theory/theorems/instantiate.hpp"

namespace tailmass {

/// Makes bounds over boxes: values and slopes over a box, and exact functions of the boundary gap where they
/// are attained.
template <class Statement>
constexpr SidesIn bound_over_boxes() {
  SidesIn sides = sides_of<Statement>();
  sides.duals = &Statement::template sides<Dual>;
  sides.fractions = &Statement::template sides<GapFraction>;
  return sides;
}

/// Makes identities over boxes: Taylor models.
template <class Statement>
constexpr SidesIn identity_over_boxes() {
  SidesIn sides = sides_of<Statement>();
  sides.models = &Statement::template sides<TaylorModel>;
  return sides;
}

} // namespace tailmass
