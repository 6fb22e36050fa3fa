// Relations of values: scaled, and turned in their space.
#include "properties/relations/changed_row.hpp"

#include "theory/theorems/predicates.hpp"

#include <cmath>

namespace tailmass::properties::relations {
namespace {

constexpr double factor = 8;

/// Every bound of the output error that is a norm, times a factor.
void scaled_bounds(Sides<Ball>& out, BallRow& row, BallRow& other, const Ball& by) {
  out.equal("2 C tau", [&] {
    return Both<Ball>{exact::bound_by_norm(other), exact::bound_by_norm(row) * by};
  });
  out.equal_on_scale("tau diam", [&] {
    return Both<Ball>{exact::bound_by_diameter(other), exact::bound_by_diameter(row) * by,
                      error_scale(other)};
  });
  out.equal_on_scale("the variance's", [&] {
    return Both<Ball>{exact::bound_by_variance(other), exact::bound_by_variance(row) * by,
                      exact::root_odds(other) * exact::largest_norm(other)};
  });
}

template <int claimed>
void scaled_values(BallRow& row, const Case& c, Sides<Ball>& out) {
  ChangedRow moved(c);
  for (double& entry : moved.values)
    entry *= factor;
  const Case scaled = moved.made();
  BallRow other(scaled, row.precision());
  same_outputs(out, row, other, Ball(claimed));
  scaled_bounds(out, row, other, Ball(claimed));
}

bool scales_exactly(const Case& c) {
  for (std::size_t key = 0; key < c.values->keys(); ++key)
    for (const double x : c.values->of(key))
      if (!std::isfinite(x * factor))
        return false;
  return true;
}

/// The axes in reverse and every other one mirrored, which is orthogonal and exact. `mean`: whether the mean
/// itself is said to stay.
template <bool mean>
void turned_values(BallRow& row, const Case& c, Sides<Ball>& out) {
  const std::size_t d = c.values->dimension();
  ChangedRow moved(c);
  for (std::size_t i = 0; i < moved.values.size(); ++i) {
    const std::size_t key = i / d, axis = i % d;
    moved.values[i] = (axis % 2 == 0 ? -1 : 1) * c.values->at(key, d - 1 - axis);
  }
  const Case turned = moved.made();
  BallRow other(turned, row.precision());
  same_outputs(out, row, other);
  scaled_bounds(out, row, other, Ball(1));
  const Ball square = exact::largest_norm(row) * exact::largest_norm(row);
  out.equal_on_scale("tr(Cov^4)^(1/4)", [&] {
    return Both<Ball>{exact::eigenvalue_bound(other), exact::eigenvalue_bound(row), square};
  });
  if (mean)
    out.equal_on_scale("mean on the first axis", [&] {
      return Both<Ball>{exact::output(other)[0], exact::output(row)[0], exact::largest_norm(row)};
    });
}

constexpr Hypothesis exact_scale[] = {{"0 < tau < 1", tail_has_mass},
                                      {"the scaled values are doubles", scales_exactly}};
constexpr Hypothesis tail[] = {{"0 < tau < 1", tail_has_mass}};

const Mutant scaled_mutants[] = {
    {"unscaled", "errors and bounds unchanged", {.balls = scaled_values<1>}, nullptr},
    {"squared", "the square of the factor", {.balls = scaled_values<64>}, nullptr}};
const Mutant turned_mutants[] = {
    {"same-mean", "the mean itself unchanged", {.balls = turned_values<true>}, nullptr}};

} // namespace

extern const Theorem scaled_values_relation = {
    .id = "scaled-values",
    .words = "scaled values scale the error",
    .section = 0,
    .statement = "eight times the values: eight times |err| and its bounds",
    .equality_case = identities,
    .source = own,
    .scope = Scope::head,
    .needs = parts<part::Values>,
    .hypotheses = exact_scale,
    .sides = {.balls = scaled_values<8>},
    .witness = nullptr,
    .no_witness_because = on_every_row,
    .mutants = scaled_mutants,
};

extern const Theorem turned_values_relation = {
    .id = "turned-values",
    .words = "an orthogonal map changes no length",
    .section = 0,
    .statement = "an orthogonal map of the values leaves |err|, variance, eigenvalue and every bound",
    .equality_case = identities,
    .source = own,
    .scope = Scope::head,
    .needs = parts<part::Values>,
    .hypotheses = tail,
    .sides = {.balls = turned_values<false>},
    .witness = nullptr,
    .no_witness_because = on_every_row,
    .mutants = turned_mutants,
};

} // namespace tailmass::properties::relations
