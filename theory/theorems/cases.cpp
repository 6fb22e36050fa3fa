// Witnesses and refuting cases in short.
#include "theory/theorems/cases.hpp"

namespace tailmass {

Case top_k_case(std::vector<double> scores, std::size_t k) {
  auto row = std::make_shared<const Scores>(std::move(scores));
  Head head = Head::top_k(*row, k);
  return {std::move(row), std::move(head)};
}

Case head_case(std::vector<double> scores, const std::vector<Key>& keys) {
  auto row = std::make_shared<const Scores>(std::move(scores));
  Head head = Head::of_keys(*row, keys);
  return {std::move(row), std::move(head)};
}

Case one_block_case(std::vector<double> scores) {
  Case c = top_k_case(std::move(scores), 1);
  std::vector<Key> keys(c.scores->order().begin(), c.scores->order().end());
  c.blocks = std::make_shared<const Blocks>(
      *c.scores, std::vector<Block>{tight_block(*c.scores, std::move(keys), true)});
  return c;
}

Case with_values(Case c, std::initializer_list<std::vector<double>> values) {
  std::vector<double> entries;
  for (const std::vector<double>& value : values)
    entries.insert(entries.end(), value.begin(), value.end());
  c.values = std::make_shared<const Values>(values.size(), values.begin()->size(), std::move(entries));
  return c;
}

Case search_case(std::vector<double> scores, Search search, std::vector<Cell> cells) {
  std::vector<double> entries = scores;
  for (double& entry : entries)
    entry = entry == masked ? 0 : entry;
  Case c = top_k_case(std::move(scores), search.k);
  const std::size_t n = entries.size();
  c.query_keys = std::make_shared<const QueryKeys>(
      std::vector<double>{1}, std::make_shared<const Values>(n, 1, std::move(entries)), c.scores->finite());
  search.cells = std::make_shared<const Cells>(*c.query_keys, std::move(cells));
  c.searches = {std::move(search)};
  return c;
}

} // namespace tailmass
