// Log-sum-exp as Eigen's users write it.
#include "reports/bench/built_peers.hpp"

#include <Eigen/Core>
#include <cmath>

namespace tailmass::bench {

namespace {

template <class T>
double eigen_log_sum_exp(const T* x, std::size_t n) {
  const Eigen::Map<const Eigen::Array<T, Eigen::Dynamic, 1>> row(x, static_cast<Eigen::Index>(n));
  const T top = row.maxCoeff();
  return static_cast<double>(top) + std::log(static_cast<double>((row - top).exp().sum()));
}

} // namespace

LogSumExp eigen_functions() {
  return {eigen_log_sum_exp<double>, eigen_log_sum_exp<float>};
}

} // namespace tailmass::bench
