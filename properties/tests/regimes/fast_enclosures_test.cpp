// The enclosures of the fast path hold the truth in balls on every regime; what their radii are beside the
// errors is printed.
#include "properties/regimes/regimes.hpp"
#include "properties/tests/regimes/run_property.hpp"
#include "theory/exact/distribution/divergences.hpp"
#include "theory/exact/outputs/distances.hpp"
#include "theory/exact/outputs/outputs.hpp"
#include "theory/exact/outputs/variances.hpp"
#include "theory/fast/blocks/blocks.hpp"
#include "theory/fast/outputs/diameter.hpp"
#include "theory/fast/outputs/outputs.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>

namespace tailmass::properties::regimes {

namespace {

constexpr long enclosure_bits = 512;

/// Enclosures met, by quantity: radius over error of those that are off at all.
class EnclosureTally {
public:
  explicit EnclosureTally(std::string place = "") : place_(std::move(place)) {}
  void hold(std::string_view quantity, fast::Enclosure found, const Ball& truth) {
    ++count_[quantity];
    if (std::isinf(found.radius)) {
      ++infinite_[quantity];
      return;
    }
    const Ball error = abs(truth - Ball(found.value));
    EXPECT_FALSE(certainly_less(Ball(found.radius), error))
        << quantity << " is " << found.value << " +- " << found.radius << " for " << to_decimal(truth, 25)
        << '\n'
        << place_;
    if (!certainly_at_most(error, Ball(0)) && approximate(error) > 0)
      ratios_[quantity].push_back(found.radius / approximate(error));
  }
  void merge_into(EnclosureTally& all) {
    for (auto& [quantity, ratios] : ratios_)
      all.ratios_[quantity].insert(all.ratios_[quantity].end(), ratios.begin(), ratios.end());
    for (const auto& [quantity, count] : count_)
      all.count_[quantity] += count;
    for (const auto& [quantity, count] : infinite_)
      all.infinite_[quantity] += count;
  }
  /// One line a quantity; how many there were.
  std::size_t report() {
    std::size_t total = 0;
    for (const auto& [quantity, count] : count_) {
      std::vector<double>& ratios = ratios_[quantity];
      std::ranges::sort(ratios);
      std::printf("  %-22s %7zu enclosures, %4zu say nothing, median of radius over error %.3g\n",
                  std::string(quantity).c_str(), count, infinite_[quantity],
                  ratios.empty() ? 0 : ratios[ratios.size() / 2]);
      total += count;
    }
    return total;
  }

private:
  std::string place_;
  std::map<std::string_view, std::vector<double>> ratios_;
  std::map<std::string_view, std::size_t> count_, infinite_;
};

void hold_scores(const Case& c, Evaluator<Ball>& exact, EnclosureTally& tally) {
  const Scores& scores = *c.scores;
  const std::span<const double> row = scores.all();
  tally.hold("log_sum_exp", fast::log_sum_exp(row).log(), exact::log_sum_exp(exact));
  const std::size_t n = scores.size();
  std::vector<std::size_t> ks{n, 1, n / 2 + 1, n / 10 + 1, n / 3 + 1, std::max<std::size_t>(1, n - 1)};
  for (const fast::Truncation& cut : fast::truncations(row, ks)) {
    exact.focus(Head::top_k(scores, cut.k));
    EXPECT_EQ(cut.kept, scores.ranked(cut.k));
    tally.hold("tail_mass", cut.tail_mass(), exact::tail_mass(exact));
    tally.hold("head_mass", cut.head_mass(), exact::head_mass(exact));
    tally.hold("kl", cut.kl_divergence(), -log(exact::head_mass(exact)));
  }
  Ball sum = Ball().at_precision(enclosure_bits);
  for (const Key key : scores.finite())
    sum += Ball(scores[key]);
  tally.hold("mean score", fast::facts_of(row).mean, sum / Ball(scores.finite_count()));
}

std::vector<double> entries_of(const Values& values, std::span<const Key> keys) {
  std::vector<double> entries;
  for (const Key key : keys)
    entries.insert(entries.end(), values.of(key).begin(), values.of(key).end());
  return entries;
}

void hold_outputs(const Case& c, std::size_t k, Evaluator<Ball>& exact, EnclosureTally& tally) {
  const Values& values = *c.values;
  std::vector<double> entries;
  for (std::size_t key = 0; key < values.keys(); ++key)
    entries.insert(entries.end(), values.of(key).begin(), values.of(key).end());
  const fast::Outputs out = fast::truncated_outputs(c.scores->all(), k, std::span<const double>(entries));
  exact.focus(Head::top_k(*c.scores, k));
  const bool has_tail = !exact.head().finite_tail().empty();
  for (std::size_t a = 0; a < values.dimension(); ++a) {
    tally.hold("full output", out.full[a], Ball(exact::output(exact)[a]));
    tally.hold("truncated output", out.truncated[a], Ball(exact::head_mean(exact)[a]));
    if (has_tail) {
      tally.hold("tail mean", out.tail[a], Ball(exact::tail_mean(exact)[a]));
      tally.hold("output error", out.error[a], Ball(exact::output_error(exact)[a]));
    }
  }
  const std::vector<double> head = entries_of(values, exact.head().finite_head()),
                            tail = entries_of(values, exact.head().finite_tail());
  if (has_tail)
    tally.hold("diameter",
               fast::diameter_between(std::span<const double>(head), std::span<const double>(tail),
                                      values.dimension()),
               exact::head_tail_diameter(exact));
  if (has_tail)
    tally.hold("centre distance bound", out.centre_distance_bound,
               exact::tail_mass(exact) * exact::greatest_distance(exact, exact::offset_head_mean(exact),
                                                                  exact.head().finite_tail()));
  tally.hold("head variance", out.head_variance, exact::head_variance(exact));
  tally.hold("variance", out.variance, exact::variance(exact));
  tally.hold("|output error|", out.error_norm, has_tail ? exact::error_norm(exact) : Ball(0));
  if (has_tail)
    tally.hold("variance bound", out.variance_bound, sqrt(exact::tail_odds(exact) * exact::variance(exact)));
}

} // namespace

TEST(FastEnclosures, HoldTheTruthOnEveryRegime) {
  EnclosureTally all;
  for (const Regime* regime : regimes())
    for (std::uint64_t index = 0; index < cases_of_a_regime(); ++index) {
      const Generated on = generated(*regime, global_seed(), index);
      if (on.c.scores->size() > 512)
        continue; // balls are slow
      EnclosureTally tally(description_of(on.recipe));
      Evaluator<Ball> exact(on.c, Precision<Ball>{enclosure_bits});
      hold_scores(on.c, exact, tally);
      if (on.c.values && on.c.values->dimension() * on.c.scores->size() <= 1024)
        hold_outputs(on.c, std::max<std::size_t>(1, on.c.scores->size() / 3), exact, tally);
      tally.merge_into(all);
    }
  EXPECT_GE(all.report(), 400 * cases_of_a_regime());
}

} // namespace tailmass::properties::regimes
