// Faults of scores: a factor, a soft cap.
#pragma once

#include "verify/cases/attention_row.hpp"
#include "verify/kernel/summation.hpp"

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace tailmass::verify::causes {

/// A factor of scores that kernels get wrong by.
struct KnownFactor {
  double value;
  std::string words; ///< "1/sqrt(128), the scale applied twice"
};
/// Returns those that the row's dimension and scale suggest, the likeliest first: the scale twice, left out,
/// inverted or of another dimension, log2 e twice or left out, powers of two.
[[nodiscard]] std::vector<KnownFactor> known_factors(const cases::AttentionRow& row);

/// Returns "every score were multiplied by 0.0884 = 1/sqrt(128), the scale applied twice".
[[nodiscard]] std::string multiplied_by(const KnownFactor& factor);

/// Returns the sum with the scores of its keys times a factor; a sink stays as it is. The errors grow by what
/// a kernel of unit roundoff u rounds of it.
[[nodiscard]] kernel::Summation scaled(kernel::Summation sum, double factor, double u);
/// Returns it with c tanh(s/c) of each score s.
[[nodiscard]] kernel::Summation capped(kernel::Summation sum, double cap, double u);
/// Returns it with the scores of which these are that, each rounded by `stored` of itself, which says the
/// less of a score the nearer it is to the cap, and nothing of one that may be the cap.
[[nodiscard]] kernel::Summation uncapped(kernel::Summation sum, double cap, double u, double stored);
/// Returns what stored scores were rounded by, of themselves; 0 where they are formed.
[[nodiscard]] double rounding_of_stored(const cases::AttentionRow& row);

/// Returns where a continuous function changes its sign between points that follow each other, each within a
/// relative 2^-44.
[[nodiscard]] std::vector<double> roots(const std::function<double(double)>& f,
                                        std::span<const double> points);
/// Returns factors from 1/1024 to 1024, and 1/c of soft caps c down to the largest score.
[[nodiscard]] std::vector<double> factor_points();
[[nodiscard]] std::vector<double> cap_points(const kernel::Summation& sum);
/// Returns 1/c of caps that nothing had before, which may be far below the largest score.
[[nodiscard]] std::vector<double> points_of_new_caps(const kernel::Summation& sum);

} // namespace tailmass::verify::causes
