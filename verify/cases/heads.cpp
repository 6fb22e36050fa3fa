// Choosing truncations.
#include "verify/cases/heads.hpp"

#include "theory/exact/distribution/k_epsilon.hpp"
#include "theory/nouns/domain_error.hpp"
#include "theory/numbers/random.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace tailmass::verify::cases {

HeadChoice HeadChoice::standard() {
  return {.ks = {}, .epsilons = {0.1, 0.01, 0.001}, .powers_of_two = true};
}

std::vector<ChosenHead> choose_heads(const Scores& scores, const HeadChoice& choice) {
  std::vector<std::size_t> ks = choice.ks;
  if (choice.powers_of_two) {
    const std::size_t n = scores.size();
    for (std::size_t k = 1; k <= n / 2; k *= 2)
      ks.push_back(k);
    for (const std::size_t k : {std::max<std::size_t>(n / 2, 1), std::max<std::size_t>(n - 1, 1)})
      ks.push_back(k);
  }
  std::ranges::sort(ks);
  ks.erase(std::unique(ks.begin(), ks.end()), ks.end());

  std::vector<ChosenHead> heads;
  heads.reserve(ks.size() + choice.epsilons.size());
  for (const std::size_t k : ks)
    heads.push_back({Head::top_k(scores, k), std::nullopt});
  std::optional<exact::TailSums> sums;
  for (const double epsilon : choice.epsilons) {
    if (!(epsilon > 0 && epsilon < 1))
      throw DomainError(fmt::format("epsilon = {} is outside (0, 1)", epsilon));
    if (!sums)
      sums.emplace(scores);
    heads.push_back({Head::top_k(scores, exact::k_epsilon_range(scores, epsilon, *sums).at_most), epsilon});
  }
  return heads;
}

Head unusual_head(const Scores& scores, std::uint64_t seed, std::string_view row) {
  RandomStream random(seed, {"head", row});
  std::vector<Key> keys(scores.finite().begin(), scores.finite().end()); // by rank, the lower key first
  std::vector<std::size_t> within_ties;
  for (std::size_t k = 1; k < keys.size(); ++k)
    if (scores[keys[k - 1]] == scores[keys[k]])
      within_ties.push_back(k);
  std::size_t kept = 0;
  if (!within_ties.empty() && random.below(2) == 0) {
    kept = within_ties[random.below(within_ties.size())];
    const double score = scores[keys[kept]];
    const auto score_of = [&](Key key) { return scores[key]; };
    std::reverse(std::ranges::lower_bound(keys, score, std::ranges::greater{}, score_of),
                 std::ranges::upper_bound(keys, score, std::ranges::greater{}, score_of));
  } else {
    kept = 1 + random.below(keys.size());
    for (std::size_t i = 0; i < kept; ++i) // Fisher and Yates
      std::swap(keys[i], keys[i + random.below(keys.size() - i)]);
  }
  keys.resize(kept);
  return Head::of_keys(scores, keys);
}

} // namespace tailmass::verify::cases
