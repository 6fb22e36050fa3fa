// vertex-softmax: over a box of scores a softmax average is greatest at one of n + 1 thresholds.
#include "theory/exact/outputs/vertex_softmax.hpp"
#include "theory/theorems/cases.hpp"
#include "theory/theorems/instantiate.hpp"

#include <limits>

namespace tailmass {
namespace {

constexpr std::size_t most_by_force = 9;

/// The thresholds' averages over the finite keys, in the order of falling or of rising c.
template <class R>
std::vector<R> averages(Evaluator<R>& row, const Case& c, std::span<const Key> keys, const Vector<R>& lifted,
                        bool rising = false) {
  std::vector<Key> order = exact::by_coefficient(keys, c.box->direction);
  if (rising)
    std::ranges::reverse(order);
  return exact::threshold_averages(order, exact::box_weights(row, keys, *c.box), lifted);
}

/// sum p_i c_i at the point of the box, with lifted coefficients.
template <class R>
R at_point(Evaluator<R>& row, const Case& c, const Vector<R>& lifted) {
  const std::span<const Key> keys = c.scores->finite();
  const Key top = *std::ranges::max_element(keys, {}, [&](Key key) { return c.box->point[key]; });
  return exact::average(keys, exact::weights_of(row, keys, c.box->point, c.box->point[top]), lifted);
}

/// Coefficients enter as c_i - min c: both sides fall by min c, are >= 0, and then have a ratio.
struct VertexSoftmax {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    const std::span<const Key> keys = c.scores->finite();
    out.at_most("sum p_i (c_i - min c) <= its greatest value at the n + 1 thresholds",
                exact::point_is_maximal(*c.scores, *c.box), [&] {
                  const Vector<R> lifted = exact::lifted_coefficients(row, keys, c.box->direction);
                  return Both<R>{at_point(row, c, lifted), exact::greatest(averages(row, c, keys, lifted))};
                });
    const std::span<const Key> few = std::span(c.sub_row).first(std::min(c.sub_row.size(), most_by_force));
    if (!few.empty())
      out.equal(
          "greatest at the 2^m vertices = greatest at the m + 1 thresholds, a few keys by brute force", [&] {
            const Vector<R> lifted = exact::lifted_coefficients(row, few, c.box->direction);
            const R greatest = exact::greatest(averages(row, c, few, lifted));
            return Both<R>{
                exact::greatest(exact::vertex_averages(few, exact::box_weights(row, few, *c.box), lifted)),
                greatest, greatest};
          });
  }
};

struct RisingOrder {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    const Vector<R> lifted = exact::lifted_coefficients(row, c.scores->finite(), c.box->direction);
    out.at_most("sum p_i (c_i - min c) <= its greatest value at thresholds in rising order", [&] {
      return Both<R>{at_point(row, c, lifted),
                     exact::greatest(averages(row, c, c.scores->finite(), lifted, true))};
    });
  }
};

/// One vertex only: all scores at their upper ends, or all at their lower ones.
template <bool upper>
struct OneEnd {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    const Vector<R> lifted = exact::lifted_coefficients(row, c.scores->finite(), c.box->direction);
    const std::vector<R> all = averages(row, c, c.scores->finite(), lifted);
    out.at_most("sum p_i (c_i - min c) <= its value at one end of all intervals", [&] {
      return Both<R>{at_point(row, c, lifted), upper ? all.back() : all.front()};
    });
  }
};

Case example() {
  constexpr double none = -std::numeric_limits<double>::infinity();
  Case c = top_k_case({1, 0, 2, masked, 0.5}, 2);
  c.box = ScoreBox{.lower = {0.5, -1, 1, none, 0},
                   .upper = {1.5, 1, 3, none, 1},
                   .point = {1.5, -1, 1, none, 0}, // the key of the largest coefficient up, all others down
                   .direction = {4, -2, 0.5, 9, 1}};
  c.sub_row = {0, 1, 2, 4};
  return c;
}

const Mutant mutants[] = {
    {"tightened", "0.99 times the greatest threshold", sides_of<Tightened<VertexSoftmax>>(), example},
    {"rising-order", "thresholds in rising order of c", sides_of<RisingOrder>(), example},
    {"all-upper", "all scores at their upper ends", sides_of<OneEnd<true>>(), example},
    {"all-lower", "all scores at their lower ends", sides_of<OneEnd<false>>(), example},
};

} // namespace

extern const Theorem vertex_softmax = {
    .id = "vertex-softmax",
    .words = "the largest mean over a box is at a threshold",
    .section = 3,
    .statement =
        "the maximum of sum p_i c_i over a box of scores is among the n + 1 thresholds in the order of c",
    .equality_case = "the point has every key with c above the maximum at its upper end and every key with c "
                     "below it at its lower end; brute force: identity",
    .source = "B",
    .scope = Scope::row,
    .needs = parts<part::Box, part::SubRow>,
    .hypotheses = {},
    .sides = sides_of<VertexSoftmax>(),
    .witness = example,
    .no_witness_because = {},
    .mutants = mutants,
    .welcomes = parts<part::Values>,
    .tex = R"(
The maximum of $\sum_i p_i c_i$ over a box of scores is among the $n+1$ thresholds in the order of $c$.
eq: every key with $c$ above the maximum at its upper end and every key with $c$ below it at its lower end; brute force: an identity)",
};

} // namespace tailmass
