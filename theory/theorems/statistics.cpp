// Where statistical statements are asserted.
#include "theory/theorems/statistics.hpp"

#include "theory/theorems/cases.hpp"

#include <algorithm>

namespace tailmass {

bool has_sample(const Case& c) {
  return c.sample.has_value();
}
bool moderate_sigma(const Case& c) {
  return c.sample && c.sample->sigma <= 1;
}
bool long_rows(const Case& c) {
  return c.sample && c.sample->n >= 10'000;
}
bool head_of_some_share(const Case& c) {
  return c.sample && 20 * c.sample->k >= c.sample->n && 20 * (c.sample->n - c.sample->k) >= c.sample->n;
}

Case with_wide_scores(Case c) {
  c.sample->sigma = 4;
  return c;
}
Case with_short_rows(Case c) {
  constexpr std::size_t n = 100;
  c.sample->k = std::max<std::size_t>(1, c.sample->k * n / c.sample->n);
  c.sample->n = n;
  return c;
}
Case with_one_kept(Case c) {
  c.sample->k = 1;
  return c;
}
Case with_small_epsilon(Case c) {
  c.sample->epsilon = 1e-4;
  return c;
}

Case sample_case(const GaussianSample& sample) {
  Case c = top_k_case({0, 0}, 1);
  c.sample = sample;
  return c;
}

} // namespace tailmass
