// gap-lower-bound: the spread of the scores bounds the tail mass from below.
#include "theory/exact/gaps/gap_bounds.hpp"
#include "theory/theorems/cases.hpp"
#include "theory/theorems/instantiate.hpp"
#include "theory/theorems/lazy.hpp"
#include "theory/theorems/moved_rows.hpp"
#include "theory/theorems/predicates.hpp"

namespace tailmass {
namespace {

/// The numbers of keys, and the ranks of the scores that stand for those of head and tail.
struct TrueTerms {
  static std::size_t kept(const Case& c) { return c.head.size(); }
  static std::size_t dropped(const Case& c) { return c.scores->finite_count() - c.head.size(); }
  static std::size_t top(const Case&) { return 1; }
  static std::size_t least(const Case& c) { return c.scores->finite_count(); }
  /// e^{s_(1) - s_(n_f)}.
  template <class R>
  static R spread(Evaluator<R>&, const Case&, const R& top, const R& least) {
    return R(top / least);
  }
};

template <class Terms = TrueTerms>
struct GapLowerBound {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    const std::size_t k = c.head.size();
    const std::size_t finite = c.scores->finite_count();
    const Precision<R>& at = row.precision();
    const auto first = lazy([&] {
      const R spread = Terms::spread(row, c, exact::ranked_weight(row, Terms::top(c)),
                                     exact::ranked_weight(row, Terms::least(c)));
      return R(R(1) / (R(1) + at(Terms::kept(c)) / at(Terms::dropped(c)) * spread));
    });
    const exact::MovedRow<R> sharper = exact::moved_row<R>(
        exact::segment_scores(*c.scores, {0, k}, exact::End::largest),
        exact::segment_scores(*c.scores, tail_segments(k, finite), exact::End::smallest), [&, k] {
          const R rest = at(Terms::dropped(c) - 1);
          return exact::TwoSums<R>{
              R(at(Terms::kept(c)) * exact::ranked_weight(row, Terms::top(c))),
              R(exact::ranked_weight(row, k + 1) + rest * exact::ranked_weight(row, Terms::least(c)))};
        });

    out.at_most("1/(1 + (k/(n_f - k)) e^{s_(1) - s_(n_f)}) <= tau",
                head_constant(c) && finite_tail_constant(c), [&] {
                  return Both<R>{first(), exact::tail_mass(row)};
                });
    out.at_most("first <= sharper", finite_tail_constant(c), [&] {
      return Both<R>{first(), sharper.tail_mass()};
    });
    tail_mass_at_most(out, "l/(k e^{s_(1)} + l) <= tau", sharper, exact::unmoved_row(row), at);
  }

  /// The first tail key by itself, the others together.
  static std::vector<std::size_t> tail_segments(std::size_t k, std::size_t finite) {
    if (k + 1 == finite)
      return {k, finite};
    return {k, k + 1, finite};
  }
};

struct KMinusOne : TrueTerms {
  static std::size_t kept(const Case& c) { return c.head.size() - 1; }
};
struct AllKeys : TrueTerms {
  static std::size_t dropped(const Case& c) { return c.scores->size() - c.head.size(); }
};
struct BoundaryGap : TrueTerms {
  template <class R>
  static R spread(Evaluator<R>& row, const Case& c, const R&, const R&) {
    return exact::exp_gap(row, c.head.size());
  }
};
struct BoundaryScore : TrueTerms {
  static std::size_t top(const Case& c) { return c.head.size(); }
};
struct LargestTail : TrueTerms {
  static std::size_t least(const Case& c) { return c.head.size() + 1; }
};

const Hypothesis hypotheses[] = {
    {"the head is a Top-k set", is_top_k},
    {"1 <= k < n_f", k_below_finite_count, Without::meaningless},
};

Case spread_case() {
  return top_k_case({2, 1, 0, -1, -3}, 2);
}
Case constant_case() {
  return top_k_case({2, 2, -1, -1, -1, masked}, 2);
}

const Mutant mutants[] = {
    {"tightened-first", "0.99 tau above the first bound", sides_of<Tightened<GapLowerBound<>, 0>>(),
     constant_case},
    {"tightened-order", "0.99 of the sharper above the first bound",
     sides_of<Tightened<GapLowerBound<>, 1>>(), constant_case},
    {"tightened-sharper", "0.99 tau above the sharper bound", sides_of<Tightened<GapLowerBound<>, 2>>(),
     [] {
       return top_k_case({2, 2, 1, -1, -1}, 2);
     }},
    {"k-minus-one", "k - 1 for k", sides_of<GapLowerBound<KMinusOne>>(), constant_case},
    {"all-keys", "n for n_f: masked keys counted", sides_of<GapLowerBound<AllKeys>>(), constant_case},
    {"boundary-gap", "Delta_k for s_(1) - s_(n_f)", sides_of<GapLowerBound<BoundaryGap>>(), spread_case},
    {"boundary-score", "s_(k) for s_(1)", sides_of<GapLowerBound<BoundaryScore>>(),
     [] {
       return top_k_case({5, 0, 0}, 2);
     }},
    {"largest-tail", "s_(k+1) for s_(n_f)", sides_of<GapLowerBound<LargestTail>>(),
     [] {
       return top_k_case({1, 0, -9}, 1);
     }},
};

} // namespace

extern const Theorem gap_lower_bound = {
    .id = "gap-lower-bound",
    .words = "extreme scores bound the tail mass from below",
    .section = 2,
    .statement = "tau_k >= 1/(1 + (k/(n_f - k)) e^{s_(1) - s_(n_f)}), and at least as sharp with l = "
                 "e^{s_(k+1)} + (n_f - k - 1) e^{s_(n_f)}: tau_k >= l/(k e^{s_(1)} + l)",
    .equality_case = "first: head constant and finite tail constant; sharper: head constant and s_(k+2) = "
                     "... = s_(n_f); both bounds alike: finite tail constant",
    .source = "B",
    .scope = Scope::head,
    .needs = {},
    .hypotheses = hypotheses,
    .sides = sides_of<GapLowerBound<>>(),
    .witness = constant_case,
    .no_witness_because = {},
    .mutants = mutants,
    .tex = R"(
$$\tau_k\ge\frac{l}{k\,e^{s_{(1)}}+l}\ge\frac{1}{1+\frac{k}{n_f-k}\,e^{s_{(1)}-s_{(n_f)}}},\qquad l=e^{s_{(k+1)}}+(n_f-k-1)\,e^{s_{(n_f)}}$$
if: the head is a Top-$k$ set
if: $1\le k<n_f$
eq: right: head constant and finite tail constant; left: head constant and $s_{(k+2)}=\dots=s_{(n_f)}$; both alike: finite tail constant)",
};

} // namespace tailmass
