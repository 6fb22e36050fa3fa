// Certificates at the level of scores: tail mass, divergences, bounds from ordered scores and blocks,
// k_epsilon.
#pragma once

#include "theory/exact/blocks/block_bounds.hpp"
#include "theory/exact/distribution/divergences.hpp"
#include "theory/exact/distribution/k_epsilon.hpp"
#include "theory/stable/blocks/block_bounds.hpp"
#include "theory/stable/distribution/divergences.hpp"
#include "theory/stable/distribution/k_epsilon.hpp"
#include "theory/stable/gaps/gap_bounds.hpp"
#include "theory/theorems/certified.hpp"
#include "theory/theorems/lazy.hpp"

#include <algorithm>
#include <cmath>

namespace tailmass {

/// Tail mass and divergences of the truncation, from both sides. The truths are the definition of KL, and the
/// closed forms of the others that f-divergences verifies.
template <class T, class R>
void certified_masses(Evaluator<R>& row, const Case& c, const stable::Masses<T>& masses, Sides<R>& out) {
  using stable::Underflow;
  const Certified<T, R> certified{row, out};
  const auto tau = [&]() -> const R& { return exact::tail_mass(row); };
  const stable::Estimate<T> tail = masses.odds.tail_mass();
  certified.upper("tau <= float tail mass", "tau <= double tail mass", tau, tail);
  certified.lower("float tail mass <= tau", "double tail mass <= tau", tail, tau);
  if (c.head.finite_tail().empty())
    return;
  if (c.head.is_top_k())
    for (const Underflow rule : {Underflow::gradual, Underflow::flushed}) {
      const stable::Estimate<T> by_maximum = stable::tail_mass_by_row_maximum<T>(c, rule);
      const bool gradual = rule == Underflow::gradual;
      certified.upper(gradual ? "tau <= float tail mass by the row's maximum" : "tau <= float flushed",
                      gradual ? "tau <= double tail mass by the row's maximum" : "tau <= double flushed", tau,
                      by_maximum);
      certified.lower(gradual ? "float tail mass by the row's maximum <= tau" : "float flushed <= tau",
                      gradual ? "double tail mass by the row's maximum <= tau" : "double flushed <= tau",
                      by_maximum, tau);
    }
  const auto kl = [&]() -> const R& { return exact::kl_divergence(row); };
  const auto chi2 = lazy([&] { return R(exact::tail_sum(row) / exact::head_sum(row)); });
  const auto hellinger = lazy([&] {
    using std::sqrt;
    return R(tau() / (row.precision()(std::size_t{1}) + sqrt(exact::head_mass(row))));
  });
  const auto js = lazy([&] {
    using std::log;
    const R& head = exact::head_mass(row);
    const R one = row.precision()(std::size_t{1}), two = row.precision()(std::size_t{2});
    return R((tau() * log(two) + head * log(head) + (one + head) * log(R(two / (one + head)))) / two);
  });
  certified.both("KL <= float KL", "KL <= double KL", "float KL <= KL", "double KL <= KL", kl,
                 stable::kl_divergence(masses));
  certified.both("chi2 <= float chi2", "chi2 <= double chi2", "float chi2 <= chi2", "double chi2 <= chi2",
                 chi2, stable::chi_squared(masses));
  certified.both("H2 <= float H2", "H2 <= double H2", "float H2 <= H2", "double H2 <= H2", hellinger,
                 stable::hellinger_squared(masses));
  certified.both("JS <= float JS", "JS <= double JS", "float JS <= JS", "double JS <= JS", js,
                 stable::jensen_shannon(masses));
}

/// Bounds from the ordered scores.
template <class T, class R>
void certified_gap_bounds(Evaluator<R>& row, const Case& c, Sides<R>& out) {
  if (!stable::has_gap(c))
    return;
  const Certified<T, R> certified{row, out};
  const auto tau = [&]() -> const R& { return exact::tail_mass(row); };
  certified.upper("tau <= float gap-bound", "tau <= double gap-bound", tau, stable::gap_bound<T>(c));
  certified.upper("tau <= float gap-bound-simple", "tau <= double gap-bound-simple", tau,
                  stable::gap_bound_simple<T>(c));
  certified.lower("float gap-lower-bound <= tau", "double gap-lower-bound <= tau",
                  stable::gap_lower_bound<T>(c), tau);
  certified.lower("float sharper gap-lower-bound <= tau", "double sharper gap-lower-bound <= tau",
                  stable::gap_lower_bound_sharper<T>(c), tau);
  // The implication speaks where the certified gap reaches the certified threshold.
  // A threshold below 0 counts as 0.
  stable::Estimate<T> threshold = stable::gap_threshold<T>(c);
  threshold.value = std::max(threshold.value, T(0));
  if (const T gap = stable::lower(stable::boundary_gap<T>(c)); gap > 0 && gap >= stable::upper(threshold))
    out.at_most(in_type<T>("tau <= eps by float gap-threshold", "tau <= eps by double gap-threshold"), [&] {
      return Both<R>{tau(), row.precision()(*c.epsilon)};
    });
  if (!exact::checkpoints_fit(c))
    return;
  certified.upper("tau <= float multi-gap", "tau <= double multi-gap", tau, stable::multi_gap_bound<T>(c));
  certified.upper("tau <= float multi-gap of m gaps", "tau <= double multi-gap of m gaps", tau,
                  stable::multi_gap_known<T>(c));
  certified.upper("tau <= float two-sided multi-gap", "tau <= double two-sided multi-gap", tau,
                  stable::multi_gap_two_sided<T>(c));
}

/// Bounds from blocks: of the tail mass of their union, and of the sum of the first one without masks.
template <class T, class R>
void certified_block_bounds(Evaluator<R>& row, const Case& c, Sides<R>& out) {
  const Certified<T, R> certified{row, out};
  const auto tau = lazy([&] {
    R head(0), tail(0);
    for (const Block& block : c.blocks->all())
      (block.in_head ? head : tail) += exact::block_sum(row, block);
    return R(tail / R(head + tail));
  });
  certified.upper("tau of blocks <= float upper", "tau of blocks <= double upper", tau,
                  stable::blockwise_upper<T>(c));
  certified.lower("float lower <= tau of blocks", "double lower <= tau of blocks",
                  stable::blockwise_lower<T>(c), tau);
  const Block* block = stable::finite_block(c);
  if (!block)
    return;
  const Scores& s = row.scores();
  const auto sum = lazy([&] {
    using std::exp;
    const R& unit = row.of_row().once({"e^{s_(1)}"}, [&] { return R(exp(row.precision()(s.ranked(1)))); });
    return R(exact::block_sum(row, *block) * unit);
  });
  certified.lower("float n_b e^m <= Z_b", "double n_b e^m <= Z_b", stable::block_mean_lower<T>(s, *block),
                  sum);
  if (std::isinf(block->lower))
    return;
  certified.upper("Z_b <= float chord", "Z_b <= double chord", sum, stable::block_mean_chord<T>(s, *block));
  certified.upper("Z_b <= float n_b e^{m + (U-L)^2/8}", "Z_b <= double n_b e^{m + (U-L)^2/8}", sum,
                  stable::block_mean_upper<T>(s, *block));
}

/// Whole numbers around k_eps, so equality is a comparison of whole numbers.
template <class T, class R>
void certified_k_epsilon(Evaluator<R>& row, const Case& c, Sides<R>& out) {
  const double eps = *c.epsilon;
  const Precision<R>& at = row.precision();
  const std::size_t k = exact::k_epsilon(row, eps);
  const std::size_t least = stable::k_epsilon_at_least<T>(*c.scores, eps);
  const std::size_t most = stable::k_epsilon_at_most<T>(*c.scores, eps);
  out.at_most(in_type<T>("float ceil((1 - eps)/p_max) <= k_eps", "double ceil((1 - eps)/p_max) <= k_eps"),
              least == k, [&] {
                return Both<R>{at(least), at(k)};
              });
  out.at_most(in_type<T>("k_eps <= float ceil(n_f (1 - eps))", "k_eps <= double ceil(n_f (1 - eps))"),
              k == most, [&] {
                return Both<R>{at(k), at(most)};
              });
}

} // namespace tailmass
