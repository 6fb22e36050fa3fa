// Witnesses and refuting cases in short.
#include "theory/theorems/cases.hpp"

namespace tailmass {

Case top_k_case(std::vector<double> scores, std::size_t k) {
  auto row = std::make_shared<const Scores>(std::move(scores));
  Head head = Head::top_k(*row, k);
  return {.scores = std::move(row), .head = std::move(head)};
}

Case head_case(std::vector<double> scores, const std::vector<Key>& keys) {
  auto row = std::make_shared<const Scores>(std::move(scores));
  Head head = Head::of_keys(*row, keys);
  return {.scores = std::move(row), .head = std::move(head)};
}

Case with_values(Case c, std::initializer_list<std::vector<double>> values) {
  std::vector<double> entries;
  for (const std::vector<double>& value : values)
    entries.insert(entries.end(), value.begin(), value.end());
  c.values = std::make_shared<const Values>(values.size(), values.begin()->size(), std::move(entries));
  return c;
}

} // namespace tailmass
