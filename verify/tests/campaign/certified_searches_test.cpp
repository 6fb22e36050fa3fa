// The searches of `certify`: what each scores and costs, against the study's searches of the same rows.
#include "verify/campaign/certified_searches.hpp"

#include "theory/numbers/random.hpp"
#include "verify/studies/row_searches.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <numeric>

namespace tailmass::verify::campaign {

namespace {

/// Gaussian keys, of which the query sees the first ones.
QueryKeys random_row(std::size_t n, std::size_t seen, std::size_t d) {
  RandomStream random(1, {"searches"});
  std::vector<double> entries(n * d), query(d);
  for (double& x : entries)
    x = random.normal();
  for (double& x : query)
    x = 3 * random.normal();
  std::vector<Key> unmasked(seen);
  std::iota(unmasked.begin(), unmasked.end(), Key{0});
  return {query, std::make_shared<const Values>(n, d, entries), unmasked};
}

template <class T>
std::optional<T> of(const record::ById<T>& all, const std::string& id) {
  const auto found = std::ranges::find(all, id, &std::pair<std::string, T>::first);
  return found == all.end() ? std::nullopt : std::optional<T>(found->second);
}

std::size_t method(std::string_view cells, std::string_view bound) {
  return static_cast<std::size_t>(std::ranges::find_if(studies::studied_methods,
                                                       [&](const studies::StudiedMethod& each) {
                                                         return each.cells == cells && each.bound == bound;
                                                       }) -
                                  studies::studied_methods.begin());
}

struct Same {
  std::string id;
  std::size_t method;
  bool limit = false;
};

void expect_same(const QueryKeys& row, const std::vector<Same>& all) {
  const double epsilon = 0.05;
  const studies::RowSearches studied = studies::search_row(row, {&epsilon, 1}).front();
  const std::size_t k = studied.scored.at(method("single keys", "exact score"));
  const SearchedRow found = search_row(row, k, epsilon);
  EXPECT_EQ(of(found.scored, "k-epsilon"), k);
  EXPECT_FALSE(of(found.costs, "k-epsilon"));
  for (const Same& each : all) {
    SCOPED_TRACE(each.id);
    EXPECT_EQ(of(found.scored, each.id), studied.scored.at(each.method));
    if (each.limit)
      EXPECT_FALSE(of(found.costs, each.id));
    else
      EXPECT_DOUBLE_EQ(of(found.costs, each.id).value_or(0), studied.cost.at(each.method));
  }
}

} // namespace

TEST(CertifiedSearches, AreThoseOfTheStudyWhereAllKeysAreSeen) {
  expect_same(random_row(160, 160, 3),
              {{"mc-search/pages-16", method("pages of 16", "ball, box")},
               {"mc-search/clusters-16", method("k-means, n/16", "ball, box")},
               {"tree-search", method("tree", "moments")},
               {"exact-sums/clusters-16", method("k-means, n/16", "exact sum"), true}});
}

TEST(CertifiedSearches, TakeNoCellOrPartOfMaskedKeys) {
  expect_same(random_row(200, 77, 3), {{"mc-search/pages-16", method("pages of 16", "ball, box")},
                                       {"tree-search", method("tree", "moments")}});
}

TEST(CertifiedSearches, HaveTheirIdsInOrder) {
  const QueryKeys row = random_row(40, 40, 2);
  std::vector<std::string> ids;
  for (const auto& [id, scored] : search_row(row, 5, 0.1).scored)
    ids.push_back(id);
  EXPECT_EQ(ids, search_ids());
  EXPECT_FALSE(of(search_row(row, 40, 0.1).scored, "delta-k-search/pages-16")) << "there is no gap";
}

TEST(CertifiedSearches, MakeNoTreeThatTakesTooLong) {
  EXPECT_TRUE(of(search_row(random_row(66, 66, 256), 5, 0.1).scored, "tree-search"));
  EXPECT_TRUE(of(search_row(random_row(66, 64, 256), 5, 0.1).costs, "tree-search"));
  EXPECT_FALSE(of(search_row(random_row(66, 65, 256), 5, 0.1).scored, "tree-search"));
}

} // namespace tailmass::verify::campaign
