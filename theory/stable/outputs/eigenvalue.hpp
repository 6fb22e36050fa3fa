// The largest eigenvalue of a symmetric matrix, with an error bound proven afterwards.
#pragma once

#include <cstddef>
#include <vector>

namespace tailmass::stable {

/// A symmetric matrix by rows; both triangles are filled.
template <class T = double>
struct Symmetric {
  std::size_t size = 0;
  std::vector<T> entries;

  [[nodiscard]] T& at(std::size_t i, std::size_t j) { return entries[i * size + j]; }
  [[nodiscard]] T at(std::size_t i, std::size_t j) const { return entries[i * size + j]; }
};

template <class T = double>
struct Eigenvalue {
  T value = 0;
  double error = 0; ///< |value - largest eigenvalue| <= error
};

/// The largest eigenvalue of a matrix of 1 <= d <= 2^8 rows, positive semidefinite up to rounding, trace in
/// [1/2, 1). By Jacobi's method, O(d^3) a sweep. The error bound holds whatever the rotations did: it is
/// computed from the matrix that they lead to. It is of the order of d u.
template <class T>
[[nodiscard]] Eigenvalue<T> largest_eigenvalue(const Symmetric<T>& matrix);

} // namespace tailmass::stable
