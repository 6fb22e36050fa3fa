// Random rows of the regimes that hurt floating point.
#include "theory/tests/stable/score_cases.hpp"

#include "theory/tests/exact/output_cases.hpp"
#include "theory/theorems/cases.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

namespace tailmass {

namespace {

constexpr double largest_double = std::numeric_limits<double>::max();

using testing::normal;
using testing::Random;

double uniform(Random& random, double a, double b) {
  return std::uniform_real_distribution<double>{a, b}(random);
}
double pick(Random& random, std::initializer_list<double> choices) {
  return choices.begin()[random() % choices.size()];
}

/// A row of a regime: its parameters are drawn first, then its scores one by one.
struct Regime {
  const char* name;
  double (*parameter)(Random& random);
  double (*score)(Random& random, double parameter);
};

constexpr Regime regimes[] = {
    {"gaussian",
     [](Random& r) {
       return pick(r, {0.01, 0.1, 0.5, 1, 2, 4, 10, 50});
     },
     [](Random& r, double sigma) { return sigma * normal(r); }},
    {"two-level", [](Random& r) { return uniform(r, 0, 60); },
     [](Random& r, double gap) { return r() % 3 == 0 ? 0.3 : 0.3 - gap; }},
    {"ties", [](Random& r) { return uniform(r, -3, 3); },
     [](Random& r, double level) { return level + static_cast<double>(r() % 3); }},
    {"all-equal",
     [](Random& r) {
       return pick(r, {0, 0.1, -745, 1e300, -7.5, 700, 5e-324});
     },
     [](Random&, double level) { return level; }},
    {"peaked", [](Random& r) { return uniform(r, 20, 40); },
     [](Random& r, double height) { return r() % 8 == 0 ? height + normal(r) : normal(r); }},
    {"masked", [](Random& r) { return uniform(r, 0.5, 3); },
     [](Random& r, double sigma) { return r() % 3 == 0 ? masked : sigma * normal(r); }},
    {"finite-masks",
     [](Random& r) {
       return pick(r, {-1e4, -1e9, -3.4e38});
     },
     [](Random& r, double mask) { return r() % 3 == 0   ? mask
                                         : r() % 7 == 0 ? masked
                                                        : normal(r); }},
    {"huge-offset",
     [](Random& r) {
       return pick(r, {1e6, 1e15, -1e15, 12345.678});
     },
     [](Random& r, double offset) { return offset + uniform(r, -4, 4); }},
    {"one-ulp",
     [](Random& r) {
       return pick(r, {1, -3, 1e5, 0.1, 700, 1e300, -1e300});
     },
     [](Random& r, double level) { return r() % 2 ? level : std::nextafter(level, -largest_double); }},
    {"range-700", [](Random& r) { return uniform(r, 600, 760); },
     [](Random& r, double range) { return r() % 4 == 0 ? uniform(r, -1, 1) : uniform(r, -range, 0); }},
    {"deep-tail", [](Random& r) { return uniform(r, 640, 760); },
     [](Random& r, double depth) { return r() % 3 == 0 ? normal(r) : normal(r) - depth; }},
    {"irrational-range", [](Random& r) { return uniform(r, 50, 700); },
     [](Random& r, double range) { return uniform(r, -range, 0) / 3 + 1e3 / 7; }},
    {"subnormal",
     [](Random& r) {
       return pick(r, {5e-324, 1e-310});
     },
     [](Random& r, double unit) { return unit * static_cast<double>(r() % 9); }},
    {"overflowing",
     [](Random& r) {
       return pick(r, {1, 0.6});
     },
     [](Random& r, double share) { return (r() % 2 ? largest_double : -largest_double) * share; }},
};

constexpr double largest_float = std::numeric_limits<float>::max();
constexpr double least_float = std::numeric_limits<float>::denorm_min();

/// The same dangers at the ends of the range of float.
constexpr Regime float_regimes[] = {
    {"float-gaussian",
     [](Random& r) {
       return pick(r, {0.01, 0.1, 0.5, 1, 2, 4, 10, 50});
     },
     [](Random& r, double sigma) { return sigma * normal(r); }},
    {"float-two-level", [](Random& r) { return uniform(r, 0, 60); },
     [](Random& r, double gap) { return r() % 3 == 0 ? 0.3 : 0.3 - gap; }},
    {"float-all-equal",
     [](Random& r) {
       return pick(r, {0, 0.1, -104, 1e38, -7.5, 88, 1e-45});
     },
     [](Random&, double level) { return level; }},
    {"float-masked", [](Random& r) { return uniform(r, 0.5, 3); },
     [](Random& r, double sigma) { return r() % 3 == 0 ? masked : sigma * normal(r); }},
    {"float-finite-masks",
     [](Random& r) {
       return pick(r, {-1e4, -65504, -3.4e38});
     },
     [](Random& r, double mask) { return r() % 3 == 0   ? mask
                                         : r() % 7 == 0 ? masked
                                                        : normal(r); }},
    {"float-huge-offset",
     [](Random& r) {
       return pick(r, {1e3, 1e6, -1e6, 12345.678});
     },
     [](Random& r, double offset) { return offset + uniform(r, -4, 4); }},
    {"float-one-ulp",
     [](Random& r) {
       return pick(r, {1, -3, 1e5, 0.1, 80, 1e38, -1e38});
     },
     [](Random& r, double level) {
       const auto near = static_cast<float>(level);
       return static_cast<double>(r() % 2 ? near : std::nextafter(near, 0.0F));
     }},
    {"float-range-88", [](Random& r) { return uniform(r, 60, 110); },
     [](Random& r, double range) { return r() % 4 == 0 ? uniform(r, -1, 1) : uniform(r, -range, 0); }},
    {"float-deep-tail", [](Random& r) { return uniform(r, 70, 110); },
     [](Random& r, double depth) { return r() % 3 == 0 ? normal(r) : normal(r) - depth; }},
    {"float-subnormal",
     [](Random& r) {
       return pick(r, {least_float, 1e-40});
     },
     [](Random& r, double unit) { return unit * static_cast<double>(r() % 9); }},
    {"float-overflowing",
     [](Random& r) {
       return pick(r, {1, 0.6});
     },
     [](Random& r, double share) { return (r() % 2 ? largest_float : -largest_float) * share; }},
};

/// Which numbers a case is made of.
enum class Numbers { doubles, floats };

double in(Numbers numbers, double x) {
  return numbers == Numbers::doubles ? x : static_cast<double>(static_cast<float>(x));
}

std::vector<std::size_t> checkpoints(Random& random, std::size_t first, std::size_t last) {
  std::vector<std::size_t> ranks{first};
  for (std::size_t rank = first + 1; rank < last; ++rank)
    if (random() % 3 == 0)
      ranks.push_back(rank);
  ranks.push_back(last);
  return ranks;
}

/// Runs of keys, some with intervals a little wider than their scores; the best key's block is in the head.
std::vector<Block> blocks(Random& random, const Scores& scores, Numbers numbers) {
  std::vector<Block> result;
  for (std::size_t from = 0; from < scores.size();) {
    const std::size_t to = std::min<std::size_t>(from + 1 + random() % 9, scores.size());
    std::vector<Key> keys;
    for (std::size_t key = from; key < to; ++key)
      keys.push_back(static_cast<Key>(key));
    const bool best = from <= scores.order()[0] && scores.order()[0] < to;
    Block block = tight_block(scores, std::move(keys), best || random() % 2 == 0);
    if (random() % 2 == 0 && std::abs(block.lower) < 1e4) {
      block.lower = in(numbers, block.lower - uniform(random, 0, 9));
      block.upper = in(numbers, block.upper + uniform(random, 0, 2));
    }
    result.push_back(std::move(block));
    from = to;
  }
  return result;
}

CompanionWeights companion(Random& random, const Scores& scores, const Head& head) {
  CompanionWeights weights{std::vector<unsigned>(scores.size()), std::vector<unsigned>(scores.size())};
  const auto weight = [&] { return 1 + static_cast<unsigned>(random() % (random() % 4 == 0 ? 1000000 : 9)); };
  const std::span<const Key> finite = scores.finite(), kept = head.finite_head();
  const std::size_t atoms = 1 + random() % std::min(head.size(), finite.size());
  const std::size_t first = random() % 2 == 0 ? 0 : random() % (finite.size() - atoms + 1);
  for (std::size_t i = 0; i < atoms; ++i)
    weights.any[finite[first + i]] = weight();
  for (std::size_t i = 0; i < 1 + random() % kept.size(); ++i)
    weights.in_head[kept[random() % kept.size()]] = weight();
  return weights;
}

/// Scores moved by noise of some size, by one step up or down, by one step a side, by a factor, or all alike
/// but one.
std::vector<double> perturbed(const Scores& scores, const Head& head, std::size_t seed, Numbers numbers) {
  Random random(seed + 1000 * head.size());
  const std::size_t kind = random() % 5;
  const double size = pick(random, {5e-324, 1e-12, 1e-3, 0.25, 1, 30, 500, 1e4, 1e16});
  std::vector<bool> kept(scores.size());
  for (const Key key : head.head())
    kept[key] = true;
  std::vector<double> result;
  for (Key key = 0; key < scores.size(); ++key) {
    const double s = scores[key];
    const double moved[] = {s + size * normal(random), random() % 2 == 0 ? s + size : s - size,
                            kept[key] ? s + size : s - 0.3 * size, s * (1 + uniform(random, -1, 1) / 256),
                            key == 0 ? s : s + size};
    const double held = in(numbers, moved[kind]);
    result.push_back(std::isfinite(held) ? held : s);
  }
  return result;
}

Head head(Random& random, const Scores& scores) {
  const std::size_t n = scores.size();
  switch (random() % 8) {
  case 0:
    return Head::top_k(scores, 1);
  case 1:
    return Head::top_k(scores, 1 + random() % n);
  case 2:
    return Head::top_k(scores, scores.finite_count());
  case 3: { // some key of finite score, and others
    std::vector<Key> keys{scores.finite()[random() % scores.finite_count()]};
    for (Key key = 0; key < n; ++key)
      if (key != keys[0] && random() % 3 == 0)
        keys.push_back(key);
    return Head::of_keys(scores, keys);
  }
  default:
    return Head::top_k(scores, 1 + random() % std::max<std::size_t>(1, scores.finite_count() - 1));
  }
}

Case make_case(Random& random, std::size_t n, const Regime& regime, Numbers numbers) {
  std::vector<double> drawn(n);
  const double parameter = regime.parameter(random);
  for (double& s : drawn)
    s = in(numbers, regime.score(random, parameter));
  if (std::ranges::all_of(drawn, [](double s) { return std::isinf(s); }))
    drawn[0] = 0.5;
  const auto scores = std::make_shared<const Scores>(std::move(drawn));
  Case c{scores, head(random, *scores)};
  const double epsilon =
      random() % 4 == 0 ? std::exp(-uniform(random, 0, 700)) / 2 : uniform(random, 1e-3, 0.999);
  c.epsilon = in(numbers, epsilon) > 0 ? in(numbers, epsilon) : epsilon;
  c.blocks = std::make_shared<const Blocks>(*scores, blocks(random, *scores, numbers));
  c.companion = companion(random, *scores, c.head);
  c.temperatures = TemperaturePair{in(numbers, pick(random, {0, 0.3, 1e-3, 1e-300, 1e-308})),
                                   in(numbers, pick(random, {1, 1.7, 30, 1e5}))};
  if (c.head.size() < scores->finite_count())
    c.checkpoints = Checkpoints{.head = checkpoints(random, 0, c.head.size()),
                                .tail = checkpoints(random, c.head.size(), scores->finite_count()),
                                .known_gaps = 1 + random() % (scores->finite_count() - c.head.size())};
  c.perturbed = perturbed(*scores, c.head, n, numbers);
  check(c);
  return c;
}

std::vector<StableCase> make_cases() {
  Random random(20260); // any seed will do
  std::vector<StableCase> cases;
  const auto add = [&](std::size_t n, const Regime& regime, Numbers numbers = Numbers::doubles) {
    cases.push_back({std::string(regime.name) + "-" + std::to_string(cases.size()),
                     make_case(random, n, regime, numbers)});
  };
  for (const Regime& regime : regimes) {
    for (int i = 0; i < 60; ++i)
      add(1 + random() % 24, regime);
    for (int i = 0; i < 3; ++i)
      add(25 + random() % 400, regime);
  }
  for (const Regime& regime : float_regimes) {
    for (int i = 0; i < 20; ++i)
      add(1 + random() % 24, regime, Numbers::floats);
    add(25 + random() % 400, regime, Numbers::floats);
  }
  for (const int regime : {0, 4, 5, 7, 9})
    add(4096, regimes[regime]);
  add(4096, float_regimes[0], Numbers::floats);
  return cases;
}

} // namespace

const std::vector<StableCase>& stable_score_cases() {
  static const std::vector<StableCase> cases = make_cases();
  return cases;
}

} // namespace tailmass
