// Drawing recipes and making their cases.
#include "properties/regimes/recipe.hpp"

#include "theory/exact/distribution/k_epsilon.hpp"
#include "theory/stable/distribution/softmax.hpp"
#include "verify/cases/derive.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <iterator>

namespace tailmass::properties::regimes {

namespace {

constexpr std::size_t most_keys = 4096, most_dimensions = 128, most_entries = std::size_t{1} << 13U;

/// Half of the rows have at most 64 keys, one of ten more than 256 and one of a hundred more than 1024: the
/// long rows are where the time goes.
std::size_t draw_size(RandomStream& random) {
  struct Sizes {
    std::size_t share; ///< of 100 rows
    double low, high;
  };
  constexpr Sizes sizes[] = {{50, 1, 64}, {40, 64, 256}, {9, 256, 1024}, {1, 1024, most_keys + 1}};
  std::size_t place = random.below(100);
  for (const auto& [share, low, high] : sizes) {
    if (place < share)
      return std::min(most_keys, static_cast<std::size_t>(value_at({"n", low, high, true}, random.unit())));
    place -= share;
  }
  return 1;
}

HeadRule draw_head_rule(const Regime& regime, RandomStream& random) {
  constexpr HeadRule at_boundary[] = {HeadRule::one, HeadRule::two, HeadRule::half, HeadRule::all_but_one,
                                      HeadRule::random};
  constexpr HeadRule any[] = {
      HeadRule::one,    HeadRule::two,        HeadRule::half,      HeadRule::all_but_one, HeadRule::random,
      HeadRule::random, HeadRule::all_finite, HeadRule::k_epsilon, HeadRule::k_epsilon,   HeadRule::any_set};
  if (regime.at_boundary)
    return at_boundary[random.below(std::size(at_boundary))];
  return any[random.below(std::size(any))];
}

std::shared_ptr<const Scores> draw_scores(const Recipe& recipe) {
  RandomStream random(recipe.noise, {"scores"});
  std::vector<double> scores = recipe.regime->scores({recipe.n, recipe.k}, recipe.parameters, random);
  if (std::ranges::all_of(scores, [](double score) { return std::isinf(score); }))
    scores[random.below(scores.size())] = 0;
  return std::make_shared<const Scores>(std::move(scores));
}

/// A Top-k set: the keys above the k-th score, and of those that tie with it a random choice.
Head top_k_head(const Scores& scores, std::size_t k, RandomStream& random) {
  const double last = scores.ranked(k);
  std::vector<Key> keys, tied;
  for (const Key key : scores.order())
    if (scores[key] >= last)
      (scores[key] > last ? keys : tied).push_back(key);
  for (std::size_t i = 0; keys.size() < k; ++i) {
    std::swap(tied[i], tied[i + random.below(tied.size() - i)]);
    keys.push_back(tied[i]);
  }
  return Head::of_keys(scores, keys);
}

Head any_head(const Scores& scores, RandomStream& random) {
  const double share = random.unit();
  const Key certain = scores.finite()[random.below(scores.finite_count())];
  std::vector<Key> keys{certain};
  for (Key key = 0; key < scores.size(); ++key)
    if (key != certain && random.unit() < share)
      keys.push_back(key);
  return Head::of_keys(scores, keys);
}

Head draw_head(const Recipe& recipe, const Scores& scores) {
  RandomStream random(recipe.noise, {"head"});
  switch (recipe.head) {
  case HeadRule::any_set:
    return any_head(scores, random);
  case HeadRule::all_finite:
    return top_k_head(scores, scores.finite_count(), random);
  case HeadRule::k_epsilon:
    return top_k_head(scores, exact::k_epsilon_range(scores, recipe.epsilon).at_most, random);
  default:
    return top_k_head(scores, std::clamp<std::size_t>(recipe.k, 1, scores.size()), random);
  }
}

std::shared_ptr<const Values> draw_values(const Recipe& recipe, const Case& c) {
  RandomStream random(recipe.noise, {"values"});
  std::vector<double> entries = recipe.values->draw(c, recipe.dimension, random);
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (recipe.stray_values && c.scores->masked(i / recipe.dimension))
      entries[i] = 1000 * random.normal();
    entries[i] = std::ldexp(entries[i], recipe.value_exponent);
  }
  return std::make_shared<const Values>(c.scores->size(), recipe.dimension, std::move(entries));
}

/// Kept to 20 binary digits: the last ones depend on the C library.
double near_tail_mass(const Recipe& recipe, const Case& c) {
  int exponent = 0;
  const double mantissa = std::frexp(recipe.epsilon_over_tail * stable::tail_mass(c).value, &exponent);
  return std::ldexp(std::floor(std::ldexp(mantissa, 20)), exponent - 20);
}

/// Empty where a side has no finite score, or a score would leave the range of double.
std::vector<double> sides_exchanged(const Case& c, double share) {
  const auto head = c.head.finite_head(), tail = c.head.finite_tail();
  if (tail.empty())
    return {};
  const double by = share * std::abs((*c.scores)[head.front()] - (*c.scores)[tail.front()]);
  std::vector<double> perturbed(c.scores->all().begin(), c.scores->all().end());
  for (const Key key : head)
    perturbed[key] -= by;
  for (const Key key : tail)
    perturbed[key] += by;
  const bool finite =
      std::ranges::all_of(c.scores->finite(), [&](Key key) { return std::isfinite(perturbed[key]); });
  return finite ? perturbed : std::vector<double>{};
}

} // namespace

std::optional<std::size_t> named_rank(HeadRule rule, std::size_t n) {
  switch (rule) {
  case HeadRule::one:
    return 1;
  case HeadRule::two:
    return std::min<std::size_t>(2, n);
  case HeadRule::half:
    return std::max<std::size_t>(1, n / 2);
  case HeadRule::all_but_one:
    return std::max<std::size_t>(1, n - 1);
  default:
    return std::nullopt;
  }
}

Recipe draw_recipe(const Regime& regime, std::uint64_t seed, std::uint64_t index) {
  RandomStream random(seed, {"recipe", regime.name}, index);
  Recipe recipe;
  recipe.regime = &regime;
  recipe.n = draw_size(random);
  for (const Parameter& parameter : regime.parameters)
    recipe.parameters.push_back(value_at(parameter, random.unit()));
  recipe.head = draw_head_rule(regime, random);
  const std::optional<std::size_t> named = named_rank(recipe.head, recipe.n);
  recipe.k = named ? *named : 1 + random.below(recipe.n);
  recipe.epsilon = value_at({"epsilon", 1e-6, 0.9, true}, random.unit());
  if (random.below(3) == 0) {
    const double off = value_at({"off", 1e-3, 0.5, true}, random.unit());
    recipe.epsilon_over_tail = random.below(5) == 0 ? 1 + off : 1 - off;
  }
  if (random.below(4) == 0)
    recipe.perturbation = value_at({"share", 0.25, 1.25}, random.unit());
  recipe.values = &value_families()[random.below(value_families().size())];
  const std::size_t most = std::clamp<std::size_t>(most_entries / recipe.n, 1, most_dimensions);
  const Parameter dimension{"d", 1, static_cast<double>(most + 1), true};
  const double position = random.unit() * random.unit();
  recipe.dimension = std::min(most, static_cast<std::size_t>(value_at(dimension, position)));
  constexpr int exponents[] = {0, 0, 0, 0, 10, -10, 500, -500, 980, -1040};
  recipe.value_exponent = exponents[random.below(std::size(exponents))];
  recipe.stray_values = random.below(2) == 0;
  recipe.blocks = &block_kinds()[random.below(block_kinds().size())];
  recipe.block_style = {.loose = random.below(2) == 0, .with_head = random.below(2) == 0};
  recipe.noise = random.below(std::size_t{1} << 53U);
  return recipe;
}

Case grow(const Recipe& recipe) {
  auto scores = draw_scores(recipe);
  Head head = draw_head(recipe, *scores);
  Case c{std::move(scores), std::move(head)};
  if (recipe.head == HeadRule::k_epsilon)
    c.epsilon = recipe.epsilon;
  else if (const double epsilon = near_tail_mass(recipe, c); epsilon > 0 && epsilon < 1)
    c.epsilon = epsilon;
  if (recipe.perturbation > 0)
    c.perturbed = sides_exchanged(c, recipe.perturbation);
  c.values = draw_values(recipe, c);
  RandomStream random(recipe.noise, {"blocks"});
  add_blocks(c, *recipe.blocks, recipe.block_style, random);
  return c;
}

Case completed(Case grown, const Theorem& theorem, const Recipe& recipe) {
  verify::cases::derive(grown, theorem.needs,
                        {recipe.noise, theorem.id, recipe.regime->name, grown.head.size()});
  return grown;
}

Case with_all_parts(Case grown, const Recipe& recipe) {
  verify::cases::derive(grown, implementation_parts,
                        {recipe.noise, "implementations", recipe.regime->name, grown.head.size()});
  return grown;
}

Generated generated(const Regime& regime, std::uint64_t seed, std::uint64_t index) {
  Recipe recipe = draw_recipe(regime, seed, index);
  Case c = grow(recipe);
  return {.seed = seed, .index = index, .recipe = std::move(recipe), .c = std::move(c)};
}

std::string description_of(const Recipe& recipe) {
  constexpr std::string_view rules[] = {"one",    "two",        "half",      "all-but-one",
                                        "random", "all-finite", "k-epsilon", "any-set"};
  std::string text(recipe.regime->name);
  for (std::size_t i = 0; i < recipe.parameters.size(); ++i)
    text += fmt::format(" {}={:.4g}", recipe.regime->parameters[i].name, recipe.parameters[i]);
  return text + fmt::format(" n={} head={} rank={} epsilon={:.3g} values={} d={} x 2^{} blocks={} noise={}",
                            recipe.n, rules[static_cast<std::size_t>(recipe.head)], recipe.k, recipe.epsilon,
                            recipe.values->name, recipe.dimension, recipe.value_exponent, recipe.blocks->name,
                            recipe.noise);
}

} // namespace tailmass::properties::regimes
