// Drawing rows of the Gaussian score model.
#include "theory/nouns/gaussian_sample.hpp"

#include "theory/nouns/domain_error.hpp"
#include "theory/numbers/assumed_arithmetic.hpp"
#include "theory/numbers/random.hpp"

#include <cmath>

namespace tailmass {

void check(const GaussianSample& sample) {
  const AssumedArithmetic assumed;
  constexpr std::size_t most = 1'000'000'000;
  const auto require = [](bool holds, const char* reason) {
    if (!holds)
      throw DomainError(reason);
  };
  require(sample.rows >= 2 && sample.n >= 2, "a sample needs two rows or more of two scores or more");
  require(sample.n <= most / sample.rows, "a sample of more than 10^9 scores is too large");
  require(sample.sigma > 0 && std::isfinite(sample.sigma), "the sample's sigma is not positive and finite");
  require(sample.k >= 1 && sample.k < sample.n, "the sample's k is outside 1..n - 1");
  require(sample.epsilon > 0 && sample.epsilon < 1, "the sample's epsilon is outside (0, 1)");
}

std::vector<double> drawn(const GaussianSample& sample, std::size_t row) {
  const AssumedArithmetic assumed;
  RandomStream random(sample.seed, {"gaussian sample"}, row);
  std::vector<double> scores(sample.n);
  for (double& score : scores)
    score = sample.sigma * random.normal();
  return scores;
}

} // namespace tailmass
