// What is measured on the rows of a Gaussian sample.
#pragma once

#include "theory/exact/distribution/k_epsilon.hpp"
#include "theory/exact/distribution/softmax.hpp"
#include "theory/nouns/gaussian_sample.hpp"

#include <vector>

namespace tailmass::exact {

/// tau_k of each row.
template <class R>
std::vector<R> sample_tail_masses(const Precision<R>& at, const GaussianSample& sample) {
  std::vector<R> masses;
  for (std::size_t i = 0; i < sample.rows; ++i) {
    const auto scores = std::make_shared<const Scores>(drawn(sample, i));
    Evaluator<R> row(Case{scores, Head::top_k(*scores, sample.k)}, at);
    masses.push_back(tail_mass(row));
  }
  return masses;
}

/// k_epsilon of each row over n.
template <class R>
std::vector<R> sample_k_epsilons(const Precision<R>& at, const GaussianSample& sample) {
  std::vector<R> shares;
  for (std::size_t i = 0; i < sample.rows; ++i)
    shares.push_back(R(at(k_epsilon(Scores(drawn(sample, i)), sample.epsilon)) / at(sample.n)));
  return shares;
}

/// Delta_k of each row.
template <class R>
std::vector<R> sample_gaps(const Precision<R>& at, const GaussianSample& sample) {
  std::vector<R> gaps;
  for (std::size_t i = 0; i < sample.rows; ++i) {
    const Scores scores(drawn(sample, i));
    gaps.push_back(R(at(scores.ranked(sample.k)) - at(scores.ranked(sample.k + 1))));
  }
  return gaps;
}

/// Mean of a sample.
template <class R>
R mean(const Precision<R>& at, const std::vector<R>& sample) {
  R sum = at(std::size_t{0});
  for (const R& x : sample)
    sum += x;
  return R(sum / at(sample.size()));
}

/// Unbiased variance of a sample of two or more.
template <class R>
R variance(const Precision<R>& at, const std::vector<R>& sample) {
  const R centre = mean(at, sample);
  R sum = at(std::size_t{0});
  for (const R& x : sample)
    sum += R((x - centre) * (x - centre));
  return R(sum / at(sample.size() - 1));
}

/// r - 1 - ln r >= 0, 0 at r = 1: the rate of large deviations of a mean of exponential numbers of mean 1,
/// and of half the mean of squares of standard normal ones.
template <class R>
R deviation_rate(const R& ratio) {
  using std::log;
  return R(ratio - R(1) - log(ratio));
}

} // namespace tailmass::exact
