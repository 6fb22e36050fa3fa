// float-certificate: bounds of the tail mass and of the output error computed in floating point, rounded
// outward by their stated slack.
#include "theory/theorems/cases.hpp"
#include "theory/theorems/certified_quantities.hpp"
#include "theory/theorems/certified_scores.hpp"
#include "theory/theorems/instantiate.hpp"
#include "theory/theorems/miscomputed_outputs.hpp"
#include "theory/theorems/miscomputed_scores.hpp"

namespace tailmass {
namespace {

struct FloatCertificate {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    Truths<R> truths(row, c);
    in<float>(row, c, truths, out);
    in<double>(row, c, truths, out);
  }

private:
  template <class T, class R>
  static void in(Evaluator<R>& row, const Case& c, Truths<R>& truths, Sides<R>& out) {
    if (stable::score_rounding<T>(*c.scores) > 1)
      return; // scores beyond the format, or held by it within more than a factor of e
    certify_quantities<T>(row, c, truths, out);
    certify_by_row_maximum<T>(row, c, truths, out);
    certify_gap_threshold<T>(row, c, truths, out);
    certify_k_epsilon<T>(row, c, out);
  }
};

const Hypothesis hypotheses[] = {
    {"blocks are given", [](const Case& c) { return c.blocks != nullptr; }, Without::meaningless},
    {"0 < eps < 1", exact::epsilon_given, Without::meaningless},
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
     sides_of<MistakenMass<float, HeadSum>>(),
     [] {
       std::vector<double> scores(20000, 0);
       scores.back() = -5;
       return row_of(std::move(scores), 19999);
     }},
    {"log-sum-exp-difference", "-expm1(LSE_S - LSE) for the tail's sum",
     sides_of<MistakenMass<double, DifferenceOfLogs>>(),
     [] {
       return row_of({100, 60}, 1);
     }},
    {"underflow-left-out", "weights that underflow count as 0",
     sides_of<MistakenMass<float, UnderflowLeftOut>>(),
     [] {
       return row_of({0, -110, -120}, 1);
     }},
    {"underflow-left-out-in-double", "weights that underflow count as 0",
     sides_of<MistakenMass<double, UnderflowLeftOut>>(),
     [] {
       return row_of({0, -800, -801}, 1);
     }},
    {"flushed-as-gradual", "flushed weights count as smallest subnormals",
     sides_of<MistakenMass<float, FlushedAsGradual>>(),
     [] {
       return row_of({0, -88}, 1);
     }},
    {"overflowing-gap", "1/(1 + k/(n_f - k) e^Delta) with e^Delta = inf",
     sides_of<MistakenMass<float, OverflowingGap>>(),
     [] {
       return row_of({0, -89}, 1);
     }},
    {"overflowing-gap-in-double", "1/(1 + k/(n_f - k) e^Delta) with e^Delta = inf",
     sides_of<MistakenMass<double, OverflowingGap>>(),
     [] {
       return row_of({0, -710}, 1);
     }},
    {"no-slack", "the computed gap-bound as it is", sides_of<MistakenMass<float, NoSlack>>(),
     [] {
       return row_of({0, -2, -2, -2, -2, -2}, 1);
     }},
    {"no-slack-in-double", "the computed gap-bound as it is", sides_of<MistakenMass<double, NoSlack>>(),
     [] {
       return row_of({0, -4}, 1);
     }},
    {"difference-of-outputs", "Attn - Attn_S, each computed, for tau (mu_T - mu_H)",
     sides_of<MistakenOutput<float, DifferenceOfOutputs>>(),
     [] {
       return with_values(row_of({0, -20}, 1), {{1}, {3}});
     }},
    {"difference-of-outputs-in-double", "Attn - Attn_S, each computed, for tau (mu_T - mu_H)",
     sides_of<MistakenOutput<double, DifferenceOfOutputs>>(),
     [] {
       return with_values(row_of({0, -40}, 1), {{1}, {3}});
     }},
    {"values-as-if-of-the-format", "no slack for rounding the values to float",
     sides_of<MistakenOutput<float, ValuesAsIfOfTheFormat>>(),
     [] {
       return with_values(row_of({0, 0}, 1), {{1}, {1 + 0x1p-30}});
     }},
    {"diameter-of-head", "the diameter of the head for that between head and tail",
     sides_of<MistakenOutput<float, DiameterOfHead>>(),
     [] {
       return with_values(row_of({0, 0, 0}, 2), {{1}, {2}, {5}});
     }},
    {"underflown-tail-mass", "a tail mass below the format counts as 0 beside huge values",
     sides_of<MistakenOutput<float, UnderflownTailMass>>(),
     [] {
       return with_values(row_of({0, -110}, 1), {{0}, {1e30}});
     }},
    {"underflown-tail-mass-in-double", "a tail mass below the format counts as 0 beside huge values",
     sides_of<MistakenOutput<double, UnderflownTailMass>>(),
     [] {
       return with_values(row_of({0, -800}, 1), {{0}, {1e300}});
     }},
    {"underflown-squares", "squares of small values count as 0",
     sides_of<MistakenOutput<float, UnderflownSquares>>(),
     [] {
       return with_values(row_of({0, 0}, 1), {{1e-30}, {-1e-30}});
     }},
    {"underflown-squares-in-double", "squares of small values count as 0",
     sides_of<MistakenOutput<double, UnderflownSquares>>(),
     [] {
       return with_values(row_of({0, 0}, 1), {{1e-200}, {-1e-200}});
     }},
    {"saturated-squares", "squares of large values count as the largest number",
     sides_of<MistakenOutput<float, SaturatedSquares>>(),
     [] {
       return with_values(row_of({0, 0}, 1), {{1e25}, {-1e25}});
     }},
    {"saturated-squares-in-double", "squares of large values count as the largest number",
     sides_of<MistakenOutput<double, SaturatedSquares>>(),
     [] {
       return with_values(row_of({0, 0}, 1), {{1e200}, {-1e200}});
     }},
    {"difference-of-moments", "E|v|^2 - |E v|^2 for the variance",
     sides_of<MistakenOutput<float, DifferenceOfMoments>>(),
     [] {
       return with_values(row_of({0, 0}, 1), {{4096}, {4097}});
     }},
    {"no-output-slack", "the computed diameter-bound as it is",
     sides_of<MistakenOutput<float, NoOutputSlack>>(),
     [] {
       return with_values(row_of({0, -2, -2, -2, -2, -2}, 1), {{0}, {1}, {1}, {1}, {1}, {1}});
     }},
    {"no-output-slack-in-double", "the computed diameter-bound as it is",
     sides_of<MistakenOutput<double, NoOutputSlack>>(),
     [] {
       return with_values(row_of({0, -4}, 1), {{0}, {1}});
     }},
    {"no-output-slack-below", "the computed |err| as it is for a lower bound",
     sides_of<NoOutputSlackBelow<float>>(),
     [] {
       return with_values(row_of({0, -4}, 1), {{0}, {1}});
     }},
    {"no-output-slack-below-in-double", "the computed |err| as it is for a lower bound",
     sides_of<NoOutputSlackBelow<double>>(),
     [] {
       return with_values(row_of({0, -3}, 1), {{0}, {1}});
     }},
};

} // namespace

extern const Theorem float_certificate = {
    .id = "float-certificate",
    .words = "a bound in float or double, rounded to its side",
    .section = 4,
    .statement = "a bound computed in float or in double and rounded outward by its stated slack is on its "
                 "side of the true quantity: tail mass and divergences from both sides, every bound of the "
                 "tail mass from ordered scores and blocks, k_epsilon's bounds; where the case has values, "
                 "|err| from both sides, and every bound of it. The tail is summed directly; underflowed "
                 "weights count as smallest subnormals, or as smallest normal numbers where subnormals are "
                 "flushed; lengths and their products with tau are formed out of reach of overflow and "
                 "underflow; what is beyond the format certifies nothing",
    .equality_case = "whole numbers: k_epsilon's bounds",
    .source = "B",
    .scope = Scope::head,
    .needs = parts<part::Epsilon, part::Blocks, part::Checkpoints>,
    .hypotheses = hypotheses,
    .sides = sides_of<FloatCertificate>(),
    .witness =
        [] {
          return with_values(row_of({0, 0, 0, 0}, 2), {{1, 2}, {1, 2}, {-1, 0.5}, {-1, 0.5}});
        },
    .no_witness_because = {},
    .mutants = mutants,
    .welcomes = parts<part::Values>,
    .tex = R"(
A bound computed in float or in double and rounded outward by its stated slack is on its side of the true quantity: tail mass and divergences from both sides, every bound of the tail mass from ordered scores and blocks, the bounds of $k_\varepsilon$; where the case has values, $|\mathrm{err}|$ from both sides, and every bound of it.
The tail is summed directly; underflowed weights count as smallest subnormals, or as smallest normal numbers where subnormals are flushed; lengths and their products with $\tau$ are formed out of reach of overflow and underflow; what is beyond the format certifies nothing.
if: blocks are given
if: $0<\varepsilon<1$
eq: whole numbers: the bounds of $k_\varepsilon$)",
};

} // namespace tailmass
