// Rows of several regimes, each under several heads.
#include "theory/tests/exact/type_cases.hpp"

#include "theory/tests/exact/output_cases.hpp"
#include "theory/theorems/cases.hpp"

#include <algorithm>
#include <cmath>
#include <random>

namespace tailmass {

namespace {

using testing::normal;
using testing::Random;
using Draw = double (*)(Random&, std::size_t key);

struct Regime {
  const char* name;
  std::size_t keys;
  Draw score;
};

constexpr Regime regimes[] = {
    {"gaussian", 64, [](Random& random, std::size_t) { return 2 * normal(random); }},
    {"ties", 24, [](Random& random, std::size_t) { return static_cast<double>(random() % 3); }},
    {"masked", 20, [](Random& random, std::size_t key) { return key % 3 == 1 ? masked : normal(random); }},
    {"all equal", 16, [](Random&, std::size_t) { return 0.1; }},
    {"all equal, huge", 4, [](Random&, std::size_t) { return -1e300; }},
    {"huge offset", 12, [](Random& random, std::size_t) { return 1e15 - static_cast<double>(random() % 9); }},
    {"one ulp", 8, [](Random& random, std::size_t) { return random() % 2 ? 1.0 : std::nextafter(1.0, 2.0); }},
    {"range of 700", 36, [](Random&, std::size_t key) { return 20.0 * static_cast<double>(key % 36) - 350; }},
    {"tau near 0", 10, [](Random& random, std::size_t key) { return (key < 4 ? 0 : -690) + normal(random); }},
    {"tau near 1", 40, [](Random& random, std::size_t) { return 1e-3 * normal(random); }},
    {"one key", 1, [](Random&, std::size_t) { return -2.5; }},
};

std::vector<std::size_t> checkpoints(Random& random, std::size_t first, std::size_t last) {
  std::vector<std::size_t> ranks{first};
  for (std::size_t rank = first + 1; rank < last; ++rank)
    if (random() % 3 == 0)
      ranks.push_back(rank);
  ranks.push_back(last);
  return ranks;
}

/// Runs of up to five keys with intervals a little wider than their scores, every other one in the head.
std::vector<Block> blocks(const Scores& scores, bool widen) {
  std::vector<Block> result;
  const bool kept_first = std::isfinite(scores[0]);
  for (std::size_t from = 0; from < scores.size(); from += 5) {
    std::vector<Key> keys;
    for (std::size_t key = from; key < std::min(from + 5, scores.size()); ++key)
      keys.push_back(static_cast<Key>(key));
    Block block = tight_block(scores, std::move(keys), (result.size() % 2 == 0) == kept_first);
    if (widen) {
      block.lower -= 0.375;
      block.upper += 0.25;
    }
    result.push_back(std::move(block));
  }
  return result;
}

CompanionWeights companion(Random& random, const Scores& scores, const Head& head) {
  CompanionWeights weights{std::vector<unsigned>(scores.size()), std::vector<unsigned>(scores.size())};
  for (std::size_t i = 0; i < std::min(head.size(), scores.finite_count()); ++i)
    weights.any[scores.finite()[scores.finite_count() - 1 - i]] = 1 + static_cast<unsigned>(random() % 9);
  for (const Key key : head.finite_head())
    weights.in_head[key] = 1 + static_cast<unsigned>(random() % 9);
  return weights;
}

ScoreBox box(Random& random, const Scores& scores) {
  ScoreBox result;
  for (const double s : scores.all()) {
    result.lower.push_back(s - 0.5);
    result.point.push_back(s);
    result.upper.push_back(s + 0.75);
    result.direction.push_back(normal(random));
  }
  return result;
}

std::shared_ptr<const Values> values(Random& random, std::size_t keys) {
  const std::size_t dimension = 3;
  std::vector<double> entries(keys * dimension);
  for (double& entry : entries)
    entry = 5 + normal(random);
  return std::make_shared<const Values>(keys, dimension, std::move(entries));
}

std::vector<Head> heads(const Scores& scores) {
  const std::size_t n = scores.size();
  std::vector<Head> result{Head::top_k(scores, 1), Head::top_k(scores, (n + 3) / 4),
                           Head::top_k(scores, (n + 1) / 2), Head::top_k(scores, scores.finite_count())};
  std::vector<Key> thirds;
  for (Key key = 0; key < n; key += 3)
    thirds.push_back(key);
  result.push_back(Head::of_keys(scores, thirds));
  result.push_back(Head::of_keys(scores, {scores.finite().back()})); // 1 - tau at its least
  std::vector<Key> all_but_top(scores.order().begin() + 1, scores.order().end());
  if (scores.finite_count() > 1)
    result.push_back(Head::of_keys(scores, all_but_top));
  return result;
}

std::vector<TypeCase> make_cases() {
  Random random(1);
  Random noise(2);
  std::vector<TypeCase> cases;
  for (const Regime& regime : regimes) {
    std::vector<double> drawn(regime.keys);
    for (std::size_t key = 0; key < drawn.size(); ++key)
      drawn[key] = regime.score(random, key);
    const auto scores = std::make_shared<const Scores>(std::move(drawn));
    const auto row_values = values(random, regime.keys);
    for (const Head& head : heads(*scores)) {
      Case c{scores, head};
      c.values = row_values;
      c.epsilon = 0.1;
      c.blocks = std::make_shared<const Blocks>(*scores, blocks(*scores, cases.size() % 2 == 0));
      c.companion = companion(random, *scores, head);
      c.temperatures = TemperaturePair{0.5, 1.75};
      c.box = box(random, *scores);
      c.centre = {4.5, -1, 0};
      for (const double score : scores->all())
        c.perturbed.push_back(score + 0.5 * normal(noise));
      if (head.size() < scores->finite_count())
        c.checkpoints = Checkpoints{.head = checkpoints(random, 0, head.size()),
                                    .tail = checkpoints(random, head.size(), scores->finite_count()),
                                    .known_gaps = (scores->finite_count() - head.size() + 1) / 2};
      check(c);
      cases.push_back({std::string(regime.name) + ", head " + std::to_string(cases.size()), std::move(c)});
    }
  }
  return cases;
}

} // namespace

const std::vector<TypeCase>& type_cases() {
  static const std::vector<TypeCase> cases = make_cases();
  return cases;
}

} // namespace tailmass
