// Sums of exponentials, head and tail mass, and what follows from them at once.
#pragma once

#include "theory/nouns/case.hpp"
#include "theory/stable/sums.hpp"

#include <limits>
#include <span>

namespace tailmass::stable {

/// `count` keys of one score, -inf allowed.
struct Term {
  double score = 0;
  double count = 1;
};

/// The positive number sum e^{beta top}, sum >= 1 within a relative `error`; 0 when nothing was summed.
struct ExponentialSum {
  double top = -std::numeric_limits<double>::infinity();
  double sum = 0;
  double error = 0;

  [[nodiscard]] bool empty() const { return sum == 0; }
};

/// Two masses against each other. `odds` = tail sum / head sum, `inverse_odds` = head sum / tail sum, both
/// within a relative `error` and smallest_subnormal; infinite where they overflow. 0/0 = 0 as odds.
struct Split {
  double odds = 0;
  double inverse_odds = 0;
  double error = 0;

  /// tail/(head + tail).
  [[nodiscard]] Estimate tail_mass() const;
  /// head/(head + tail).
  [[nodiscard]] Estimate head_mass() const;
};

/// beta (a - b) as high + low, with error below 2 u^2 times itself; low = 0 where high is infinite.
[[nodiscard]] Pair scaled_difference(double a, double b, double beta);

/// e^{high + low}, |low| <= 2 u |high|. Relative error 3 u, and 3/2 smallest_subnormal where it underflows:
/// exp(high) is within 2 u, the correction e^low = 1 + low + O(2^-84) for |high| <= 1500, the fma rounds
/// once.
[[nodiscard]] double exp_pair(Pair x);

/// e^{high + low} r for r > 0: exp_pair and a product, 4 u, for |high| <= 600; else twice e^{(high + low)/2},
/// 8 u, so that only the last product underflows (by half of smallest_subnormal) or overflows.
[[nodiscard]] double scaled_exponential(Pair x, double r);
/// Relative error of scaled_exponential.
[[nodiscard]] double scaled_exponential_error(double high);

/// sum of count e^{beta score}. No term: empty. One term: exact. Else error 3 u of each weight, u of its
/// multiplication by a count other than 1, one_sign_error(n) of their sum. Weights below the range lose less
/// than 2^-1073 each, beside a largest one of 1.
[[nodiscard]] ExponentialSum exponential_sum(std::span<const Term> terms, double beta = 1);
[[nodiscard]] ExponentialSum exponential_sum(const Scores& scores, std::span<const Key> keys,
                                             double beta = 1);

/// Head and tail sum, formed at the same beta. With x = beta (top_T - top_H), odds = e^x (sum_T/sum_H):
/// errors of both sums, u of the quotient, then 3 u + u (|x| <= 600), or twice e^{x/2}, 2 (3 u + u), where
/// e^x could underflow before the product does. So only the last product underflows.
[[nodiscard]] Split split(const ExponentialSum& head, const ExponentialSum& tail, double beta = 1);

/// The head and the tail of a case under the scores beta s.
[[nodiscard]] Split head_tail_split(const Case& c, double beta = 1);

/// One key of largest score against the other finite keys among `keys` (by descending score).
[[nodiscard]] Split top_split(const Scores& scores, std::span<const Key> keys);

/// ln(1 + odds), given the odds without underflow. log1p has condition at most 1: error of the odds and
/// libm_error; past the range of the odds the caller has to use the difference of the tops.
[[nodiscard]] Estimate log1p_odds(const Split& s);

/// tau. Error (1 - tau) Split::error + 2 u, and smallest_subnormal.
[[nodiscard]] Estimate tail_mass(const Case& c);
/// tau of the same head under the scores beta s.
[[nodiscard]] Estimate tail_mass_at(const Case& c, double beta);
/// p_max = 1/(1 + R), R the other weights beside the largest one.
[[nodiscard]] Estimate largest_probability(const Case& c);
/// ln Z = s_(1) + log1p(R). Error: that of log1p_odds, absolutely, and u of the sum, which may cancel.
[[nodiscard]] Estimate log_sum_exp(const Case& c);
/// H(P) = log1p(R) + (1 - p_max) G, G the mean of s_(1) - s_i over the other keys with weights e^{s_i -
/// s_(2)}: no term is negative. Error of G: each term u (gap) + 3 u (weight) + u (product), sums
/// one_sign_error(n) and that of the weights, u of the quotient; of H: the larger one of those of the two
/// terms, and u each for product and sum. Where 1 - p_max underflows, G < 2^11 times smallest_subnormal is
/// lost.
[[nodiscard]] Estimate entropy(const Case& c);

} // namespace tailmass::stable
