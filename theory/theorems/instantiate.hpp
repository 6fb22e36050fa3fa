// Makes the type-erased sides of a theorem from its generic ones.
#pragma once

#include "theory/exact/evaluator.hpp"
#include "theory/numbers/interval.hpp"
#include "theory/theorems/theorem.hpp"

namespace tailmass {

/// Makes statements of the Gaussian model, whose functions intervals do not have: `Statement` as below.
template <class Statement>
constexpr SidesIn sides_of_model() {
  return {&Statement::template sides<Ball>, &Statement::template sides<long double>};
}

/// `Statement` has a static member template `sides(Evaluator<R>&, const Case&, Sides<R>&)`.
template <class Statement>
constexpr SidesIn sides_of() {
  return {&Statement::template sides<Ball>, &Statement::template sides<long double>,
          &Statement::template sides<Interval>};
}

/// The mutant that demands one hundredth more than the theorem grants: the right side of the claim at
/// position `which` is multiplied by 0.99. It catches a bound that is looser than stated, where the bound is
/// attained.
template <class Statement, std::size_t which = 0>
struct Tightened {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    Statement::template sides<R>(row, c, out);
    if (which < out.claims.size()) {
      Claim<R>& claim = out.claims[which];
      claim.rhs *= R(99);
      claim.rhs /= row.precision()(std::size_t{100});
      claim.equality = false;
    }
  }
};

} // namespace tailmass
