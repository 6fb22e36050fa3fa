// Log-sum-exp as Eigen's users write it.
#include "reports/bench/built_peers.hpp"

#include <Eigen/Core>
#include <cmath>

namespace tailmass::reports::bench {

namespace {

template <class T>
double eigen_log_sum_exp(const T* x, std::size_t n) {
  const Eigen::Map<const Eigen::Array<T, Eigen::Dynamic, 1>> row(x, static_cast<Eigen::Index>(n));
  const T top = row.maxCoeff();
  return static_cast<double>(top) + std::log(static_cast<double>((row - top).exp().sum()));
}

void weighted_sum(const double* p, const double* values, std::size_t n, std::size_t d, double* out) {
  using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  const auto rows = static_cast<Eigen::Index>(n), columns = static_cast<Eigen::Index>(d);
  Eigen::Map<Eigen::VectorXd>(out, columns).noalias() =
      Eigen::Map<const Matrix>(values, rows, columns).transpose() *
      Eigen::Map<const Eigen::VectorXd>(p, rows);
}

} // namespace

LogSumExp eigen_functions() {
  return {eigen_log_sum_exp<double>, eigen_log_sum_exp<float>,
          TAILMASS_DOTTED(EIGEN_WORLD_VERSION, EIGEN_MAJOR_VERSION, EIGEN_MINOR_VERSION)};
}

Product eigen_product() {
  return weighted_sum;
}

} // namespace tailmass::reports::bench
