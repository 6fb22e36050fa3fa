// A hunt's outcome in words and numbers.
#include "verify/record/hunt_record.hpp"

#include <algorithm>
#include <numeric>

namespace tailmass::verify::record {

std::string_view name_of(HuntOutcome outcome) {
  constexpr std::string_view names[] = {"attained", "approached", "slack",     "agrees",
                                        "within",   "no-case",    "undecided", "refuted"};
  return names[static_cast<std::size_t>(outcome)];
}

double mean_of(std::span<const double> x) {
  return x.empty() ? 0 : std::accumulate(x.begin(), x.end(), 0.0) / static_cast<double>(x.size());
}

bool Duel::won() const {
  return mean_of(hunt) > mean_of(random);
}

bool Duel::breaks_bound() const {
  const auto broken = [](double share) { return share > 1; };
  return std::ranges::any_of(hunt, broken) || std::ranges::any_of(random, broken);
}

} // namespace tailmass::verify::record
