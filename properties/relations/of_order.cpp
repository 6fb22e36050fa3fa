// Relations of a row's order and size: shift, permutation, temperature, a longer head.
#include "properties/relations/changed_row.hpp"

#include "theory/theorems/predicates.hpp"

#include <cmath>

namespace tailmass::properties::relations {
namespace {

/// A power of two beside which no score is larger, up or down.
double large_shift(const Case& c) {
  double most = 1;
  for (const Key key : c.scores->finite())
    most = std::max(most, std::abs((*c.scores)[key]));
  return std::copysign(std::exp2(std::ceil(std::log2(most))), *c.shift);
}

/// The scores with `by` added, rounded, and less `by` again, which is exact as no score is larger (Dekker):
/// two rows of doubles that differ by the shift and nothing else. `grows`: by how many times the shift the
/// log-sum-exp is said to grow.
template <int grows>
void shift(BallRow& row, const Case& c, Sides<Ball>& out) {
  const double by = large_shift(c);
  ChangedRow moved(c), back(c);
  for (std::size_t key = 0; key < moved.scores.size(); ++key) {
    moved.scores[key] += by;
    back.scores[key] = moved.scores[key] - by;
  }
  const Case there = moved.made(), here = back.made();
  BallRow other(there, row.precision()), own(here, row.precision());
  same_distribution(out, own, other);
  same_outputs(out, own, other);
  const Ball amount = Ball(by) * Ball(grows);
  out.equal_on_scale("log-sum-exp", [&] {
    return Both<Ball>{exact::log_sum_exp(other), exact::log_sum_exp(own) + amount, abs(Ball(by))};
  });
}

bool shift_is_finite(const Case& c) {
  const double by = large_shift(c);
  return std::ranges::all_of(c.scores->finite(),
                             [&](Key key) { return std::isfinite((*c.scores)[key] + by); });
}

/// `with_values`: whether they move with their keys.
template <bool with_values>
void permutation(BallRow& row, const Case& c, Sides<Ball>& out) {
  ChangedRow moved(c);
  const std::size_t d = c.values->dimension();
  moved.head.clear();
  for (std::size_t i = 0; i < c.permutation.size(); ++i) {
    const Key from = c.permutation[i];
    moved.scores[i] = (*c.scores)[from];
    if (is_kept(c, from))
      moved.head.push_back(static_cast<Key>(i));
    for (std::size_t axis = 0; with_values && axis < d; ++axis)
      moved.values[i * d + axis] = c.values->at(from, axis);
  }
  const Case permuted = moved.made();
  BallRow other(permuted, row.precision());
  same_distribution(out, row, other);
  same_outputs(out, row, other);
}

constexpr double scale = 4;

/// Scores times 4 are the scores at inverse temperature 4, or at another one.
template <int beta>
void temperature(BallRow& row, const Case& c, Sides<Ball>& out) {
  ChangedRow moved(c);
  for (double& score : moved.scores)
    score *= scale;
  const Case scaled = moved.made();
  BallRow other(scaled, row.precision());
  const Vector<Ball>& weights = exact::weights_at(row, beta);
  out.equal("tau", [&] {
    return Both<Ball>{exact::tail_mass(other),
                      sum(weights, c.head.finite_tail()) / sum(weights, c.scores->finite())};
  });
}
bool scales_exactly(const Case& c) {
  return std::ranges::all_of(c.scores->finite(),
                             [&](Key key) { return std::isfinite((*c.scores)[key] * scale); });
}

/// One more key leaves less: by less than its own share in the mutant.
template <bool strictly_more>
void longer_head(BallRow& row, const Case& c, Sides<Ball>& out) {
  const std::size_t k = c.head.size();
  Case longer = c;
  longer.head = Head::top_k(*c.scores, k + 1);
  BallRow other(longer, row.precision());
  const Ball& tau = exact::tail_mass(row);
  const Ball added = exact::probabilities(row)[c.scores->order()[k]];
  out.equal_on_scale("tau_k - tau_{k+1} = p_(k+1)", [&] {
    return Both<Ball>{tau - exact::tail_mass(other), strictly_more ? added * Ball(2) : added, tau};
  });
  out.at_most("tau_{k+1} <= tau_k", [&] { return Both<Ball>{exact::tail_mass(other), tau}; });
}

constexpr Hypothesis finite_shift[] = {{"the shifted scores are finite", shift_is_finite}};
constexpr Hypothesis exact_scale[] = {{"the scaled scores are doubles", scales_exactly}};
constexpr Hypothesis room[] = {{"the head is a Top-k set", is_top_k}, {"k < n_f", k_below_finite_count}};

const Mutant shift_mutants[] = {{"unmoved", "the log-sum-exp unmoved", {.balls = shift<0>}, nullptr},
                                {"backwards", "the log-sum-exp moved down", {.balls = shift<-1>}, nullptr}};
const Mutant permutation_mutants[] = {
    {"values-stay", "values left in their places", {.balls = permutation<false>}, nullptr}};
const Mutant temperature_mutants[] = {
    {"unscaled", "the tail mass unchanged", {.balls = temperature<1>}, nullptr},
    {"squared", "the square of the factor", {.balls = temperature<16>}, nullptr}};
const Mutant longer_head_mutants[] = {
    {"twice", "twice the share of the added key", {.balls = longer_head<true>}, nullptr}};

} // namespace

extern const Theorem shift_relation = {
    .id = "shift",
    .words = "a constant moves the log-sum-exp alone",
    .section = 0,
    .statement = "a constant added to all scores moves the log-sum-exp by itself and nothing else",
    .equality_case = identities,
    .source = own,
    .scope = Scope::head,
    .needs = parts<part::Values, part::Shift>,
    .hypotheses = finite_shift,
    .sides = {.balls = shift<1>},
    .witness = nullptr,
    .no_witness_because = on_every_row,
    .mutants = shift_mutants,
};

extern const Theorem permutation_relation = {
    .id = "permutation",
    .words = "the order of the keys changes nothing",
    .section = 0,
    .statement = "keys in another order, with their values, change nothing",
    .equality_case = identities,
    .source = own,
    .scope = Scope::head,
    .needs = parts<part::Values, part::Permutation>,
    .hypotheses = {},
    .sides = {.balls = permutation<true>},
    .witness = nullptr,
    .no_witness_because = on_every_row,
    .mutants = permutation_mutants,
};

extern const Theorem temperature_relation = {
    .id = "scaled-scores",
    .words = "scaled scores are another temperature",
    .section = 0,
    .statement = "four times the scores have the tail mass of the scores at inverse temperature 4",
    .equality_case = identities,
    .source = own,
    .scope = Scope::head,
    .needs = parts<part::Values>,
    .hypotheses = exact_scale,
    .sides = {.balls = temperature<4>},
    .witness = nullptr,
    .no_witness_because = on_every_row,
    .mutants = temperature_mutants,
};

extern const Theorem longer_head_relation = {
    .id = "longer-head",
    .words = "one key more loses less",
    .section = 0,
    .statement = "tau_{k+1} = tau_k - p_(k+1) <= tau_k",
    .equality_case = "never: the key that is added has mass",
    .source = own,
    .scope = Scope::head,
    .needs = parts<part::Values>,
    .hypotheses = room,
    .sides = {.balls = longer_head<false>},
    .witness = nullptr,
    .no_witness_because = on_every_row,
    .mutants = longer_head_mutants,
};

} // namespace tailmass::properties::relations
