// Moves of scores, of keys and of the head.
#include "properties/generated/rearranged.hpp"
#include "properties/hunt/moves.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tailmass::properties::hunt {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr std::size_t most_keys = 512;

std::vector<double> scores_of(const Case& c) {
  return {c.scores->all().begin(), c.scores->all().end()};
}

std::vector<double> scores_in(const Case& c, const std::vector<Key>& order) {
  std::vector<double> s(order.size());
  std::ranges::transform(order, s.begin(), [&](Key key) { return (*c.scores)[key]; });
  return s;
}

Key random_finite(const Case& c, RandomStream& random) {
  return c.scores->finite()[random.below(c.scores->finite_count())];
}

/// 2^-1074 .. 1: what is multiplied by it may come out subnormal.
double any_share(RandomStream& random) {
  return std::ldexp(1, -static_cast<int>(random.below(1075)));
}

/// One of 2^-40 .. 2^4, each doubling as likely, of either sign.
double step(RandomStream& random) {
  const double size = std::ldexp(1 + random.unit(), static_cast<int>(random.below(44)) - 40);
  return random.below(2) == 0 ? size : -size;
}

/// The last kept and the first dropped key of finite score; false where there are not both.
bool boundary(const Case& c, Key& last, Key& next) {
  if (c.head.finite_head().empty() || c.head.finite_tail().empty())
    return false;
  last = c.head.finite_head().back();
  next = c.head.finite_tail().front();
  return true;
}

Case tie(const Case& c, RandomStream& random) {
  std::vector<double> s = scores_of(c);
  s[random_finite(c, random)] = s[random_finite(c, random)];
  return generated::with_scores(c, std::move(s));
}

Case tie_neighbours(const Case& c, RandomStream& random) {
  std::vector<double> s = scores_of(c);
  const auto ranked = c.scores->finite();
  const std::size_t first = random.below(ranked.size());
  const std::size_t last = first + random.below(ranked.size() - first);
  const double level = s[ranked[random.below(2) == 0 ? first : last]];
  for (std::size_t i = first; i <= last; ++i)
    s[ranked[i]] = level;
  return generated::with_scores(c, std::move(s));
}

Case tie_boundary(const Case& c, RandomStream& random) {
  std::vector<double> s = scores_of(c);
  if (Key last = 0, next = 0; boundary(c, last, next))
    (random.below(2) == 0 ? s[last] : s[next]) = random.below(2) == 0 ? s[last] : s[next];
  return generated::with_scores(c, std::move(s));
}

Case cross_boundary(const Case& c, RandomStream& random) {
  std::vector<double> s = scores_of(c);
  if (Key last = 0, next = 0; boundary(c, last, next)) {
    if (random.below(2) == 0)
      s[next] = std::nextafter(s[last], infinity);
    else
      s[last] = std::nextafter(s[next], -infinity);
  }
  return generated::with_scores(c, std::move(s));
}

/// Head and finite tail at one level each, or one of them only.
Case two_levels(const Case& c, RandomStream& random) {
  std::vector<double> s = scores_of(c);
  const std::size_t which = random.below(4);
  const auto level = [&](std::span<const Key> keys) {
    if (keys.empty())
      return;
    const double at = s[keys[random.below(keys.size())]];
    for (const Key key : keys)
      s[key] = at;
  };
  if (which != 1)
    level(c.head.finite_head());
  if (which != 0)
    level(c.head.finite_tail());
  return generated::with_scores(c, std::move(s));
}

Case one_level(const Case& c, RandomStream& random) {
  std::vector<double> s = scores_of(c);
  const double at = random.below(2) == 0 ? 0 : s[random_finite(c, random)];
  for (const Key key : c.scores->finite())
    s[key] = at;
  return generated::with_scores(c, std::move(s));
}

/// Every score at the nearest of a few levels of the row.
Case few_levels(const Case& c, RandomStream& random) {
  std::vector<double> levels;
  for (std::size_t i = 0, count = 2 + random.below(3); i < count; ++i)
    levels.push_back((*c.scores)[random_finite(c, random)]);
  std::vector<double> s = scores_of(c);
  for (const Key key : c.scores->finite())
    s[key] = *std::ranges::min_element(levels, {}, [&](double level) { return std::abs(level - s[key]); });
  return generated::with_scores(c, std::move(s));
}

Case move_one(const Case& c, RandomStream& random) {
  std::vector<double> s = scores_of(c);
  s[random_finite(c, random)] += step(random);
  return generated::with_scores(c, std::move(s));
}

Case ulps(const Case& c, RandomStream& random) {
  std::vector<double> s = scores_of(c);
  double& score = s[random_finite(c, random)];
  const double towards = random.below(2) == 0 ? infinity : -infinity;
  for (std::size_t i = 0, count = 1 + random.below(3); i < count; ++i)
    score = std::nextafter(score, towards);
  return generated::with_scores(c, std::move(s));
}

Case move_all(const Case& c, RandomStream& random) {
  std::vector<double> s = scores_of(c);
  const double size = step(random);
  for (const Key key : c.scores->finite())
    s[key] += size * random.normal();
  return generated::with_scores(c, std::move(s));
}

Case scale(const Case& c, RandomStream& random) {
  std::vector<double> s = scores_of(c);
  const double choices[] = {std::ldexp(1, static_cast<int>(random.below(5)) - 2), 1 + 0.1 * random.normal(),
                            any_share(random)};
  const double by = choices[random.below(std::size(choices))];
  const double centre = random.below(2) == 0 ? c.scores->ranked(1) : 0;
  for (const Key key : c.scores->finite())
    s[key] = centre + by * (s[key] - centre);
  return generated::with_scores(c, std::move(s));
}

Case shift(const Case& c, RandomStream& random) {
  std::vector<double> s = scores_of(c);
  const double choices[] = {-c.scores->ranked(1), step(random), 100, -700, 700, 1e5};
  const double by = choices[random.below(std::size(choices))];
  for (const Key key : c.scores->finite())
    s[key] += by;
  return generated::with_scores(c, std::move(s));
}

/// The tail further from the head, or nearer.
Case widen_gap(const Case& c, RandomStream& random) {
  std::vector<double> s = scores_of(c);
  Key last = 0, next = 0;
  if (!boundary(c, last, next))
    return c;
  const double choices[] = {step(random), 40, 700, s[next] - s[last], -(s[next] - s[last])};
  const double by = choices[random.below(std::size(choices))];
  for (const Key key : c.head.finite_tail())
    s[key] -= by;
  return generated::with_scores(c, std::move(s));
}

Case extreme(const Case& c, RandomStream& random) {
  std::vector<double> s = scores_of(c);
  constexpr double choices[] = {0,    1,    -1,    40,    -40,    88,       -104, 700,
                                -700, -745, -1000, -2000, 5e-324, 2.3e-308, 1e-8};
  s[random_finite(c, random)] = c.scores->ranked(1) + choices[random.below(std::size(choices))];
  return generated::with_scores(c, std::move(s));
}

Case whole(const Case& c, RandomStream& random) {
  std::vector<double> s = scores_of(c);
  const double unit = std::ldexp(1, -static_cast<int>(random.below(12)));
  for (const Key key : c.scores->finite())
    s[key] = std::round(s[key] / unit) * unit;
  return generated::with_scores(c, std::move(s));
}

Case mask(const Case& c, RandomStream& random) {
  std::vector<double> s = scores_of(c);
  const std::size_t key = random.below(s.size());
  s[key] = std::isinf(s[key]) ? s[random_finite(c, random)] : -infinity;
  return generated::with_scores(c, std::move(s));
}

Case permute(const Case& c, RandomStream& random) {
  std::vector<Key> order = generated::keys_of(c);
  for (std::size_t i = order.size(); i > 1; --i)
    std::swap(order[i - 1], order[random.below(i)]);
  return generated::rearranged(c, order, scores_in(c, order));
}

Case duplicate(const Case& c, RandomStream& random) {
  std::vector<Key> order = generated::keys_of(c);
  const std::size_t size = std::min(most_keys, order.size() + 1 + random.below(3));
  order.reserve(size);
  while (order.size() < size)
    order.push_back(order[random.below(order.size())]);
  return generated::rearranged(c, order, scores_in(c, order));
}

Case drop(const Case& c, RandomStream& random) {
  std::vector<Key> order = generated::keys_of(c);
  for (std::size_t i = 0, count = 1 + random.below(3); i < count && order.size() > 1; ++i)
    order.erase(order.begin() + static_cast<std::ptrdiff_t>(random.below(order.size())));
  return generated::rearranged(c, order, scores_in(c, order));
}

/// Another k, of a Top-k set.
Case another_k(const Case& c, RandomStream& random) {
  const std::size_t n = c.scores->size(), k = c.head.size(), finite = c.scores->finite_count();
  const std::size_t choices[] = {k + 1, k - 1, 1, 1 + random.below(n), finite - 1, finite, n / 2};
  const std::size_t size = std::clamp<std::size_t>(choices[random.below(std::size(choices))], 1, n);
  return generated::with_head(
      c, {c.scores->order().begin(), c.scores->order().begin() + static_cast<std::ptrdiff_t>(size)});
}

/// One key to the other side, whatever its score.
Case toggle(const Case& c, RandomStream& random) {
  std::vector<Key> head(c.head.head().begin(), c.head.head().end());
  const Key key = static_cast<Key>(random.below(c.scores->size()));
  if (const auto found = std::ranges::find(head, key); found == head.end())
    head.push_back(key);
  else
    head.erase(found);
  return generated::with_head(c, head);
}

constexpr Move all_score_moves[] = {
    {"tie", tie},
    {"tie-neighbours", tie_neighbours},
    {"tie-boundary", tie_boundary},
    {"cross-boundary", cross_boundary},
    {"two-levels", two_levels},
    {"one-level", one_level},
    {"few-levels", few_levels},
    {"move-one", move_one},
    {"ulps", ulps},
    {"move-all", move_all},
    {"scale", scale},
    {"shift", shift},
    {"widen-gap", widen_gap},
    {"extreme", extreme},
    {"whole", whole},
    {"mask", mask},
    {"permute", permute},
    {"duplicate", duplicate},
    {"drop", drop},
    {"another-k", another_k},
    {"toggle", toggle},
};

} // namespace

std::span<const Move> score_moves() {
  return all_score_moves;
}

} // namespace tailmass::properties::hunt
