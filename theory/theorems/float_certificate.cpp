// float-certificate: bounds of the tail mass computed in floating point, rounded outward by their stated
// slack.
#include "theory/exact/block_bounds.hpp"
#include "theory/exact/divergences.hpp"
#include "theory/exact/k_epsilon.hpp"
#include "theory/stable/block_bounds.hpp"
#include "theory/stable/divergences.hpp"
#include "theory/stable/gap_bounds.hpp"
#include "theory/stable/k_epsilon.hpp"
#include "theory/theorems/cases.hpp"
#include "theory/theorems/certified.hpp"
#include "theory/theorems/instantiate.hpp"

#include <algorithm>
#include <cmath>

namespace tailmass {
namespace {

using stable::Underflow;

/// Tail mass and divergences of the truncation, from both sides. The truths are the definition of KL, and the
/// closed forms of the others that f-divergences verifies.
template <class T, class R>
void distribution_sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
  using std::log, std::sqrt;
  const Certified<T, R> certified{row, out};
  const R tau = exact::tail_mass(row);
  const stable::Masses<T> masses = stable::masses_of<T>(c);
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
  const R head = exact::head_mass(row);
  const R one = row.precision()(std::size_t{1}), two = row.precision()(std::size_t{2});
  const R kl = exact::kl_divergence(row);
  const R chi2 = R(exact::tail_sum(row) / exact::head_sum(row));
  const R hellinger = R(tau / (one + sqrt(head)));
  const R js = R((tau * log(two) + head * log(head) + (one + head) * log(R(two / (one + head)))) / two);
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
void gap_sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
  if (!stable::has_gap(c))
    return;
  const Certified<T, R> certified{row, out};
  const R tau = exact::tail_mass(row);
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
    out.at_most(in_type<T>("tau <= eps by float gap-threshold", "tau <= eps by double gap-threshold"), tau,
                row.precision()(*c.epsilon));
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
void block_sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
  const Certified<T, R> certified{row, out};
  R head(0), tail(0);
  for (const Block& block : c.blocks->all())
    (block.in_head ? head : tail) += exact::block_sum(row, block);
  const R tau = R(tail / R(head + tail));
  certified.upper("tau of blocks <= float upper", "tau of blocks <= double upper", tau,
                  stable::blockwise_upper<T>(c));
  certified.lower("float lower <= tau of blocks", "double lower <= tau of blocks",
                  stable::blockwise_lower<T>(c), tau);
  const Block* block = stable::finite_block(c);
  if (!block)
    return;
  const Scores& s = row.scores();
  using std::exp;
  const R& unit = row.of_row().once({"e^{s_(1)}"}, [&] { return R(exp(row.precision()(s.ranked(1)))); });
  const R sum = R(exact::block_sum(row, *block) * unit);
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
void k_epsilon_sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
  const double eps = *c.epsilon;
  const Precision<R>& at = row.precision();
  const std::size_t k =
      row.of_row().once({"certified k_epsilon", eps}, [&] { return exact::k_epsilon(*c.scores, eps); });
  const std::size_t least = stable::k_epsilon_at_least<T>(*c.scores, eps);
  const std::size_t most = stable::k_epsilon_at_most<T>(*c.scores, eps);
  out.at_most(in_type<T>("float ceil((1 - eps)/p_max) <= k_eps", "double ceil((1 - eps)/p_max) <= k_eps"),
              at(least), at(k), least == k);
  out.at_most(in_type<T>("k_eps <= float ceil(n_f (1 - eps))", "k_eps <= double ceil(n_f (1 - eps))"), at(k),
              at(most), k == most);
}

struct FloatCertificate {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    in<float>(row, c, out);
    in<double>(row, c, out);
  }

private:
  template <class T, class R>
  static void in(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    if (stable::score_rounding<T>(*c.scores) > 1)
      return; // scores beyond the format, or held by it within more than a factor of e
    distribution_sides<T>(row, c, out);
    gap_sides<T>(row, c, out);
    block_sides<T>(row, c, out);
    k_epsilon_sides<T>(row, c, out);
  }
};

/// What must not be done, each with the slack that would do for honest arithmetic.
enum class Wrong {
  head_sum,
  difference_of_logs,
  underflow_left_out,
  flushed_as_gradual,
  overflowing_gap,
  no_slack
};

template <class T, Wrong wrong>
stable::Estimate<T> computed(const Case& c) {
  const Scores& s = *c.scores;
  const T top = stable::rounded<T>(s.ranked(1));
  const auto plain_sum = [&](std::span<const Key> keys) {
    T sum = 0;
    for (const Key key : keys)
      sum += std::exp(stable::rounded<T>(s[key]) - top);
    return sum;
  };
  const double slack = 64 * stable::unit_roundoff<T>;
  switch (wrong) {
  case Wrong::head_sum: {
    const T total = plain_sum(s.finite());
    T head = 0;
    for (const Key key : c.head.finite_head())
      head += std::exp(stable::rounded<T>(s[key]) - top) / total;
    return {1 - head, {slack, stable::smallest_subnormal<T>}};
  }
  case Wrong::difference_of_logs: {
    const T of_head = top + std::log(plain_sum(c.head.finite_head()));
    const T of_all = top + std::log(plain_sum(s.finite()));
    return {-std::expm1(of_head - of_all), {slack, stable::smallest_subnormal<T>}};
  }
  case Wrong::underflow_left_out:
    return {stable::tail_mass_by_row_maximum<T>(c).value, {slack, 0}};
  case Wrong::flushed_as_gradual: {
    const stable::Estimate<T> flushed = stable::tail_mass_by_row_maximum<T>(c, Underflow::flushed);
    return {flushed.value, stable::tail_mass_by_row_maximum<T>(c, Underflow::gradual).bound};
  }
  case Wrong::overflowing_gap: {
    const T kept = stable::rounded<T>(static_cast<double>(c.head.size()));
    const T dropped = stable::rounded<T>(static_cast<double>(s.finite_count() - c.head.size()));
    return {1 / (1 + kept / dropped * std::exp(stable::boundary_gap<T>(c).value)), {slack, 0}};
  }
  case Wrong::no_slack:
    return {stable::gap_bound<T>(c).value, {}};
  }
  return {};
}

template <class T, Wrong wrong>
struct Mistaken {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    const stable::Estimate<T> x = computed<T, wrong>(c);
    const double certificate = x.value > 0 ? static_cast<double>(stable::upper(x)) : x.bound.absolute;
    out.at_most("tau <= what was computed so", exact::tail_mass(row), row.precision()(certificate));
  }
};

const Hypothesis hypotheses[] = {
    {"blocks are given", [](const Case& c) { return c.blocks != nullptr; }},
    {"0 < eps < 1", exact::epsilon_given},
};

/// The head and the tail are the blocks.
Case row_of(std::vector<double> scores, std::size_t k) {
  Case c = top_k_case(std::move(scores), k);
  std::vector<Key> head(c.head.head().begin(), c.head.head().end());
  std::vector<Key> tail(c.head.tail().begin(), c.head.tail().end());
  c.blocks = std::make_shared<const Blocks>(
      *c.scores, std::vector<Block>{tight_block(*c.scores, std::move(head), true),
                                    tight_block(*c.scores, std::move(tail), false)});
  c.epsilon = 0.25;
  return c;
}

const Mutant mutants[] = {
    {"head-sum", "1 - the head's sum of probabilities, in float32, for the tail's sum",
     sides_of<Mistaken<float, Wrong::head_sum>>(),
     [] {
       std::vector<double> scores(20000, 0);
       scores.back() = -5;
       return row_of(std::move(scores), 19999);
     }},
    {"log-sum-exp-difference", "-expm1(LSE_S - LSE) for the tail's sum",
     sides_of<Mistaken<double, Wrong::difference_of_logs>>(),
     [] {
       return row_of({100, 60}, 1);
     }},
    {"underflow-left-out", "weights that underflow count as 0",
     sides_of<Mistaken<float, Wrong::underflow_left_out>>(),
     [] {
       return row_of({0, -110, -120}, 1);
     }},
    {"underflow-left-out-in-double", "weights that underflow count as 0",
     sides_of<Mistaken<double, Wrong::underflow_left_out>>(),
     [] {
       return row_of({0, -800, -801}, 1);
     }},
    {"flushed-as-gradual", "flushed weights count as smallest subnormals",
     sides_of<Mistaken<float, Wrong::flushed_as_gradual>>(),
     [] {
       return row_of({0, -88}, 1);
     }},
    {"overflowing-gap", "1/(1 + k/(n_f - k) e^Delta) with e^Delta = inf",
     sides_of<Mistaken<float, Wrong::overflowing_gap>>(),
     [] {
       return row_of({0, -89}, 1);
     }},
    {"overflowing-gap-in-double", "1/(1 + k/(n_f - k) e^Delta) with e^Delta = inf",
     sides_of<Mistaken<double, Wrong::overflowing_gap>>(),
     [] {
       return row_of({0, -710}, 1);
     }},
    {"no-slack", "the computed gap-bound as it is", sides_of<Mistaken<float, Wrong::no_slack>>(),
     [] {
       return row_of({0, -2, -2, -2, -2, -2}, 1);
     }},
    {"no-slack-in-double", "the computed gap-bound as it is", sides_of<Mistaken<double, Wrong::no_slack>>(),
     [] {
       return row_of({0, -4}, 1);
     }},
};

} // namespace

extern const Theorem float_certificate = {
    .id = "float-certificate",
    .section = 4,
    .statement =
        "a bound computed in float or in double and rounded outward by its stated slack is on its side of "
        "the "
        "true quantity: tail mass and divergences from both sides, every bound of the tail mass from ordered "
        "scores and blocks, k_epsilon's bounds. The tail is summed directly; underflowed weights count as "
        "smallest subnormals, or as smallest normal numbers where subnormals are flushed",
    .equality_case = "whole numbers: k_epsilon's bounds",
    .source = "B",
    .scope = Scope::head,
    .needs = Part::epsilon | Part::blocks | Part::checkpoints,
    .hypotheses = hypotheses,
    .sides = sides_of<FloatCertificate>(),
    .witness =
        [] {
          return row_of({0, 0, 0, 0}, 2);
        },
    .no_witness_because = {},
    .mutants = mutants,
};

} // namespace tailmass
