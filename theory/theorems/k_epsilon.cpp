// k-epsilon: how many keys hold all but epsilon of the mass.
#include "theory/exact/distribution/k_epsilon.hpp"
#include "theory/exact/gaps/gap_bounds.hpp"
#include "theory/theorems/cases.hpp"
#include "theory/theorems/certificate.hpp"
#include "theory/theorems/instantiate.hpp"
#include "theory/theorems/predicates.hpp"

namespace tailmass {
namespace {

enum class Change { none, one_fewer, one_more, floor, epsilon_kept, least_probability };

/// Every equality but that of whole numbers needs equal finite scores and a whole n_f (1 - eps), which is
/// k_eps then: for tau_k = eps see k_epsilon; k e^{s_(1)} = (1 - eps) sum e^{s_i} leaves the coefficient 1 -
/// eps on any score below the largest. tau_{k_eps - 1} = eps would make k_eps smaller.
template <Change change = Change::none>
struct KEpsilon {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    const double eps = *c.epsilon;
    const std::size_t finite = c.scores->finite_count();
    const std::size_t least = exact::k_epsilon(row, eps);
    const std::size_t k = change == Change::one_fewer  ? least - 1
                          : change == Change::one_more ? least + 1
                                                       : least;
    const Precision<R>& at = row.precision();
    const R epsilon = at(eps);
    const R one = at(std::size_t{1});
    const R kept = change == Change::epsilon_kept ? one : R(one - epsilon);
    const R largest = change == Change::least_probability
                          ? R(exact::probabilities(row)[c.scores->finite().back()])
                          : exact::largest_probability(row);
    const std::size_t ceiling =
        change == Change::floor ? whole_part_of_rest(finite, eps) : exact::ceil_of_rest(finite, eps);
    const bool exact_share = all_equal(c) && exact::is_share(finite - least, finite, eps);

    out.at_most("tau at k_eps <= eps", exact::ordered_tail_mass(row, k), epsilon, exact_share);
    above(row, *c.scores, eps, k - 1, out);
    out.at_most("(1 - eps)/p_max <= k_eps", R(kept / largest), at(k), exact_share);
    out.at_most("k_eps <= ceil(n_f (1 - eps))", at(k), at(ceiling), least == ceiling);
  }

private:
  /// floor(n (1 - eps)).
  static std::size_t whole_part_of_rest(std::size_t n, double eps) {
    const bool whole = exact::is_share(exact::whole_part(n, eps), n, eps);
    return exact::ceil_of_rest(n, eps) - (whole ? 0 : 1);
  }

  /// eps <= tau_k. Where k of `ties` equal largest scores already leave eps of these, all that makes tau_k
  /// larger is what lies below them, and it may be too small to see: then the ties are compared alone.
  template <class R>
  static void above(Evaluator<R>& row, const Scores& scores, double eps, std::size_t k, Sides<R>& out) {
    const Precision<R>& at = row.precision();
    const std::size_t ties = exact::top_ties(scores);
    if (k < ties && ties < scores.finite_count() && exact::is_share(ties - k, ties, eps) &&
        scores.ranked(1) - scores.ranked(ties + 1) > exact::sight)
      out.at_most("eps <= tau at k_eps - 1", at(eps), R(at(ties - k) / at(ties)), true);
    else
      out.at_most("eps <= tau at k_eps - 1", at(eps), exact::ordered_tail_mass(row, k));
  }
};

const Hypothesis hypotheses[] = {
    {"0 < eps < 1", exact::epsilon_given, Without::meaningless},
};

Case epsilon_case(std::vector<double> scores, double epsilon) {
  Case c = top_k_case(std::move(scores), 1);
  c.epsilon = epsilon;
  return c;
}
Case exact_share_case() {
  return epsilon_case({1, 1, 1, 1, masked}, 0.25);
}

const Mutant mutants[] = {
    {"tightened-tail", "0.99 eps for eps above the tail mass", sides_of<Tightened<KEpsilon<>, 0>>(),
     exact_share_case},
    {"tightened-minimal", "0.99 of the tail mass at k_eps - 1 above eps",
     sides_of<Tightened<KEpsilon<>, 1>>(),
     [] {
       return epsilon_case({0, 0}, 0.499);
     }},
    {"tightened-atoms", "0.99 k_eps above (1 - eps)/p_max", sides_of<Tightened<KEpsilon<>, 2>>(),
     exact_share_case},
    {"tightened-ceiling", "0.99 of the ceiling", sides_of<Tightened<KEpsilon<>, 3>>(), exact_share_case},
    {"one-fewer", "k_eps - 1 for k_eps", sides_of<KEpsilon<Change::one_fewer>>(),
     [] {
       return epsilon_case({2, 1, 0, -1}, 0.1);
     }},
    {"one-more", "k_eps + 1 for k_eps", sides_of<KEpsilon<Change::one_more>>(),
     [] {
       return epsilon_case({2, 1, 0, -1}, 0.1);
     }},
    {"floor", "the whole part of n_f (1 - eps) for its ceiling", sides_of<KEpsilon<Change::floor>>(),
     [] {
       return epsilon_case({0, 0, 0}, 0.5);
     }},
    {"all-mass", "1/p_max for (1 - eps)/p_max", sides_of<KEpsilon<Change::epsilon_kept>>(),
     [] {
       return epsilon_case({0, 0, 0}, 0.5);
     }},
    {"least-probability", "the least probability for p_max", sides_of<KEpsilon<Change::least_probability>>(),
     [] {
       return epsilon_case({5, 0, 0}, 0.1);
     }},
};

std::size_t k_by_count(const exact::RankedWeights& weights, double epsilon) {
  return exact::ceil_of_rest(weights.scores().finite_count(), epsilon);
}

const Certificate certificates[] = {
    {"count-bound", 1, "the number of finite scores alone: ceil(n_f (1 - eps))", at_each<k_by_count>},
};

} // namespace

extern const Theorem k_epsilon = {
    .id = "k-epsilon",
    .section = 2,
    .statement =
        "for 0 < eps < 1, k_eps = min{k : tau_k <= eps} is the size of the smallest set of mass at least "
        "1 - eps, and (1 - eps)/p_max <= k_eps <= ceil(n_f (1 - eps))",
    .equality_case =
        "tau_k = eps and left: all finite scores equal and n_f (1 - eps) whole; right: whole numbers",
    .source = "B",
    .scope = Scope::head,
    .needs = parts<part::Epsilon>,
    .hypotheses = hypotheses,
    .sides = sides_of<KEpsilon<>>(),
    .witness = exact_share_case,
    .no_witness_because = {},
    .mutants = mutants,
    .certificates = certificates,
    .tex = R"(
$k_\varepsilon=\min\{k:\tau_k\le\varepsilon\}$ is the size of the smallest set of mass at least $1-\varepsilon$, and
$$\frac{1-\varepsilon}{p_{\max}}\le k_\varepsilon\le\lceil n_f(1-\varepsilon)\rceil.$$
if: $0<\varepsilon<1$
eq: $\tau_k=\varepsilon$ and left: all finite scores equal and $n_f(1-\varepsilon)$ whole; right: whole numbers)",
};

} // namespace tailmass
