// What Highway's own library does of the same jobs, and how fast memory can be read.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace tailmass::reports::bench {

// On the thread's instruction set, fast::OnTarget. vqsort sets that of the process meanwhile. Instantiated
// for float and double.

/// The plain sum of a row, with software prefetch: the memory roof.
[[nodiscard]] double plain_sum(std::span<const double> x);
[[nodiscard]] double plain_sum(std::span<const float> x);

/// sum e^{x_i - top}, by Highway's Exp and in the type of the row.
[[nodiscard]] double exp_sum(std::span<const double> x, double top);
[[nodiscard]] double exp_sum(std::span<const float> x, float top);

[[nodiscard]] double largest(std::span<const double> x);
[[nodiscard]] float largest(std::span<const float> x);

/// Log-sum-exp in two passes: the maximum, then the sum.
template <class T>
[[nodiscard]] double highway_log_sum_exp(std::span<const T> x);

/// Sorts ascending by Highway's vqsort.
void vector_sort(std::span<double> x);
void vector_sort(std::span<float> x);

/// k_epsilon of a row that is sorted ascending: sums of blocks until they exceed eps Z, then one key after
/// another.
template <class T>
[[nodiscard]] std::size_t k_epsilon_of_sorted(std::span<const T> x, double epsilon);

/// The tail mass of a row whose first k keys are its largest.
template <class T>
[[nodiscard]] double tail_mass_of_split(std::span<const T> x, std::size_t k);

} // namespace tailmass::reports::bench
