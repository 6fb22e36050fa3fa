// Random rows with values that hurt floating point.
#pragma once

#include "theory/stable/distribution/softmax.hpp"
#include "theory/stable/outputs/diameters.hpp"
#include "theory/tests/exact/output_cases.hpp"
#include "theory/tests/stable/score_cases.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace tailmass::testing {

/// Gaussian, tied, equal, steep, arithmetic or peaked scores, or a head `far` above its tail, some of them
/// masked at times.
inline std::vector<double> stable_scores(Random& random, std::size_t n, double far) {
  std::vector<double> scores = random_scores(random, n);
  const std::size_t kind = below(random, 6);
  const double lift = kind == 0 ? 30 : kind == 1 ? far : 0;
  const std::size_t lifted = 1 + below(random, n);
  for (std::size_t key = 0; key < lifted; ++key)
    scores[key] += lift;
  return scores;
}

/// A row of 1 to `most` keys of dimension 1 to 16 under a Top-k head or another, with a box.
inline Case stable_case(Random& random, std::size_t most, double far) {
  const std::size_t n = 1 + below(random, most);
  const std::size_t d = 1 + (below(random, 3) == 0 ? below(random, 16) : below(random, 3));
  auto scores = std::make_shared<const Scores>(stable_scores(random, n, far));
  std::vector<Key> keys;
  for (std::size_t key = 0; key < n; ++key)
    if (!scores->masked(key) && (keys.empty() || below(random, 2) == 0))
      keys.push_back(static_cast<Key>(key));
  Head head =
      below(random, 3) == 0 ? Head::of_keys(*scores, keys) : Head::top_k(*scores, 1 + below(random, n));
  std::vector<double> entries = random_values(random, *scores, head, d);
  Case c{scores, std::move(head)};
  c.values = std::make_shared<const Values>(n, d, std::move(entries));
  c.box = random_box(random, *scores);
  return c;
}

/// The same case with everything rounded to floats; values beyond their range are brought to its ends.
inline Case in_floats(const Case& c) {
  const auto all = [](std::vector<double> numbers) {
    for (double& x : numbers)
      x = static_cast<double>(static_cast<float>(x));
    return numbers;
  };
  const std::span<const double> row = c.scores->all();
  Case result{std::make_shared<const Scores>(all({row.begin(), row.end()})), c.head};
  const std::span<const Key> head = c.head.head();
  result.head = Head::of_keys(*result.scores, {head.begin(), head.end()});
  std::vector<double> entries;
  for (std::size_t key = 0; key < c.values->keys(); ++key)
    entries.insert(entries.end(), c.values->of(key).begin(), c.values->of(key).end());
  double most = 0;
  for (const double entry : entries)
    most = std::max(most, std::abs(entry));
  const double scale = most > 1e38 ? 1e38 / most : most < 1e-37 && most > 0 ? 1e-40 / most : 1;
  for (double& entry : entries)
    entry *= scale;
  result.values =
      std::make_shared<const Values>(c.values->keys(), c.values->dimension(), all(std::move(entries)));
  result.box = ScoreBox{all(c.box->lower), all(c.box->upper), all(c.box->point), all(c.box->direction)};
  return result;
}

/// 600 rows of at most 12 keys, 60 of at most 100, 4 of at most 512; every other one of floats. Tail masses
/// fall to 1e-300 and, in every other case of floats, to 1e-38 or 1e-65.
inline const std::vector<Case>& stable_value_cases() {
  static const std::vector<Case> cases = [] {
    Random random(2026);
    std::vector<Case> result;
    for (const auto& [count, most] : {std::pair{600, 12}, {60, 100}, {4, 512}})
      for (int i = 0; i < count; ++i) {
        const double far[] = {650, 88, 650, 150};
        Case c = stable_case(random, static_cast<std::size_t>(most), far[i % 4]);
        result.push_back(i % 2 == 1 ? in_floats(c) : std::move(c));
      }
    return result;
  }();
  return cases;
}

} // namespace tailmass::testing
