// Scores and values from one seed.
#include "reports/tests/commands/attention_sample.hpp"

#include "theory/numbers/random.hpp"
#include "verify/tests/input/float_file.hpp"

#include <vector>

namespace tailmass::tests {

samples::Bytes attention(std::size_t rows, std::size_t keys) {
  RandomStream random(5, {"command"});
  std::vector<float> scores(rows * keys);
  std::vector<float> values(keys * 2);
  for (float& x : scores)
    x = static_cast<float>(2 * random.normal());
  for (float& x : values)
    x = static_cast<float>(random.normal());
  return samples::safetensors_of({{"a.scores", {rows, keys}, scores}, {"a.values", {keys, 2}, values}});
}

} // namespace tailmass::tests
