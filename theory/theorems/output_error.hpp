// Bounds of the output error, which stands on their left side as it is defined.
#pragma once

#include "theory/exact/outputs/outputs.hpp"
#include "theory/theorems/instantiate.hpp"

namespace tailmass {

/// States claims with the output error as a vector: the sum of (p_i - p^_i) v_i as it is written, or, where
/// the tail is too far below the best score for such differences, each over one denominator. `claims` takes
/// the function that computes it.
template <class R, class Claims>
void with_output_error(Evaluator<R>& row, Sides<R>& out, const Claims& claims) {
  const Scores& s = row.scores();
  const std::span<const Key> tail = row.head().finite_tail();
  out.either(
      tail.empty() ? 0 : s.ranked(1) - s[tail.front()], [&] { claims(exact::stated_error<R>); },
      [&] { claims(exact::output_error<R>); });
}

/// A bound, and what attainment is measured against where both sides vanish.
template <class R>
struct BoundOnScale {
  R bound;
  R scale;
};

/// States |err| <= bound; `bound` returns BoundOnScale<R>.
template <class R, class Bound>
void error_at_most(Evaluator<R>& row, Sides<R>& out, std::string_view label, bool equality,
                   const Bound& bound) {
  with_output_error(row, out, [&](const Vector<R>& (*error)(Evaluator<R>&)) {
    out.at_most_on_scale(label, equality, [&] {
      BoundOnScale<R> by = bound();
      return Both<R>{exact::norm(error(row)), std::move(by.bound), std::move(by.scale)};
    });
  });
}

/// The mutant that does not renormalise the truncation, so that its error is the sum of p v over the tail, in
/// the claim at position `which`.
template <class Statement, std::size_t which = 0>
struct NotRenormalised {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    Statement::template sides<R>(row, c, out);
    if (which < out.claims.size()) {
      const Vector<R> dropped =
          scaled(exact::probabilities(row), R(1), c.head.finite_tail(), row.precision());
      out.claims[which].lhs = exact::norm(exact::weighted_mean(row, dropped, exact::value_columns(row)));
      out.claims[which].equality = false;
    }
  }
};

/// Equal values, not 0, of which every truncation keeps the output.
[[nodiscard]] Case equal_values();

} // namespace tailmass
