// Weighing causes.
#include "verify/causes/candidate.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <utility>

namespace tailmass::verify::causes {

namespace {

/// What one cause does in all rows together.
struct Tally {
  double first = 0, again = 0;
  std::size_t rows = 0;

  void add(double alone, double another) {
    first = rows == 0 ? alone - another : std::min(first, alone - another);
    again += another;
    ++rows;
  }
  [[nodiscard]] double chance(std::size_t of) const {
    const auto n = static_cast<double>(of), r = static_cast<double>(rows);
    return first + again + std::lgamma(n + 1) - std::lgamma(r + 1) - std::lgamma(n - r + 1);
  }
};

} // namespace

std::vector<std::string> likeliest(std::span<const std::vector<Candidate>> rows) {
  std::map<std::string, Tally> tallies;
  std::map<std::pair<std::string, std::string>, Tally> of_details;
  for (const std::vector<Candidate>& row : rows) {
    std::map<std::string, const Candidate*> of_row; // of each cause the likeliest detail
    std::set<std::pair<std::string, std::string>> details;
    for (const Candidate& candidate : row) {
      if (!candidate.detail.empty() && details.emplace(candidate.cause, candidate.detail).second)
        of_details[{candidate.cause, candidate.detail}].add(candidate.alone, candidate.same);
      if (const auto [at, is_new] = of_row.emplace(candidate.cause, &candidate);
          !is_new && candidate.alone < at->second->alone)
        at->second = &candidate;
    }
    for (const auto& [cause, candidate] : of_row)
      tallies[cause].add(candidate->alone, candidate->again);
  }
  std::vector<std::string> causes;
  for (const std::vector<Candidate>& row : rows) {
    std::string best;
    double least = named_below;
    for (const Candidate& candidate : row) {
      double chance = std::min(candidate.alone, tallies[candidate.cause].chance(rows.size()));
      if (const auto same = of_details.find({candidate.cause, candidate.detail}); same != of_details.end())
        chance = std::min(chance, same->second.chance(rows.size()));
      if (chance < least || (chance == least && !best.starts_with(candidate.cause)))
        best = chance == least ? "" : candidate.cause + candidate.detail;
      least = std::min(least, chance);
    }
    causes.push_back(std::move(best));
  }
  return causes;
}

} // namespace tailmass::verify::causes
