// Upper bounds of what a cell's keys weigh together, from the moments of their scores.
#pragma once

#include "theory/stable/search/cell_bounds.hpp"

namespace tailmass::stable {

/// What is known of the scores of a closed cell of `keys` keys.
struct ScoreMoments {
  double keys = 0;
  double mean = 0;       ///< not less than the mean score m
  double deviation = 0;  ///< not less than the deviation sqrt(v)
  double above_mean = 0; ///< not less than the largest score less m
};

/// Not less than ln of the mean of e^{s - m}, from `block-moment-bounds`: with v = deviation^2 and b the
/// lesser of above_mean and Samuelson's deviation sqrt(keys - 1), ln((v e^b + b^2 e^{-v/b})/(b^2 + v)) = b +
/// ln(v/(b^2 + v)) + ln(1 + (b^2/v) e^{-b - v/b}), which rises in v and b. Each term is off by 8 u of itself,
/// and so in all by 16 u of their magnitudes; v is lifted to 2^-300 b^2, for its logarithm's sake. It is b
/// where b or v is past 2^500.
[[nodiscard]] double moment_excess(const ScoreMoments& of);

/// Not less than ln of the mean of e^s over the cell.
[[nodiscard]] double log_mean_bound(const ScoreMoments& of);

/// Mean and spread of the key vectors of a cell, made once for all queries.
struct CellMoments {
  std::size_t keys = 0;
  std::vector<double> centre;     ///< d coordinates, the rounded mean
  double offset = 0;              ///< not less than the distance of the mean from the centre
  std::vector<double> deviations; ///< d, not less than those of each coordinate
  std::vector<double> covariance; ///< rows of the lower triangle of the mean of (k - centre)(k - centre)',
                                  ///< rounded
  double covariance_error = 0;    ///< q' covariance q is off by at most this |q|^2
};

/// Errors of means of n terms of one sign, (n + 8) u, and of the offset, as much of the largest coordinate's
/// distance from the centre. The covariance's entries are off by (n + 8) u of |k - centre|^2 each.
[[nodiscard]] CellMoments moments_of(const Values& keys, std::span<const Key> cell);

/// What bounds the deviation of a cell's scores.
enum class Deviation {
  by_coordinates, ///< scale sum |q_x| sd_x: d numbers a cell
  by_covariance   ///< scale sqrt(q' Sigma q): d (d + 1)/2 numbers a cell
};

/// Moments of a cell's scores by `key-moments`; the largest score by the smaller of ball and box.
[[nodiscard]] ScoreMoments score_moments(const CellMoments& moments, const CellSummary& summary,
                                         std::span<const double> query, double scale, Deviation deviation);

} // namespace tailmass::stable
