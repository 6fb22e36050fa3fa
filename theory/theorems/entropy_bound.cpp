// entropy-bound: the entropy of P from the tail mass and the two counts.
#include "theory/exact/distribution/softmax.hpp"
#include "theory/theorems/cases.hpp"
#include "theory/theorems/instantiate.hpp"
#include "theory/theorems/predicates.hpp"

namespace tailmass {
namespace {

/// States the bound with ln `with_head` in the place of ln k, and ln `with_tail` in that of ln(n_f - k).
template <class R>
void bound(Evaluator<R>& row, const Case& c, Sides<R>& out, std::size_t with_head, std::size_t with_tail) {
  out.at_most(
      "H(P) <= h(tau) + (1-tau) ln k + tau ln(n_f - k)", head_constant(c) && finite_tail_constant(c), [&] {
        using std::log;
        const Precision<R>& at = row.precision();
        const R& tau = exact::tail_mass(row);
        const R& kept = exact::head_mass(row);
        const R binary = R(-tau * log(tau) - kept * log(kept));
        return Both<R>{exact::entropy(row), R(binary + kept * log(at(with_head)) + tau * log(at(with_tail)))};
      });
}

struct EntropyBound {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    bound(row, c, out, c.head.size(), c.scores->finite_count() - c.head.size());
  }
};

struct SwappedCounts {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    bound(row, c, out, c.scores->finite_count() - c.head.size(), c.head.size());
  }
};

constexpr Hypothesis hypotheses[] = {
    {"k < n_f", k_below_finite_count, Without::meaningless},
    {"every kept key is finite", [](const Case& c) { return c.head.finite_head().size() == c.head.size(); }},
};

const Mutant mutants[] = {
    {"tightened", "0.99 times the bound", sides_of<Tightened<EntropyBound>>(),
     [] {
       return top_k_case({1, 1, 0, 0, 0}, 2);
     }},
    {"swapped-counts", "ln(n_f - k) with the head's mass", sides_of<SwappedCounts>(),
     [] {
       return top_k_case({1, 1, 1, 0}, 3);
     }},
};

} // namespace

extern const Theorem entropy_bound = {
    .id = "entropy-bound",
    .words = "the tail mass bounds the entropy",
    .section = 1,
    .statement = "1 <= k < n_f: H(P) <= h(tau) + (1-tau) ln k + tau ln(n_f - k)",
    .equality_case = "head uniform and tail uniform",
    .source = "B",
    .scope = Scope::head,
    .needs = {},
    .hypotheses = hypotheses,
    .sides = sides_of<EntropyBound>(),
    .witness =
        [] {
          return top_k_case({1, 1, 0, 0, 0, masked}, 2);
        },
    .no_witness_because = {},
    .mutants = mutants,
    .tex = R"(
$$H(P)\le h(\tau)+(1-\tau)\ln k+\tau\ln(n_f-k),\qquad h(x)=-x\ln x-(1-x)\ln(1-x)$$
if: $k<n_f$
if: every kept key is finite
eq: head uniform and tail uniform)",
};

} // namespace tailmass
