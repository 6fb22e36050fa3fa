// What most objectives have in common: small cases, and all goals.
#include "properties/hunt/objective.hpp"

#include "properties/regimes/regime.hpp"

#include <algorithm>

namespace tailmass::properties::hunt {

std::size_t Objective::draw_length(RandomStream& random) const {
  constexpr std::size_t most_of_claims = 32, most_of_errors = 256;
  const bool is_of_error = goals_.size() == 1 && goals_[0].measure == Measure::error;
  const std::size_t most = is_of_error ? most_of_errors : most_of_claims;
  return static_cast<std::size_t>(
      regimes::value_at({"n", 1, static_cast<double>(most + 1), true}, random.unit()));
}

std::size_t Objective::draw_rank(std::size_t n, RandomStream& random) const {
  return 1 + random.below(n);
}

std::size_t Objective::draw_dimension(std::size_t /*n*/, std::size_t most, RandomStream& random) const {
  return 1 + random.below(std::min<std::size_t>(most, 4));
}

bool Objective::finished(const std::vector<bool>& reached) const {
  const auto is = [](bool one) { return one; };
  return ends_at_equality() ? std::ranges::all_of(reached, is) : std::ranges::any_of(reached, is);
}

} // namespace tailmass::properties::hunt
