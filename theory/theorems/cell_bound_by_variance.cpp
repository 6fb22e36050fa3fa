// cell-bound-by-variance: mean and variance of a block's scores, and nothing else, bound its largest score
// and its sum of exponentials.
#include "theory/exact/blocks/block_moments.hpp"
#include "theory/theorems/cases.hpp"
#include "theory/theorems/instantiate.hpp"
#include "theory/theorems/lazy.hpp"
#include "theory/theorems/predicates.hpp"

namespace tailmass {
namespace {

using exact::ScoreMoments;

/// A page of two finite keys or more, its numbers relative to s_(1).
template <class R>
class Page {
public:
  Page(Evaluator<R>& row, std::span<const Key> keys)
      : row_(row), keys_(keys), moments_(exact::score_moments(row, keys)) {}

  [[nodiscard]] R largest_above_mean() const {
    const double largest =
        row_.scores()[*std::ranges::max_element(keys_, {}, [&](Key key) { return row_.scores()[key]; })];
    return R(R(R(largest) - R(row_.scores().ranked(1))) - moments_.mean);
  }
  /// sqrt(v numerator/denominator).
  [[nodiscard]] R deviation(std::size_t numerator, std::size_t denominator = 1) const {
    using std::sqrt;
    return R(sqrt(R(moments_.variance * row_.precision()(numerator) / row_.precision()(denominator))));
  }
  [[nodiscard]] R total() const { return R(sum(exact::weights(row_), keys_)); }
  /// The bound, and that with numerator/denominator times the variance.
  [[nodiscard]] R bound() const { return exact::one_above_sum(moments_, keys_.size(), row_.precision()); }
  [[nodiscard]] R bound(std::size_t numerator, std::size_t denominator) const {
    const R variance = R(moments_.variance * row_.precision()(numerator) / row_.precision()(denominator));
    return exact::one_above_sum({moments_.mean, variance}, keys_.size(), row_.precision());
  }
  /// The bound with the distances of the one and of the others from the mean exchanged.
  [[nodiscard]] R exchanged() const {
    using std::exp;
    const std::size_t others = keys_.size() - 1;
    return R(row_.precision()(others) * exp(R(moments_.mean - deviation(others))) +
             exp(R(moments_.mean + deviation(1, others))));
  }

private:
  Evaluator<R>& row_;
  std::span<const Key> keys_;
  ScoreMoments<R> moments_;
};

/// Whether all keys but one of the largest score have the same score.
bool others_equal(const Scores& s, std::vector<Key> keys) {
  keys.erase(std::ranges::max_element(keys, {}, [&](Key key) { return s[key]; }));
  return same_score(s, keys);
}

/// More pages of a case say no more than more cases do.
constexpr std::size_t most_pages = 4;

/// Calls state(keys, page) for the first blocks of at least `least` finite keys; `page` is made by the first
/// call of it.
template <class R, class State>
void each_page(Evaluator<R>& row, const Case& c, std::size_t least, const State& state) {
  std::size_t pages = 0;
  for (const Block& block : c.blocks->all()) {
    const std::vector<Key> keys = exact::finite_keys(*c.scores, block).keys;
    if (keys.size() < least)
      continue;
    state(keys, lazy([&] { return Page<R>(row, keys); }));
    if (++pages == most_pages)
      return;
  }
}

/// With x the largest deviation from the mean, the others sum to -x and their squares to at least x^2/(n_b -
/// 1), just that where they are equal: n_b v >= x^2 n_b/(n_b - 1). With U = m + sqrt(v (n_b - 1)) the bound
/// of the sum is the upper one of block-moment-bounds, attained where the scores are U and m - v/(U - m),
/// hence where the largest is U, hence where the others are equal; or v = 0.
struct CellBoundByVariance {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    bool first = true;
    each_page(row, c, 2, [&](const std::vector<Key>& keys, const auto& page) {
      const bool attained = others_equal(*c.scores, keys);
      const auto bound = lazy([&] { return page().bound(); });
      out.at_most("max - m <= sqrt(v (n_b - 1))", attained, [&] {
        return Both<R>{page().largest_above_mean(), page().deviation(keys.size() - 1)};
      });
      out.at_most("Z_b <= (n_b - 1) e^{m - sqrt(v/(n_b - 1))} + e^{m + sqrt(v (n_b - 1))}", attained, [&] {
        return Both<R>{page().total(), bound()};
      });
      if (!std::exchange(first, false))
        return; // what follows is of one function
      out.at_most("more variance gives no smaller a bound", same_score(*c.scores, keys), [&] {
        return Both<R>{bound(), page().bound(2, 1)};
      });
    });
  }
};

/// max - m <= sqrt(v f) for another factor.
template <class Factor>
struct OtherFactor {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    each_page(row, c, 3, [&](const std::vector<Key>& keys, const auto& page) {
      out.at_most("max - m <= another multiple of the deviation", [&] {
        const auto [numerator, denominator] = Factor{}(keys.size());
        return Both<R>{page().largest_above_mean(), page().deviation(numerator, denominator)};
      });
    });
  }
};
struct OneDeviation {
  std::pair<std::size_t, std::size_t> operator()(std::size_t) const { return {1, 1}; }
};
struct TwoFewer {
  std::pair<std::size_t, std::size_t> operator()(std::size_t n) const { return {n - 2, 1}; }
};
/// n_b + 1 for n_b in v.
struct OneMore {
  std::pair<std::size_t, std::size_t> operator()(std::size_t n) const { return {(n - 1) * n, n + 1}; }
};

struct OneMoreInSum {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    each_page(row, c, 2, [&](const std::vector<Key>& keys, const auto& page) {
      out.at_most("Z_b <= the bound with v n_b/(n_b + 1)", [&] {
        return Both<R>{page().total(), page().bound(keys.size(), keys.size() + 1)};
      });
    });
  }
};
struct Exchanged {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    each_page(row, c, 2, [&](const std::vector<Key>&, const auto& page) {
      out.at_most("Z_b <= (n_b - 1) e^{m - sqrt(v (n_b - 1))} + e^{m + sqrt(v/(n_b - 1))}", [&] {
        return Both<R>{page().total(), page().exchanged()};
      });
    });
  }
};

const Hypothesis hypotheses[] = {
    {"blocks are given, one of them of two finite keys or more",
     [](const Case& c) {
       return c.blocks && std::ranges::any_of(c.blocks->all(), [&](const Block& block) {
                return exact::finite_keys(*c.scores, block).keys.size() >= 2;
              });
     },
     Without::meaningless},
};

Case one_above() {
  return one_block_case({0.5, 2, 0.5, 0.5, masked});
}

const Mutant mutants[] = {
    {"tightened-largest", "0.99 of the bound of the largest score",
     sides_of<Tightened<CellBoundByVariance, 0>>(), one_above},
    {"tightened-sum", "0.99 of the bound of the sum", sides_of<Tightened<CellBoundByVariance, 1>>(),
     one_above},
    {"mean-and-deviation", "m + sqrt(v) for the largest score, n_b >= 3",
     sides_of<OtherFactor<OneDeviation>>(), one_above},
    {"two-fewer", "n_b - 2 for n_b - 1", sides_of<OtherFactor<TwoFewer>>(), one_above},
    {"one-more", "n_b + 1 for n_b in v", sides_of<OtherFactor<OneMore>>(), one_above},
    {"one-more-in-sum", "n_b + 1 for n_b in v, in the bound of the sum", sides_of<OneMoreInSum>(), one_above},
    {"exchanged", "the distances from the mean exchanged", sides_of<Exchanged>(), one_above},
};

} // namespace

extern const Theorem cell_bound_by_variance = {
    .id = "cell-bound-by-variance",
    .words = "its variance bounds its largest score",
    .section = 2,
    .statement = "n_b >= 2 finite scores, m their mean, v their variance, Z_b their sum of exponentials: max "
                 "<= m + sqrt(v (n_b - 1)) and Z_b <= (n_b - 1) e^{m - sqrt(v/(n_b - 1))} + e^{m + sqrt(v "
                 "(n_b - 1))}; both rise with v",
    .equality_case = "both: the keys other than one largest are equal",
    .source = "B (Samuelson)",
    .scope = Scope::head,
    .needs = parts<part::Blocks>,
    .hypotheses = hypotheses,
    .sides = sides_of<CellBoundByVariance>(),
    .witness = one_above,
    .no_witness_because = {},
    .mutants = mutants,
    .tex = R"(
For $n_b\ge2$ finite scores with mean $m$, variance $v$ and sum of exponentials $Z_b$,
$$\max s\le m+\sqrt{v\,(n_b-1)},\qquad Z_b\le(n_b-1)\,e^{m-\sqrt{v/(n_b-1)}}+e^{m+\sqrt{v\,(n_b-1)}};$$
both rise with $v$.
if: blocks are given, one of them of two finite keys or more
eq: both: the keys other than one largest are equal)",
};

} // namespace tailmass
