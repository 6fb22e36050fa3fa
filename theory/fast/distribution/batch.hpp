// The quantities of many rows, shared out over threads.
#pragma once

#include "theory/fast/distribution/k_epsilon.hpp"
#include "theory/fast/distribution/truncation.hpp"

namespace tailmass::fast {

/// Scores of several rows of n each, row-major, -inf where masked. Throws DomainError unless n > 0 divides
/// their number.
template <class T>
class Rows {
public:
  Rows(std::span<const T> scores, std::size_t n);
  [[nodiscard]] std::size_t count() const { return scores_.size() / n_; }
  [[nodiscard]] std::span<const T> operator[](std::size_t row) const { return scores_.subspan(row * n_, n_); }

private:
  std::span<const T> scores_;
  std::size_t n_;
};

// One result a row, that of the function of the same name of that row alone, whatever the number of threads:
// 0 is one a core. Each thread takes one stretch of rows. Throws the DomainError of the first row that has
// one, naming it. Instantiated for float and double.

template <class T>
[[nodiscard]] std::vector<ScaledSum> log_sum_exp(const Rows<T>& rows, unsigned threads = 0);
/// At each of `ks` in every row.
template <class T>
[[nodiscard]] std::vector<std::vector<Truncation>>
truncations(const Rows<T>& rows, std::span<const std::size_t> ks, unsigned threads = 0);
template <class T>
[[nodiscard]] std::vector<KEpsilon> k_epsilon(const Rows<T>& rows, double epsilon, unsigned threads = 0);

} // namespace tailmass::fast
