// Random cases with values for the tests of section 3: ordinary ones, and those near every equality case.
#pragma once

#include "theory/nouns/case.hpp"

#include <cmath>
#include <limits>
#include <random>

namespace tailmass::testing {

using Random = std::mt19937_64;

inline std::size_t below(Random& random, std::size_t bound) {
  return std::uniform_int_distribution<std::size_t>(0, bound - 1)(random);
}
inline double normal(Random& random) {
  return std::normal_distribution<double>()(random);
}

/// Gaussian, tied, equal, steep or arithmetic scores, some of them masked at times.
inline std::vector<double> random_scores(Random& random, std::size_t n) {
  const std::size_t kind = below(random, 5);
  std::vector<double> scores(n);
  for (std::size_t key = 0; key < n; ++key) {
    const double tied = static_cast<double>(below(random, 3));
    const double choices[] = {normal(random), tied, 0.5, 60 * normal(random), -static_cast<double>(key)};
    scores[key] = choices[kind];
  }
  if (below(random, 2) == 0)
    for (std::size_t key = 1; key < n; ++key)
      if (below(random, 4) == 0)
        scores[key] = -std::numeric_limits<double>::infinity();
  return scores;
}

/// Values of one of nine families, among them every equality case and some that miss it on masked keys only.
inline std::vector<double> random_values(Random& random, const Scores& scores, const Head& head,
                                         std::size_t d) {
  const std::size_t n = scores.size();
  const std::size_t family = below(random, 9);
  const auto vector = [&] {
    std::vector<double> x(d);
    for (double& entry : x)
      entry = normal(random);
    return x;
  };
  const std::vector<double> u = vector();
  const std::vector<double> v = vector();
  std::vector<bool> kept(n, false);
  for (const Key key : head.head())
    kept[key] = true;
  std::vector<double> entries;
  for (std::size_t key = 0; key < n; ++key) {
    const double step = static_cast<double>(below(random, 5)) - 2;
    const bool stray = scores.masked(key) && family >= 2 && family <= 5;
    const std::vector<double> own = vector();
    const bool first = below(random, 2) == 0;
    for (std::size_t axis = 0; axis < d; ++axis) {
      const double mirrored = axis == 0 ? (kept[key] ? 1 : -1) : axis == 1 ? (key % 2 == 0 ? 1 : -1) : 0;
      const double families[] = {own[axis],
                                 step * std::round(8 * u[axis]),            // collinear
                                 kept[key] ? u[axis] : v[axis],             // constant on each side
                                 kept[key] ? u[axis] : -u[axis],            // opposite
                                 first ? u[axis] : v[axis],                 // duplicated
                                 u[axis],                                   // equal
                                 static_cast<double>(below(random, 3)) - 1, // lattice
                                 mirrored,                      // symmetric about err when scores tie
                                 key % 2 == 0 ? u[axis] : 0.0}; // a pattern that repeats along the row
      entries.push_back(stray ? 10 * own[axis] : families[family]);
    }
  }
  const double scales[] = {1, 1, 1, 1e150, 1e-150, 1e300, 1e-310};
  const double scale = scales[below(random, 7)];
  const double offset = below(random, 6) == 0 ? 1024 : 0;
  for (double& entry : entries)
    entry = entry * scale + offset * (scale < 1e200 ? scale : 0);
  return entries;
}

inline ScoreBox random_box(Random& random, const Scores& scores) {
  const std::size_t n = scores.size();
  const double none = -std::numeric_limits<double>::infinity();
  ScoreBox box{std::vector<double>(n, none), std::vector<double>(n, none), std::vector<double>(n, none), {}};
  const std::size_t kind = below(random, 4);
  const double threshold = static_cast<double>(below(random, 5)) - 2.5;
  for (std::size_t key = 0; key < n; ++key) {
    const double c = kind == 0   ? normal(random)
                     : kind == 1 ? 0.25
                                 : static_cast<double>(below(random, 5)) - 2;
    box.direction.push_back(c);
    if (scores.masked(key))
      continue;
    const double width = below(random, 3) == 0 ? 0 : 1;
    box.lower[key] = scores[key];
    box.upper[key] = scores[key] + width;
    const double inside[] = {0, 1, 0.5};
    const double share = kind >= 2 ? (c > threshold ? 1 : 0) : inside[below(random, 3)];
    box.point[key] = scores[key] + share * width;
  }
  return box;
}

inline Case random_case(Random& random) {
  const std::size_t n = 2 + below(random, 9);
  const std::size_t d = 1 + (below(random, 3) == 0 ? below(random, 16) : below(random, 3));
  auto scores = std::make_shared<const Scores>(random_scores(random, n));
  std::vector<Key> keys;
  for (std::size_t key = 0; key < n; ++key)
    if (!scores->masked(key) && (keys.empty() || below(random, 2) == 0))
      keys.push_back(static_cast<Key>(key));
  Head head =
      below(random, 2) == 0 ? Head::of_keys(*scores, keys) : Head::top_k(*scores, 1 + below(random, n));
  std::vector<double> entries = random_values(random, *scores, head, d);
  Case c{scores, std::move(head)};
  c.values = std::make_shared<const Values>(n, d, std::move(entries));
  const std::span<const double> a = c.values->of(below(random, n));
  const std::span<const double> b = c.values->of(below(random, n));
  for (std::size_t axis = 0; axis < d; ++axis)
    c.centre.push_back(below(random, 4) == 0 ? 0 : a[axis] / 2 + b[axis] / 2);
  c.box = random_box(random, *scores);
  for (const Key key : scores->finite())
    if (c.sub_row.size() < 6)
      c.sub_row.push_back(key);
  return c;
}

} // namespace tailmass::testing
