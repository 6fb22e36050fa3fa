// What keys held in eight bits certify of the scores that the exact keys have.
#pragma once

#include "theory/nouns/query_keys.hpp"
#include "theory/nouns/scores.hpp"

#include <array>
#include <cstddef>
#include <string_view>
#include <vector>

namespace tailmass::exact {

/// How keys are held in eight bits: numbers of a format times scales.
struct KeyFormat {
  std::string_view id;    ///< of the certificate
  double largest;         ///< number of the format
  int mantissa;           ///< bits after the leading one; 0 for whole numbers
  int least_exponent;     ///< of a normal number
  bool scale_a_dimension; ///< else one scale serves all of the matrix
};

/// Whole numbers, and the two formats of "FP8 formats for deep learning" (Micikevicius et al. 2022).
inline constexpr std::array key_formats{KeyFormat{"int8-keys", 127, 0, 0, true},
                                        KeyFormat{"fp8-e4m3-keys", 448, 3, -6, false},
                                        KeyFormat{"fp8-e5m2-keys", 57344, 2, -14, false}};

/// A matrix of keys rounded to nearest, with scales by which none of them saturates.
class QuantisedKeys {
public:
  QuantisedKeys(const Values& matrix, const KeyFormat& format);

  /// A number of the format times the scale.
  [[nodiscard]] double at(std::size_t key, std::size_t axis) const {
    return static_cast<double>(numbers_[key * scales_.size() + axis]) * scales_[axis];
  }
  /// Of a coordinate: twice |key - rounded key| is at most this.
  [[nodiscard]] double spacing(std::size_t axis) const { return spacing_[axis]; }

private:
  std::vector<double> scales_;
  std::vector<float> numbers_; // of the format, key by key
  std::vector<double> spacing_;
};

/// Scores of approximate keys as doubles, -inf for a masked key.
struct ApproximateScores {
  Scores scores;
  double error; ///< |c q.k - score| of any key is at most this; may be infinite
};

/// Returns the scores of a query with such keys, which are of its own matrix. Their error is that of
/// `approximate-top-p`, (c/2) sum |q_x| Delta_x, and what the double arithmetic adds.
[[nodiscard]] ApproximateScores approximate_scores(const QueryKeys& query_keys,
                                                   const QuantisedKeys& quantised);

/// Returns, for each epsilon, the size of the top-p set of such scores at eps' = eps/(eps + (1 - eps) F), F a
/// double of at least e^{2 error}: by `approximate-top-p` the exact scores leave no more than eps of their
/// mass to the other keys. n_f where F is beyond the range of doubles. Exact, but that what 4096 bits do not
/// tell counts as above eps'. `by_balls`: whether all is left to exact signs, as a second way. Throws
/// DomainError unless 0 < epsilon < 1.
[[nodiscard]] std::vector<std::size_t> certified_top_p(const ApproximateScores& approximate,
                                                       std::span<const double> epsilons,
                                                       bool by_balls = false);

} // namespace tailmass::exact
