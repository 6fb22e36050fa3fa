// Queries with their keys, cells and partitions: what they accept and how they cut.
#include "theory/nouns/domain_error.hpp"
#include "theory/nouns/partitions.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <limits>

using namespace tailmass;

namespace {

std::shared_ptr<const Values> keys_of(std::vector<double> entries, std::size_t d = 1) {
  return std::make_shared<const Values>(entries.size() / d, d, entries, "key vector");
}

template <class Make>
std::string reason_of(const Make& make) {
  try {
    (void)make();
  } catch (const DomainError& error) {
    return error.what();
  }
  return "accepted";
}

std::string query_keys_reason(std::vector<double> query, const std::vector<Key>& unmasked, double scale = 1) {
  return reason_of([&] { return QueryKeys(std::move(query), keys_of({1, 2, 3}), unmasked, scale); });
}

const std::vector<Key> all{0, 1, 2};

std::string cells_reason(std::vector<Cell> cells) {
  const QueryKeys query_keys({1}, keys_of({1, 2, 3, 4}), std::vector<Key>{0, 1, 3});
  return reason_of([&] { return Cells(query_keys, std::move(cells)); });
}

} // namespace

TEST(QueryKeys, HasADomain) {
  EXPECT_EQ(query_keys_reason({1}, all), "accepted");
  EXPECT_EQ(query_keys_reason({1}, {2, 0}), "accepted");
  EXPECT_EQ(query_keys_reason({1, 2}, all), "the query has 2 coordinates and the keys have 1");
  EXPECT_EQ(query_keys_reason({std::nan("")}, all), "the query is not finite");
  EXPECT_EQ(query_keys_reason({1}, {}), "every key of the row is masked");
  EXPECT_EQ(query_keys_reason({1}, {1, 1}), "a key is named twice at key 1");
  EXPECT_EQ(query_keys_reason({1}, {3}), "a key lies outside the row at key 3");
  for (const double scale : {0.0, -1.0, std::nan(""), std::numeric_limits<double>::infinity()})
    EXPECT_EQ(query_keys_reason({1}, all, scale), "the scale of the scores is not a positive number");
  EXPECT_EQ(query_keys_reason({1e302}, all), "the score is outside the range of double at key 0");
  EXPECT_EQ(query_keys_reason({1}, all, 1e302), "the score is outside the range of double at key 0");
  EXPECT_EQ(query_keys_reason({1e302}, all, 1e-300), "the score is outside the range of double at key 0");
  EXPECT_EQ(reason_of([] { return keys_of({1, std::nan("")}); }), "key vector is NaN at key 1");
}

TEST(QueryKeys, HoldsItsUnmaskedKeysInOrder) {
  const QueryKeys query_keys({1}, keys_of({1, 2, 3}), std::vector<Key>{2, 0});
  EXPECT_EQ(std::vector<Key>(query_keys.unmasked().begin(), query_keys.unmasked().end()),
            (std::vector<Key>{0, 2}));
  EXPECT_EQ(query_keys.size(), 3U);
}

TEST(Cells, PartitionTheUnmaskedKeys) {
  EXPECT_EQ(cells_reason({{{0, 3}, 1}, {{1}, 2}}), "accepted");
  EXPECT_EQ(cells_reason({{{0, 3}, 1}}), "cells leave a key out at key 1");
  EXPECT_EQ(cells_reason({{{0, 1, 2, 3}, 1}}), "cells do not partition the unmasked keys at key 2"); // masked
  EXPECT_EQ(cells_reason({{{0, 1, 3}, 1}, {{1}, 2}}), "cells do not partition the unmasked keys at key 1");
  EXPECT_EQ(cells_reason({{{0, 1, 3, 4}, 1}}), "cells do not partition the unmasked keys at key 4");
  EXPECT_EQ(cells_reason({{{0, 1, 3}, 1}, {{}, 2}}), "a cell has no keys");
  EXPECT_EQ(cells_reason({{{0, 1, 3}, std::nan("")}}), "a cell's upper bound is not finite");
  EXPECT_EQ(cells_reason({}), "cells leave a key out at key 0");
}

TEST(Cells, AreOpenedByDescendingBoundAndThenInOrder) {
  const QueryKeys query_keys({1}, keys_of({1, 2, 3, 4}), std::vector<Key>{0, 1, 2, 3});
  const Cells cells(query_keys, {{{0}, 1}, {{1}, 5}, {{2}, 5}, {{3}, 7}});
  EXPECT_EQ(std::vector<std::size_t>(cells.by_upper().begin(), cells.by_upper().end()),
            (std::vector<std::size_t>{3, 1, 2, 0}));
}

TEST(Partitions, PagesKeepTheirPlaceWhateverIsMasked) {
  EXPECT_EQ(pages(std::vector<Key>{0, 1, 2, 3, 4}, 2), (Partition{{0, 1}, {2, 3}, {4}}));
  EXPECT_EQ(pages(std::vector<Key>{1, 2, 7, 8}, 2), (Partition{{1}, {2}, {7}, {8}}));
  EXPECT_EQ(pages(std::vector<Key>{1, 2}, 16), (Partition{{1, 2}}));
  EXPECT_EQ(single_keys(std::vector<Key>{1, 4}), (Partition{{1}, {4}}));
}

TEST(Partitions, AreRestrictedToAChoiceAndHaveCentres) {
  const auto keys = keys_of({0, 10, 0.5, 10.5, 1, -20});
  EXPECT_EQ(restricted({{0, 2, 4}, {5}, {1, 3}}, std::vector<Key>{1, 2, 4}), (Partition{{2, 4}, {1}}));
  EXPECT_EQ(centre_of(*keys, std::vector<Key>{0, 1}), std::vector<double>{5});
}
