// What several regimes draw, from a stream whose numbers are the same everywhere.
#include "properties/regimes/draw.hpp"

#include <cmath>

namespace tailmass::properties::regimes {

double value_at(const Parameter& parameter, double position) {
  const auto [name, low, high, by_magnitude] = parameter;
  if (!by_magnitude)
    return low + (high - low) * position;
  // high/low = 2^whole (1 + rest): within a doubling the value rises linearly.
  int exponent = 0;
  const double mantissa = std::frexp(high / low, &exponent);
  const double doublings = position * (exponent - 1 + (2 * mantissa - 1));
  const double whole = std::floor(doublings);
  return std::min(high, low * std::ldexp(1 + (doublings - whole), static_cast<int>(whole)));
}

double pick(RandomStream& random, std::initializer_list<double> choices) {
  return choices.begin()[random.below(choices.size())];
}

std::vector<double> normal_scores(std::size_t n, double sigma, RandomStream& random) {
  std::vector<double> scores(n);
  for (double& score : scores)
    score = sigma * random.normal();
  return scores;
}

void shuffle(std::vector<double>& scores, RandomStream& random) {
  for (std::size_t i = scores.size(); i > 1; --i) // Fisher and Yates
    std::swap(scores[i - 1], scores[random.below(i)]);
}

} // namespace tailmass::properties::regimes
