// The largest eigenvalue of a symmetric matrix in double, with an error bound proven afterwards.
#pragma once

#include <cstddef>
#include <vector>

namespace tailmass::stable {

/// A symmetric matrix by rows; both triangles are filled.
struct Symmetric {
  std::size_t size = 0;
  std::vector<double> entries;

  [[nodiscard]] double& at(std::size_t i, std::size_t j) { return entries[i * size + j]; }
  [[nodiscard]] double at(std::size_t i, std::size_t j) const { return entries[i * size + j]; }
};

struct Eigenvalue {
  double value = 0;
  double error = 0; ///< |value - largest eigenvalue| <= error
};

/// The largest eigenvalue of a matrix of 1 <= d <= 2^8 rows, positive semidefinite up to rounding, trace in
/// [1/2, 1). By Jacobi's method, O(d^3) a sweep. The error bound holds whatever the rotations did: it is
/// computed from the matrix that they lead to. It is of the order of d u.
[[nodiscard]] Eigenvalue largest_eigenvalue(const Symmetric& matrix);

} // namespace tailmass::stable
