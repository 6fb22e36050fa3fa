// log-sum-exp-merge: partial softmax states of head and tail merge into the whole, with a sink or without.
#include "theory/exact/outputs/distances.hpp"
#include "theory/exact/outputs/outputs.hpp"
#include "theory/theorems/cases.hpp"
#include "theory/theorems/drawn.hpp"
#include "theory/theorems/instantiate.hpp"
#include "theory/theorems/lazy.hpp"
#include "theory/theorems/predicates.hpp"

namespace tailmass {
namespace {

/// ln of a sum of weights, which are relative to the largest score.
template <class R>
R log_sum(Evaluator<R>& row, const R& weight) {
  using std::log;
  return R(row.precision()(row.scores().ranked(1)) + log(weight));
}

/// e^{part - whole}.
template <class R>
R share(const R& part, const R& whole) {
  using std::exp;
  return R(exp(R(part - whole)));
}

/// States direct() = head_share() mu_H + tail_share() mu_T by coordinates, on the scale C, for a mean may
/// have a coordinate 0. Without a tail of some mass its term is absent.
template <class R, class Direct, class HeadShare, class TailShare>
void merge(Evaluator<R>& row, const Case& c, std::string_view label, Sides<R>& out, const Direct& direct,
           const HeadShare& head_share, const TailShare& tail_share) {
  for (std::size_t axis = 0; axis < c.values->dimension(); ++axis)
    out.equal_on_scale(label, [&] {
      R merged = R(head_share() * exact::head_mean(row)[axis]);
      if (tail_has_mass(c))
        merged += tail_share() * exact::tail_mean(row)[axis];
      return Both<R>{direct()[axis], merged, exact::largest_norm(row)};
    });
}

/// One to three logits drawn from the case, within 4 of the largest kept score. Any real numbers would do;
/// these leave tau within a factor of 200 of what it was.
std::vector<double> drawn_logits(const Case& c) {
  RandomStream random = drawn_from(c, "sinks");
  std::vector<double> logits(1 + random.below(3));
  for (double& logit : logits)
    logit = (*c.scores)[c.head.finite_head().front()] + random.uniform(-4, 4);
  return logits;
}

/// The row with more keys, the sinks: their values are 0, so they add to the sums of weights only, and they
/// are always kept.
template <class R>
struct Sinks {
  Sinks(Evaluator<R>& row, std::span<const double> logits)
      : weight(weight_of(row, logits)), kept(exact::head_sum(row) + weight),
        all(exact::partition(row) + weight), log_kept(log_sum(row, kept)), log_all(log_sum(row, all)) {}
  static R weight_of(Evaluator<R>& row, std::span<const double> logits) {
    using std::exp;
    R sum(0);
    for (const double logit : logits)
      sum += R(exp(R(row.precision()(logit) - row.precision()(row.scores().ranked(1)))));
    return sum;
  }
  R weight;
  R kept; ///< sums of weights, the sinks' included
  R all;
  R log_kept; ///< and their LSE
  R log_all;

  /// Attn = sum w_i v_i / sum of weights.
  [[nodiscard]] Vector<R> output(Evaluator<R>& row) const {
    const auto& sums = row.of_row().once({"weighted_value_sums"}, [&] {
      return exact::weighted_mean(row, exact::weights(row), exact::value_columns(row));
    });
    Vector<R> mean(sums.size(), row.precision());
    for (std::size_t axis = 0; axis < sums.size(); ++axis)
      mean.set(axis, R(sums[axis] / all));
    return mean;
  }
};

struct LogSumExpMerge {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    const auto log_kept = lazy([&] { return log_sum(row, exact::head_sum(row)); });
    const auto log_dropped = lazy([&] { return log_sum(row, exact::tail_sum(row)); });
    const auto kept = lazy([&] { return share(log_kept(), exact::log_sum_exp(row)); });
    const auto dropped = lazy([&] { return share(log_dropped(), exact::log_sum_exp(row)); });
    const auto sink = lazy([&] { return Sinks<R>(row, drawn_logits(c)); });
    const auto kept_with_sink = lazy([&] { return share(sink().log_kept, sink().log_all); });
    const auto dropped_with_sink = lazy([&] { return share(log_dropped(), sink().log_all); });
    if (tail_has_mass(c)) {
      out.equal("tau = e^{LSE_T - LSE}", [&] { return Both<R>{exact::tail_mass(row), dropped()}; });
      out.equal("with sinks, tau = e^{LSE_T - LSE}", [&] {
        return Both<R>{R(exact::tail_sum(row) / sink().all), dropped_with_sink()};
      });
    }
    out.equal("1 - tau = e^{LSE_S - LSE}", [&] { return Both<R>{exact::head_mass(row), kept()}; });
    out.equal("with sinks, 1 - tau = e^{LSE_S - LSE}", [&] {
      return Both<R>{R(sink().kept / sink().all), kept_with_sink()};
    });
    merge(
        row, c, "Attn = e^{LSE_S - LSE} mu_H + e^{LSE_T - LSE} mu_T, by coordinates", out,
        [&]() -> const Vector<R>& { return exact::output(row); }, kept, dropped);
    // With sinks the head's own mean is that of S merged with their state, of mean 0.
    merge(row, c, "with sinks, Attn = e^{LSE_S - LSE} mu_H + e^{LSE_T - LSE} mu_T, by coordinates", out,
          lazy([&] { return sink().output(row); }),
          lazy([&] { return R(kept_with_sink() * share(log_kept(), sink().log_kept)); }), dropped_with_sink);
  }
};

/// Powers of 2 on sums of logarithms that are natural.
struct BinaryPower {
  template <class R>
  static void sides(Evaluator<R>& row, const Case&, Sides<R>& out) {
    out.equal("tau = 2^{LSE_T - LSE}", [&] {
      using std::exp;
      using std::log;
      const R difference = R(log_sum(row, exact::tail_sum(row)) - exact::log_sum_exp(row));
      return Both<R>{exact::tail_mass(row), R(exp(R(difference * log(row.precision()(std::size_t{2})))))};
    });
  }
};

struct DroppedTail {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    const auto kept =
        lazy([&] { return share(log_sum(row, exact::head_sum(row)), exact::log_sum_exp(row)); });
    merge(
        row, c, "Attn = e^{LSE_S - LSE} mu_H", out, [&]() -> const Vector<R>& { return exact::output(row); },
        kept, [&] { return R(0); });
  }
};

struct ForgottenSink {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    out.equal("with sinks, tau = e^{LSE_T - LSE}, LSE without them", [&] {
      return Both<R>{R(exact::tail_sum(row) / Sinks<R>(row, drawn_logits(c)).all),
                     share(log_sum(row, exact::tail_sum(row)), exact::log_sum_exp(row))};
    });
  }
};

struct FirstSinkAlone {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    out.equal("with sinks, tau = e^{LSE_T - LSE}, LSE with the first of them", [&] {
      const std::vector<double> logits = drawn_logits(c);
      return Both<R>{
          R(exact::tail_sum(row) / Sinks<R>(row, logits).all),
          share(log_sum(row, exact::tail_sum(row)), Sinks<R>(row, std::span(logits).first(1)).log_all)};
    });
  }
};

struct DroppedSink {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    out.equal("with sinks, 1 - tau = e^{LSE_S - LSE}, the sinks not kept", [&] {
      const Sinks<R> sink(row, drawn_logits(c));
      return Both<R>{R(sink.kept / sink.all), share(log_sum(row, exact::head_sum(row)), sink.log_all)};
    });
  }
};

Case example() {
  return with_values(head_case({1, 3, -0.5, masked, 2}, {0, 3, 4}),
                     {{1, 2}, {-1, 0.5}, {0, -7}, {9, 9}, {0.25, 1}});
}

const Mutant mutants[] = {
    {"binary-power", "powers of 2 for powers of e", sides_of<BinaryPower>(), example},
    {"dropped-tail", "the tail's term left out", sides_of<DroppedTail>(), example},
    {"forgotten-sink", "the sinks left out of LSE", sides_of<ForgottenSink>(), example},
    {"first-sink-alone", "all sinks but the first left out of LSE", sides_of<FirstSinkAlone>(), example},
    {"dropped-sink", "the sinks taken for dropped", sides_of<DroppedSink>(), example},
};

} // namespace

extern const Theorem log_sum_exp_merge = {
    .id = "log-sum-exp-merge",
    .words = "partial results merge by their log-sum-exps",
    .section = 3,
    .statement =
        "tau = e^{LSE_T - LSE}, 1 - tau = e^{LSE_S - LSE}; Attn = e^{LSE_S - LSE} mu_H + e^{LSE_T - LSE} "
        "mu_T (no second term when LSE_T = -inf); a sink logit with zero value is one more key, always kept",
    .equality_case = "identities",
    .source = "B",
    .scope = Scope::head,
    .needs = parts<part::Values>,
    .hypotheses = {},
    .sides = sides_of<LogSumExpMerge>(),
    .witness = example,
    .no_witness_because = {},
    .mutants = mutants,
    .tex = R"(
$$\tau=e^{\mathrm{LSE}_T-\mathrm{LSE}},\qquad1-\tau=e^{\mathrm{LSE}_S-\mathrm{LSE}},\qquad\mathrm{Attn}=e^{\mathrm{LSE}_S-\mathrm{LSE}}\mu_H+e^{\mathrm{LSE}_T-\mathrm{LSE}}\mu_T$$
No second term when $\mathrm{LSE}_T=-\infty$; a sink logit with zero value is one more key, always kept.
eq: identities)",
};

} // namespace tailmass
