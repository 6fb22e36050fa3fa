// Random queries, keys and cells for the tests of certified search.
#include "theory/tests/exact/search_cases.hpp"

#include "theory/tests/exact/output_cases.hpp"

namespace tailmass::testing {

namespace {

/// How a coordinate of a key and of the query is drawn, and the scale.
struct KeyRegime {
  const char* name;
  double (*entry)(SearchRandom&);
  double (*coordinate)(SearchRandom&);
  double scale;
  bool masks;
};

double of_three(SearchRandom& random) {
  return static_cast<double>(random() % 3);
}

constexpr KeyRegime regimes[] = {
    {"gaussian", normal, normal, 1, false},
    {"tied", of_three, of_three, 1, false},
    {"tied-scaled", of_three, of_three, 0.1, true},
    {"all-equal", [](SearchRandom&) { return 0.7; }, normal, 3, false},
    {"zero-query", normal, [](SearchRandom&) { return 0.0; }, 1, true},
    {"wide", [](SearchRandom& r) { return 1e3 * normal(r); }, normal, 1, false},
    {"huge", [](SearchRandom& r) { return 1e80 * normal(r); },
     [](SearchRandom& r) { return 1e60 * normal(r); }, 1, true},
    {"peaked", [](SearchRandom& r) { return r() % 5 == 0 ? 12 + normal(r) : normal(r); },
     [](SearchRandom&) { return 1.0; }, 1, true},
    {"float", [](SearchRandom& r) { return static_cast<double>(static_cast<float>(normal(r))); },
     [](SearchRandom& r) { return static_cast<double>(static_cast<float>(normal(r))); }, 0.125, true},
    {"subnormal", [](SearchRandom& r) { return 5e-324 * of_three(r); }, normal, 1, false},
    {"offset", [](SearchRandom& r) { return 1e6 + normal(r); }, [](SearchRandom&) { return 1.0; }, 1, false},
};

} // namespace

std::vector<QueryKeysCase> query_keys_cases(SearchRandom& random, std::size_t most, int rounds) {
  std::vector<QueryKeysCase> cases;
  for (const KeyRegime& regime : regimes)
    for (int round = 0; round < rounds; ++round) {
      const std::size_t n = round == 0 ? 1 : 1 + random() % most;
      const std::size_t d = 1 + random() % 4;
      std::vector<double> entries(n * d), query(d);
      for (double& entry : entries)
        entry = regime.entry(random);
      for (double& coordinate : query)
        coordinate = regime.coordinate(random);
      std::vector<Key> unmasked{static_cast<Key>(random() % n)};
      for (Key key = 0; key < n; ++key)
        if (key != unmasked[0] && !(regime.masks && random() % 4 == 0))
          unmasked.push_back(key);
      cases.push_back(
          {std::string(regime.name) + "-" + std::to_string(round),
           QueryKeys(query, std::make_shared<const Values>(n, d, entries), unmasked, regime.scale)});
    }
  return cases;
}

std::vector<Partition> all_partitions(std::span<const Key> keys) {
  if (keys.empty())
    return {{}};
  std::vector<Partition> result;
  for (const Partition& smaller : all_partitions(keys.first(keys.size() - 1)))
    for (std::size_t part = 0; part <= smaller.size(); ++part) {
      Partition& larger = result.emplace_back(smaller);
      if (part == smaller.size())
        larger.emplace_back();
      larger[part].push_back(keys.back());
    }
  return result;
}

Partition random_partition(SearchRandom& random, std::span<const Key> keys) {
  Partition parts(1 + random() % keys.size());
  for (const Key key : keys)
    parts[random() % parts.size()].push_back(key);
  std::erase_if(parts, [](const std::vector<Key>& part) { return part.empty(); });
  return parts;
}

} // namespace tailmass::testing
