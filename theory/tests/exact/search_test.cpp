// Certified search: certificates against brute force at every step, stable against exact, every hard row.
#include "theory/stable/search/search.hpp"

#include "theory/exact/search/scores_of_keys.hpp"
#include "theory/exact/search/search.hpp"
#include "theory/nouns/domain_error.hpp"
#include "theory/tests/exact/search_cases.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <set>

using namespace tailmass;
using namespace tailmass::testing;

namespace {

constexpr long search_bits = 512;

/// The tail mass of a kept set, from its definition, with 512 search_bits.
Ball tail_mass(const QueryKeys& query_keys, std::span<const Key> head) {
  Ball top = exact::key_score<Ball>(query_keys, query_keys.unmasked().front());
  for (const Key key : query_keys.unmasked())
    top = max(top, exact::key_score<Ball>(query_keys, key));
  Ball all = Ball().at_precision(search_bits), tail = all;
  for (const Key key : query_keys.unmasked()) {
    const Ball weight = exp((exact::key_score<Ball>(query_keys, key) - top).at_precision(search_bits));
    all += weight;
    if (std::ranges::find(head, key) == head.end())
      tail += weight;
  }
  return tail / all;
}

/// The Top-k set of some keys by a plain sort of the exact scores.
std::vector<Key> top_of(const QueryKeys& query_keys, std::vector<Key> keys, std::size_t k) {
  std::ranges::stable_sort(keys, [&](Key a, Key b) {
    return certainly_less(exact::key_score<Ball>(query_keys, b), exact::key_score<Ball>(query_keys, a));
  });
  keys.resize(std::min(k, keys.size()));
  return keys;
}

/// The first keys that a search scores.
std::vector<Key> first_scored(const Cells& cells, std::size_t count) {
  std::vector<Key> keys;
  for (const std::size_t cell : cells.by_upper())
    keys.insert(keys.end(), cells.all()[cell].keys.begin(), cells.all()[cell].keys.end());
  keys.resize(count);
  return keys;
}

Ball exact_gap(const QueryKeys& query_keys, std::size_t k) {
  const std::vector<Key> order =
      top_of(query_keys, {query_keys.unmasked().begin(), query_keys.unmasked().end()}, k + 1);
  return exact::key_score<Ball>(query_keys, order[k - 1]) - exact::key_score<Ball>(query_keys, order[k]);
}

/// Where computed scores differ from the true ones by more than ties, the Top-k sets are not comparable.
bool order_is_certain(const QueryKeys& query_keys) {
  const auto order = query_keys.derived<exact::QueryKeysScores>().order();
  for (std::size_t i = 1; i < order.size(); ++i) {
    const Ball a = exact::key_score<Ball>(query_keys, order[i - 1]),
               b = exact::key_score<Ball>(query_keys, order[i]);
    const stable::KeyScore x = stable::key_score(query_keys, order[i - 1]),
                           y = stable::key_score(query_keys, order[i]);
    if (!overlap(a, b) && x.lower() <= y.upper())
      return false;
  }
  return true;
}

/// What holds of every result of mc_search.
void check_mc(const QueryKeys& query_keys, const Cells& cells, double epsilon, std::size_t k,
              const SearchResult& found) {
  EXPECT_TRUE(found.certified);
  EXPECT_TRUE(certainly_at_most(tail_mass(query_keys, found.head), Ball(found.tail_mass)) ||
              found.tail_mass == 1);
  EXPECT_TRUE(certainly_at_most(tail_mass(query_keys, found.head), Ball(epsilon)) ||
              overlap(tail_mass(query_keys, found.head), Ball(epsilon)));
  EXPECT_EQ(found.head.size(), found.trace.back().k);
  EXPECT_GE(found.head.size(), std::min(k, found.keys_scored)); // all while they are fewer
  EXPECT_EQ(found.keys_scored, found.trace.back().keys_scored);
  EXPECT_EQ(std::set<Key>(found.head.begin(), found.head.end()).size(), found.head.size());
  const bool certain = order_is_certain(query_keys);
  std::size_t last_k = 0;
  for (const SearchStep& step : found.trace) {
    EXPECT_GE(step.k, last_k);
    last_k = step.k;
    if (!certain)
      continue;
    const std::vector<Key> head = top_of(query_keys, first_scored(cells, step.keys_scored), step.k);
    EXPECT_TRUE(!certainly_less(Ball(step.tail_mass), tail_mass(query_keys, head))) << step.keys_scored;
  }
}

/// What holds of every result of delta_k_search.
void check_delta(const QueryKeys& query_keys, const Cells& cells, double epsilon, std::size_t k,
                 const SearchResult& found) {
  const Ball gap = exact_gap(query_keys, k);
  for (const SearchStep& step : found.trace)
    if (std::isfinite(step.gap)) {
      EXPECT_TRUE(certainly_at_most(Ball(step.gap), gap)) << step.gap << " " << approximate(gap);
      const std::vector<Key> head = top_of(query_keys, first_scored(cells, step.keys_scored), k);
      if (order_is_certain(query_keys)) {
        EXPECT_FALSE(certainly_less(Ball(step.tail_mass), tail_mass(query_keys, head)));
      }
    }
  EXPECT_EQ(found.head.size(), k);
  EXPECT_FALSE(certainly_less(Ball(found.tail_mass), tail_mass(query_keys, found.head)));
  if (found.certified) {
    EXPECT_FALSE(certainly_less(Ball(epsilon), tail_mass(query_keys, found.head)));
  } else {
    EXPECT_TRUE(found.exhausted);
  }
  if (found.exact_top_k) {
    const std::vector<Key> best =
        top_of(query_keys, {query_keys.unmasked().begin(), query_keys.unmasked().end()}, k);
    EXPECT_TRUE(overlap(exact::key_score<Ball>(query_keys, found.head.back()),
                        exact::key_score<Ball>(query_keys, best.back())));
  }
}

void check_row(const QueryKeys& query_keys, const Cells& cells, double epsilon, std::size_t k) {
  const SearchResult stable_found = stable::mc_search(query_keys, cells, epsilon, k);
  const SearchResult exact_found = exact::mc_search(query_keys, cells, epsilon, k);
  check_mc(query_keys, cells, epsilon, k, stable_found);
  check_mc(query_keys, cells, epsilon, k, exact_found);
  EXPECT_GE(stable_found.keys_scored, exact_found.keys_scored);
  for (std::size_t i = 1; i < exact_found.trace.size(); ++i)
    EXPECT_LE(exact_found.trace[i].tail_mass, exact_found.trace[i - 1].tail_mass);
  if (k >= query_keys.unmasked().size())
    return;
  const SearchResult stable_gap = stable::delta_k_search(query_keys, cells, k, epsilon);
  const SearchResult exact_gap_found = exact::delta_k_search(query_keys, cells, k, epsilon);
  check_delta(query_keys, cells, epsilon, k, stable_gap);
  check_delta(query_keys, cells, epsilon, k, exact_gap_found);
  EXPECT_GE(stable_gap.keys_scored, exact_gap_found.keys_scored);
  if (exact_gap_found.exhausted) {
    EXPECT_TRUE(exact_gap_found.exact_top_k);
  }
}

QueryKeys line(std::vector<double> scores) {
  const std::size_t n = scores.size();
  std::vector<Key> keys(n);
  for (Key key = 0; key < n; ++key)
    keys[key] = key;
  return {{1}, std::make_shared<const Values>(n, 1, std::move(scores)), keys};
}

} // namespace

TEST(Search, HoldsForEveryPartitionOfSmallRows) {
  SearchRandom random(1);
  for (const QueryKeysCase& c : query_keys_cases(random, 5, 4)) {
    SCOPED_TRACE(c.name);
    for (const Partition& partition : all_partitions(c.query_keys.unmasked())) {
      const Cells cells = stable::bounded_cells(c.query_keys, partition, stable::CellBound::smaller);
      const double epsilons[] = {0.3, 0.01, 0.75, 1e-6};
      check_row(c.query_keys, cells, epsilons[random() % 4], 1 + random() % 3);
    }
  }
}

TEST(Search, HoldsOnRandomRows) {
  SearchRandom random(2);
  for (const QueryKeysCase& c : query_keys_cases(random, 30, 12)) {
    SCOPED_TRACE(c.name);
    const auto bound = static_cast<stable::CellBound>(random() % 3);
    const Cells cells =
        stable::bounded_cells(c.query_keys, random_partition(random, c.query_keys.unmasked()), bound);
    for (const double epsilon : {0.5, 0.1, 0.01, 0.001})
      check_row(c.query_keys, cells, epsilon, 1 + random() % 10);
  }
}

TEST(Search, StableDecidesAsExactOnOrdinaryRows) {
  SearchRandom random(3);
  std::size_t compared = 0;
  for (const QueryKeysCase& c : query_keys_cases(random, 40, 30)) {
    if (!c.name.starts_with("gaussian") && !c.name.starts_with("float") && !c.name.starts_with("peaked"))
      continue;
    const Cells cells = stable::bounded_cells(c.query_keys, random_partition(random, c.query_keys.unmasked()),
                                              stable::CellBound::smaller);
    const SearchResult a = stable::mc_search(c.query_keys, cells, 0.05),
                       b = exact::mc_search(c.query_keys, cells, 0.05);
    EXPECT_EQ(a.head, b.head) << c.name;
    EXPECT_EQ(a.keys_scored, b.keys_scored) << c.name;
    ASSERT_EQ(a.trace.size(), b.trace.size());
    for (std::size_t i = 0; i < a.trace.size(); ++i) {
      EXPECT_LE(b.trace[i].tail_mass, a.trace[i].tail_mass);
      EXPECT_NEAR(a.trace[i].tail_mass, b.trace[i].tail_mass, 1e-13 * b.trace[i].tail_mass);
    }
    ++compared;
  }
  EXPECT_EQ(compared, 90U);
}

TEST(Search, EndsWithKEpsilonKeysWhenEveryKeyIsScored) {
  const QueryKeys query_keys = line({3, 1, 0, 2, 1, 0});
  const Cells one = stable::bounded_cells(query_keys, {{0, 1, 2, 3, 4, 5}}, stable::CellBound::smaller);
  const SearchResult found = stable::mc_search(query_keys, one, 0.1);
  EXPECT_EQ(found.head, (std::vector<Key>{0, 3, 1, 4}));
  EXPECT_TRUE(found.exhausted);
  EXPECT_EQ(found.trace.size(), 2U); // the cell, then the head that grew
  EXPECT_EQ(found.trace.front().k, 1U);
  EXPECT_EQ(stable::mc_search(query_keys, one, 0.1, 5).head.size(), 5U); // k never shrinks
  EXPECT_EQ(stable::mc_search(query_keys, one, 0.1, 99).head.size(), 6U);
  EXPECT_EQ(stable::mc_search(query_keys, one, 0.1, 6).tail_mass, 0);
}

TEST(Search, StopsEarlyWhereTheRestCannotMatter) {
  const QueryKeys query_keys = line({20, 19, 0, 1, -3, -2});
  const Cells cells = stable::bounded_cells(query_keys, {{4, 5}, {2, 3}, {0, 1}}, stable::CellBound::box);
  const SearchResult mass = stable::mc_search(query_keys, cells, 0.01);
  EXPECT_EQ(mass.keys_scored, 2U);
  EXPECT_EQ(mass.head, (std::vector<Key>{0, 1}));
  EXPECT_FALSE(mass.exhausted);
  const SearchResult gap = stable::delta_k_search(query_keys, cells, 2, 0.01);
  EXPECT_EQ(gap.keys_scored, 2U);
  EXPECT_TRUE(gap.certified && gap.exact_top_k && !gap.exhausted);
  EXPECT_NEAR(gap.trace.front().gap, 18, 1e-12);
}

TEST(Search, ANegativeGapMayCertifyTheHeadWithoutItBeingTopK) {
  // k = 3 of 4 keys and epsilon = 0.9: the threshold is ln(1/3) + ln(1/9) < 0.
  const QueryKeys query_keys = line({1, 1, 0, 0.5});
  const Cells cells(query_keys, {{{0, 1, 2}, 2}, {{3}, 1.5}});
  for (const SearchResult& found : {stable::delta_k_search(query_keys, cells, 3, 0.9),
                                    exact::delta_k_search(query_keys, cells, 3, 0.9)}) {
    EXPECT_EQ(found.keys_scored, 3U);
    EXPECT_TRUE(found.certified);
    EXPECT_FALSE(found.exact_top_k);
    EXPECT_LT(found.trace.back().gap, 0);
  }
}

TEST(Search, EpsilonThatIsMetExactlyIsMet) {
  const QueryKeys query_keys = line({2, 2, 2, 2});
  const Cells cells(query_keys, {{{0}, 2}, {{1}, 2}, {{2, 3}, 2}});
  const SearchResult mass = exact::mc_search(query_keys, cells, 0.5);
  EXPECT_EQ(mass.keys_scored, 2U);
  EXPECT_EQ(mass.head.size(), 2U);
  const SearchResult gap = exact::delta_k_search(query_keys, cells, 2, 0.5);
  EXPECT_EQ(gap.keys_scored, 2U);
  EXPECT_TRUE(gap.certified && gap.exact_top_k);
}

TEST(Search, WhatIsOutsideTheDomainIsAnError) {
  const QueryKeys query_keys = line({2, 1});
  const Cells cells = stable::bounded_cells(query_keys, {{0, 1}}, stable::CellBound::box);
  for (const double epsilon : {0.0, 1.0, -1.0, std::nan("")}) {
    EXPECT_THROW((void)stable::mc_search(query_keys, cells, epsilon), DomainError);
    EXPECT_THROW((void)exact::delta_k_search(query_keys, cells, 1, epsilon), DomainError);
  }
  EXPECT_THROW((void)stable::mc_search(query_keys, cells, 0.1, 0), DomainError);
  for (const std::size_t k : {0U, 2U})
    EXPECT_THROW((void)stable::delta_k_search(query_keys, cells, k, 0.1), DomainError);
}

TEST(Search, ALongRowOfFarKeysKeepsItsCertificate) {
  // 300 and more between scores in rising order, so that the reference of the sums moves again and again.
  std::vector<double> scores(200);
  for (std::size_t i = 0; i < scores.size(); ++i)
    scores[i] = 301.5 * static_cast<double>(i);
  const QueryKeys query_keys = line(scores);
  std::vector<Cell> cells; // bounds that make the search open them from the lowest score up
  for (Key key = 0; key < 200; ++key)
    cells.push_back({{key}, 1e6 - key});
  const SearchResult found = stable::mc_search(query_keys, Cells(query_keys, cells), 0.01);
  EXPECT_TRUE(found.exhausted);
  EXPECT_EQ(found.head, std::vector<Key>{199});
  EXPECT_FALSE(certainly_less(Ball(found.tail_mass), tail_mass(query_keys, found.head)));
  EXPECT_LT(found.tail_mass, 1e-130);
}
