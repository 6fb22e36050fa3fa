// Sums of exponentials, head and tail mass, and what follows from them at once.
#pragma once

#include "theory/nouns/case.hpp"
#include "theory/stable/sums.hpp"

#include <limits>
#include <span>

namespace tailmass::stable {

// Errors named `error` below are logarithmic, |ln(computed/true)| <= error, so that those of factors add up;
// widened() makes a relative one of it. A row has at most 2^24 keys.

/// `count` keys of one score, -inf allowed.
struct Term {
  double score = 0;
  double count = 1;
};

/// The positive number sum e^{beta top}, sum >= 1 but for rounding, within `error`; 0 when nothing was
/// summed.
template <class T = double>
struct ExponentialSum {
  T top = -std::numeric_limits<T>::infinity();
  T sum = 0;
  double error = 0;

  [[nodiscard]] bool empty() const { return sum == 0; }
};

/// Two masses against each other. `odds` = tail sum / head sum, `inverse_odds` = head sum / tail sum, both
/// within `error` and smallest_subnormal; infinite where they overflow. 0/0 = 0 as odds.
template <class T = double>
struct Split {
  T odds = 0;
  T inverse_odds = 0;
  double error = 0;

  /// tail/(head + tail). Odds off by a factor e^error move it by at most e^error - 1, times head/(head +
  /// tail), relatively; 2 u of its own, and smallest_subnormal. What underflows to 0 is below e^error times
  /// half of smallest_subnormal: much, where scores were rounded by much.
  [[nodiscard]] Estimate<T> tail_mass() const;
  /// head/(head + tail).
  [[nodiscard]] Estimate<T> head_mass() const;
};

/// beta (a - b) as high + low, with error below 2 u^2 times itself; low = 0 where high is infinite.
template <class T = double>
[[nodiscard]] Pair<T> scaled_difference(T a, T b, T beta);

/// e^{high + low}, |low| <= 2 u |high|. Error exponential_error, and 3/2 smallest_subnormal where it
/// underflows: exp(high) is within 2 u, the fma rounds once, and with X = 2 |vanishing_exponent| and |high|
/// <= X what the correction e^low = 1 + low leaves out is below low^2 = 4 u^2 X^2, to which the 2 u^2 X of a
/// scaled difference is added: 0.02 u in float, nothing in double.
template <class T = double>
[[nodiscard]] T exp_pair(Pair<T> x);
template <class T = double>
inline constexpr double exponential_error = unit_roundoff<T>*(3 +
                                                              4 * unit_roundoff<T> * 4 *
                                                                  static_cast<double>(vanishing_exponent<T>) *
                                                                  static_cast<double>(vanishing_exponent<T>));

/// e^{high + low} r for r > 0: exp_pair and a product, exponential_error + u, for |high| <= easy_exponent;
/// else twice e^{(high + low)/2}, twice that, so that only the last product underflows (by half of
/// smallest_subnormal) or overflows.
template <class T = double>
[[nodiscard]] T scaled_exponential(Pair<T> x, T r);
/// Error of scaled_exponential.
template <class T = double>
[[nodiscard]] double scaled_exponential_error(T high);

/// sum of count e^{beta score}. No term: empty. One term: exact. Else exponential_error of each weight, u of
/// its multiplication by a count other than 1, one_sign_error(n) of their sum. Weights below the range lose
/// less than 2 smallest_subnormal each, beside a largest one of 1. Rounding the input to T adds beta max
/// |s' - s|, as every term moves by no more, and |beta' - beta| times the farthest score below the top that
/// is not out of sight.
template <class T = double>
[[nodiscard]] ExponentialSum<T> exponential_sum(std::span<const Term> terms, double beta = 1);
template <class T = double>
[[nodiscard]] ExponentialSum<T> exponential_sum(const Scores& scores, std::span<const Key> keys,
                                                double beta = 1);

/// Head and tail sum, formed at the same beta. With x = beta (top_T - top_H), odds = e^x (sum_T/sum_H):
/// errors of both sums, u of the quotient, then that of scaled_exponential; |beta' - beta| |x|/beta where
/// beta was rounded. So only the last product underflows. Where e^x is below half of smallest_subnormal
/// whatever these errors, they are of no account: the smaller mass is 0 to T, and the other one all.
template <class T = double>
[[nodiscard]] Split<T> split(const ExponentialSum<T>& head, const ExponentialSum<T>& tail, double beta = 1);

/// The head and the tail of a case under the scores beta s.
template <class T = double>
[[nodiscard]] Split<T> head_tail_split(const Case& c, double beta = 1);

/// One key of largest score against the other finite keys among `keys` (by descending score).
template <class T = double>
[[nodiscard]] Split<T> top_split(const Scores& scores, std::span<const Key> keys);

/// ln(1 + odds), given the odds without underflow. log1p has condition at most 1: error of the odds and
/// libm_error; past the range of the odds the caller has to use the difference of the tops.
template <class T = double>
[[nodiscard]] Estimate<T> log1p_odds(const Split<T>& s);

/// max |s' - s| over the finite ones of some scores, s' the scores rounded to T: what rounding moves at most.
template <class T = double>
[[nodiscard]] double score_rounding(std::span<const double> scores);
template <class T = double>
[[nodiscard]] double score_rounding(const Scores& scores);

/// tau. Error (1 - tau) Split::error + 2 u, and smallest_subnormal.
template <class T = double>
[[nodiscard]] Estimate<T> tail_mass(const Case& c);
/// tau of the same head under the scores beta s.
template <class T = double>
[[nodiscard]] Estimate<T> tail_mass_at(const Case& c, double beta);
/// p_max = 1/(1 + R), R the other weights beside the largest one.
template <class T = double>
[[nodiscard]] Estimate<T> largest_probability(const Case& c);
/// ln Z = s_(1) + log1p(R). Error: that of log1p_odds and the rounding of s_(1), absolutely, and u of the
/// sum, which may cancel.
template <class T = double>
[[nodiscard]] Estimate<T> log_sum_exp(const Case& c);
/// H(P) = log1p(R) + (1 - p_max) G, G the mean of s_(1) - s_i over the other keys with weights e^{s_i -
/// s_(2)}: no term is negative. Error of G: each term u (gap) + exponential_error + u (product), sums
/// one_sign_error(n) and that of the weights, u of the quotient; of 1 - p_max that of the odds and 2 u; of H:
/// the larger one of those of the two terms, and u each for product and sum. Where 1 - p_max underflows, G <
/// 2^11 times smallest_subnormal is lost. Scores rounded by at most d: 2 d in the weights of G, and
/// absolutely 2 d (1 - p_max) for the gaps.
template <class T = double>
[[nodiscard]] Estimate<T> entropy(const Case& c);

} // namespace tailmass::stable
