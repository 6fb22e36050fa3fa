// sink-gap-bound: with a sink of value zero that is always kept, the boundary gap bounds tail mass and output
// error.
#include "theory/exact/blocks/block_bounds.hpp"
#include "theory/exact/outputs/variances.hpp"
#include "theory/theorems/cases.hpp"
#include "theory/theorems/gap_terms.hpp"
#include "theory/theorems/instantiate.hpp"
#include "theory/theorems/moved_rows.hpp"
#include "theory/theorems/predicates.hpp"

namespace tailmass {
namespace {

/// a, the logit of the sink: the case's shift above the largest score, rounded to a double; -inf below all
/// doubles.
double sink_of(const Case& c) {
  return std::min(c.scores->ranked(1) + *c.shift, std::numeric_limits<double>::max());
}

/// e^{a - s_(1)}.
template <class R>
R sink_weight(Evaluator<R>& row, const Case& c) {
  return exact::weight_of_score(row, sink_of(c));
}

std::vector<double> with_sink(const Case& c, std::vector<double> head) {
  head.push_back(sink_of(c));
  return head;
}

/// The row with the sink as one more kept key.
template <class R>
exact::MovedRow<R> row_with_sink(Evaluator<R>& row, const Case& c) {
  const exact::MovedRow<R> keys = exact::unmoved_row(row);
  return exact::moved_row<R>(with_sink(c, keys.head), keys.tail, [&row, &c] {
    return exact::TwoSums<R>{R(exact::head_sum(row) + sink_weight(row, c)), exact::tail_sum(row)};
  });
}

/// e^{a - s_(k+1)}.
struct SinkTerm {
  template <class R>
  static R of(Evaluator<R>& row, const Case& c) {
    return R(sink_weight(row, c) / exact::ranked_weight(row, c.head.size() + 1));
  }
};

/// All k kept keys at s_(k) and all others at s_(k+1), sums in units of the latter: the bound is
/// (n_f - k)/((n_f - k) + k e^Delta + e^{a - s_(k+1)}).
template <class Terms, class Term, class R>
exact::MovedRow<R> two_level_row(Evaluator<R>& row, const Case& c) {
  const std::size_t k = c.head.size(), finite = c.scores->finite_count();
  return exact::moved_row<R>(
      with_sink(c, std::vector<double>(k, c.scores->ranked(k))),
      std::vector<double>(finite - k, c.scores->ranked(k + 1)), [&row, &c, k, finite] {
        const Precision<R>& at = row.precision();
        return exact::TwoSums<R>{
            R(at(Terms::kept(k)) * exact::exp_gap(row, Terms::rank(k)) + Term::of(row, c)),
            at(Terms::dropped(k, finite))};
      });
}

/// |err|, err = Attn - Attn_S over the keys and the sink. With A the sink's weight, Z and Z_H the others',
/// Attn and Attn_S without a sink enter with Z/(Z + A) and Z_H/(Z_H + A): over one denominator, so that
/// nothing cancels, Z/(Z + A) (err of the keys + tau of the keys A/(Z_H + A) mu_H).
template <class R>
R error_with_sink(Evaluator<R>& row, const Case& c) {
  const R sink = sink_weight(row, c);
  const R share = R(exact::tail_mass(row) * sink / (exact::head_sum(row) + sink));
  Vector<R> error(c.values->dimension(), row.precision());
  for (std::size_t axis = 0; axis < error.size(); ++axis)
    error.set(axis, R(exact::output_error(row)[axis] + share * exact::head_mean(row)[axis]));
  return R(exact::partition(row) / (exact::partition(row) + sink) * exact::norm(error));
}

/// max |v| over the tail.
template <class R>
R largest_tail_norm(Evaluator<R>& row, const Case& c) {
  const std::vector<double> origin(c.values->dimension());
  const Key key = exact::farthest_keys(*c.values, c.head.finite_tail(), origin).front();
  return exact::distance(row, c.values->of(key), origin);
}

/// The distance between kept and dropped values: max(diam_{H,T}, max |v| over the tail).
struct Reach {
  template <class R>
  static R of(Evaluator<R>& row, const Case& c) {
    using std::max;
    return R(max(exact::head_tail_diameter(row), largest_tail_norm(row, c)));
  }
};

/// Every value that is kept is the sink's, 0, and those of the tail are one vector: mu_T - mu_S is a mean
/// with positive weights of the v_j - v_i, the sink among the i, and as long as the longest of them only
/// where they are all one.
bool values_as_sinks(const Case& c) {
  const auto head = c.head.finite_head();
  return constant_over(*c.values, head) && constant_over(*c.values, c.head.finite_tail()) &&
         std::ranges::all_of(c.values->of(head.front()), [](double x) { return x == 0; });
}

/// A key far below the rest may be all that keeps |err| from its bound: no nearer than e^-`closeness`.
double closeness(const Case& c) {
  const double top = std::max(c.scores->ranked(1), sink_of(c));
  return values_as_sinks(c) ? 0 : top - std::min(sink_of(c), c.scores->ranked(c.scores->finite_count()));
}

template <class Terms = GapTerms, class Term = SinkTerm, class Distance = Reach>
struct SinkGapBound {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    if (!has_gap<Terms>(c.head.size(), c.scores->finite_count()))
      return;
    const exact::MovedRow<R> tau = row_with_sink(row, c);
    tail_mass_at_most(out, "tau <= (n_f - k)/((n_f - k) + k e^Delta + e^{a - s_(k+1)})", tau,
                      two_level_row<Terms, Term>(row, c), row.precision());
    out.or_stronger(
        closeness(c),
        [&] {
          out.at_most_on_scale("|err| <= tau max(diam_{H,T}, max |v| over the tail)", values_as_sinks(c),
                               [&] {
                                 const R tail = tau.tail_mass();
                                 return Both<R>{error_with_sink(row, c), R(tail * Distance::of(row, c)),
                                                R(tail * exact::largest_norm(row))};
                               });
        },
        [] {});
  }
};

/// The sink as if it were at s_(k), one more of the kept keys.
struct SinkAtBoundary {
  template <class R>
  static R of(Evaluator<R>& row, const Case& c) {
    return exact::exp_gap(row, c.head.size());
  }
};
/// e^{a - s_n}: below the least score instead of s_(k+1).
struct SinkOverLeast {
  template <class R>
  static R of(Evaluator<R>& row, const Case& c) {
    return R(sink_weight(row, c) / exact::ranked_weight(row, c.scores->finite_count()));
  }
};
struct Tight {
  template <class R>
  static R of(Evaluator<R>& row, const Case& c) {
    return R(Reach::of(row, c) * R(99) / row.precision()(100.0));
  }
};
struct DiameterAlone {
  template <class R>
  static R of(Evaluator<R>& row, const Case&) {
    return exact::head_tail_diameter(row);
  }
};
struct NormAlone {
  template <class R>
  static R of(Evaluator<R>& row, const Case& c) {
    return largest_tail_norm(row, c);
  }
};

const Hypothesis hypotheses[] = {
    {"the head is a Top-k set", is_top_k},
    {"1 <= k < n_f", k_below_finite_count, Without::meaningless},
};

/// A row with values, and a sink whose logit is that far above the largest score.
Case sink_case(std::vector<double> scores, std::size_t k, double above,
               std::initializer_list<std::vector<double>> values) {
  Case c = with_values(top_k_case(std::move(scores), k), values);
  c.shift = above;
  return c;
}
Case example() {
  return sink_case({2, 2, 0.5, 0.5, 0.5, masked}, 2, -1, {{0, 0}, {0, 0}, {3, 4}, {3, 4}, {3, 4}, {9, 9}});
}

const Mutant mutants[] = {
    {"tightened", "0.99 of the bound of tau", sides_of<Tightened<SinkGapBound<>, 0>>(), example},
    {"tightened-output", "0.99 of the bound of |err|", sides_of<SinkGapBound<GapTerms, SinkTerm, Tight>>(),
     example},
    {"k-plus-one", "k + 1 for k", sides_of<SinkGapBound<KPlusOne>>(), example},
    {"previous-gap", "Delta_{k-1} for Delta_k", sides_of<SinkGapBound<PreviousGap>>(),
     [] {
       return sink_case({10, 0, 0}, 2, -12, {{1}, {0}, {2}});
     }},
    {"sink-as-kept-key", "the sink counted as a kept key at s_(k)",
     sides_of<SinkGapBound<GapTerms, SinkAtBoundary>>(), example},
    {"sink-over-least", "e^{a - s_(n_f)} for e^{a - s_(k+1)}",
     sides_of<SinkGapBound<GapTerms, SinkOverLeast>>(),
     [] {
       return sink_case({0, 0, -10}, 1, 0, {{1}, {0}, {2}});
     }},
    {"diameter-alone", "diam_{H,T} without the sink's value",
     sides_of<SinkGapBound<GapTerms, SinkTerm, DiameterAlone>>(),
     [] {
       return sink_case({1, 0}, 1, 3, {{1, 0}, {1, 0.5}});
     }},
    {"norm-alone", "max |v| over the tail, without the head's values",
     sides_of<SinkGapBound<GapTerms, SinkTerm, NormAlone>>(),
     [] {
       return sink_case({1, 0}, 1, -3, {{5}, {-1}});
     }},
};

} // namespace

extern const Theorem sink_gap_bound = {
    .id = "sink-gap-bound",
    .words = "the gap bound beside an attention sink",
    .section = 3,
    .statement =
        "a sink of logit a and value 0, always kept; P over the n_f keys and the sink, the head a Top-k set "
        "of the keys and the sink, 1 <= k < n_f, Delta_k and diam over keys only: tau <= (n_f - k)/((n_f - "
        "k) + k e^{Delta_k} + e^{a - s_(k+1)}) and |err| <= tau max(diam_{H,T}, max |v_j| over the tail)",
    .equality_case =
        "tau: head constant and finite tail constant; |err|: head values 0 and tail values constant",
    .source = "B",
    .scope = Scope::head,
    .needs = parts<part::Values, part::Shift>,
    .hypotheses = hypotheses,
    .sides = sides_of<SinkGapBound<>>(),
    .witness = example,
    .no_witness_because = {},
    .mutants = mutants,
    .tex = R"(
With a sink of logit $a$ and value $0$ that is always kept, $P$ over the $n_f$ keys and the sink, $\Delta_k$ and $\operatorname{diam}$ over keys only,
$$\tau\le\frac{n_f-k}{(n_f-k)+k\,e^{\Delta_k}+e^{a-s_{(k+1)}}},\qquad|\mathrm{err}|\le\tau\max\Bigl(\operatorname{diam}_{H,T},\ \max_{j\in T}|v_j|\Bigr).$$
if: the head is a Top-$k$ set
if: $1\le k<n_f$
eq: $\tau$: head constant and finite tail constant; $|\mathrm{err}|$: head values $0$ and tail values constant)",
};

} // namespace tailmass
