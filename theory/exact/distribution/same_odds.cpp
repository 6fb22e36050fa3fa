// Whether two tail masses are the same number.
#include "theory/exact/distribution/same_odds.hpp"

#include "theory/exact/distribution/exponential_sign.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace tailmass::exact {

namespace {

/// ln of the ratio of dropped to kept, and by how much it may be off: far more than what rounding does to a
/// sum of up to 2^20 terms, each of an exponent of at most 746 that counts.
struct LogOdds {
  double value;
  double error;
};

LogOdds log_odds(const KeptAndDropped& row) {
  const auto log_sum = [](const std::vector<double>& scores) {
    const double top = *std::ranges::max_element(scores);
    double sum = 0;
    for (const double score : scores)
      sum += std::exp(score - top);
    return std::pair{top, std::log(sum)};
  };
  const auto [dropped_top, dropped] = log_sum(row.dropped);
  const auto [kept_top, kept] = log_sum(row.kept);
  const double tops = dropped_top - kept_top;
  return {tops + (dropped - kept), 1e-8 + 1e-12 * std::abs(tops)};
}

/// Adds sign e^{x + y} over all pairs.
void add_pairs(const std::vector<double>& xs, const std::vector<double>& ys, int sign,
               std::vector<ExponentialTerm>& terms) {
  std::map<double, int> of_x, of_y;
  for (const double x : xs)
    ++of_x[x];
  for (const double y : ys)
    ++of_y[y];
  for (const auto& [x, times_x] : of_x)
    for (const auto& [y, times_y] : of_y)
      terms.push_back({Ball(x) + Ball(y), Ball(sign) * Ball(times_x) * Ball(times_y)});
}

} // namespace

bool same_odds(const KeptAndDropped& a, const KeptAndDropped& b) {
  if (a.dropped.empty() || b.dropped.empty())
    return a.dropped.empty() && b.dropped.empty();
  const LogOdds of_a = log_odds(a), of_b = log_odds(b);
  if (std::abs(of_a.value - of_b.value) > of_a.error + of_b.error)
    return false;
  std::vector<ExponentialTerm> terms;
  add_pairs(a.dropped, b.kept, 1, terms);
  add_pairs(b.dropped, a.kept, -1, terms);
  return sign_of_sum(std::move(terms)) == 0;
}

} // namespace tailmass::exact
