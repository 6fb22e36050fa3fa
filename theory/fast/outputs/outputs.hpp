// Full and truncated attention output of one long row, and what bounds their distance.
#pragma once

#include "theory/fast/distribution/truncation.hpp"

namespace tailmass::fast {

/// A vector known up to a radius in each coordinate.
using EnclosedVector = std::vector<Enclosure>;

/// Moments of the values of one side of a row under P conditioned on it, about a point c near the mean of
/// the head: the mean of v - c in each coordinate, and the variance.
struct SideMoments {
  EnclosedVector offset;
  Enclosure variance;
};

/// Holds the quantities of a Top-k head that breaks ties by the lower key. Without a tail its mean is empty
/// and what it bounds is 0.
struct Outputs {
  Enclosure tail_mass;
  EnclosedVector full;      ///< mu = Attn
  EnclosedVector truncated; ///< mu_H = Attn_S
  EnclosedVector tail;      ///< mu_T
  EnclosedVector error;     ///< Attn - Attn_S = tau (mu_T - mu_H)
  Enclosure error_norm;
  Enclosure head_variance, tail_variance, variance; ///< Var_H, Var_T, Var_P
  Enclosure variance_bound;                         ///< sqrt(tau/(1 - tau)) sqrt(Var_P) >= |Attn - Attn_S|
  Enclosure centre_distance_bound;                  ///< tau max |v_j - mu_H| over the tail >= |Attn - Attn_S|
};

/// n scores and n rows of d values, row-major, 1 <= k <= n. One pass over the values, then a second look at
/// the few that may be the farthest from mu_H; those of masked keys are not read. A side's sums are of
/// weights in double with an exponent of their own, compensated from one block of most_rows to the next.
///
/// Error. A weight is off by sum_error<double>() relatively. In each coordinate sum w t is off by that and
/// (most_rows + 6) u of sum w |t| <= sqrt(W sum w t^2), t = v - c, W = sum w; the mean by that over W, and by
/// the errors of W and of the quotient relatively. Var = sum w |t|^2/W - |mean of t|^2 likewise: an absolute
/// error of about 40 u of the mean square of |t|. The rest follows with a few roundings each. Where squares
/// underflow, t below 2^-500 counts as that; where they overflow the radius is infinite.
///
/// Throws DomainError for what truncation() does not take, for d = 0, a count that is no multiple of n, and a
/// value that is NaN or infinite, naming its key. Instantiated for float and double of both.
template <class T, class U>
[[nodiscard]] Outputs truncated_outputs(std::span<const T> scores, std::size_t k, std::span<const U> values);

} // namespace tailmass::fast
