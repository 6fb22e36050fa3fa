// Sums of exponentials of any number of scores, one block after another.
#pragma once

#include "theory/fast/distribution/scaled_sum.hpp"

#include <span>

namespace tailmass::fast {

/// A base that suits scores near this one: 0, or the score itself where it is large.
[[nodiscard]] double base_for(double score);

/// Adds up e^{s_i}. Blocks are read once: a scale carries over from the last block, and a block is done
/// again only where its largest score is not within `window` powers of two of it. Sums of blocks are added
/// as pairs of doubles: N of them cost N^2 2^-105, below 2^-62 for N <= 2^21.
///
/// A NaN or +inf throws DomainError, with the key where one call has the whole row. Blocks 2^-1000 below the
/// rest are left out.
class Accumulator {
public:
  /// Sums that are to be compared take one base, so that nothing is lost between them: that for a score near
  /// the largest one.
  explicit Accumulator(double score = 0) { total_.base = base_for(score); }

  void add(const double* x, std::size_t n) { add_all(x, n); }
  /// In float where the processor has fused multiply-add: sum_error<float>().
  void add(const float* x, std::size_t n) { add_all(x, n); }
  void add(const Half* x, std::size_t n) { add_narrow(x, n); }
  void add(const BFloat* x, std::size_t n) { add_narrow(x, n); }
  /// In double: sum_error<double>().
  void add_precisely(const double* x, std::size_t n) { add_all(x, n); }
  void add_precisely(const float* x, std::size_t n);
  /// A sum that a kernel made with this base, in units of 2^exponent: within sum_error<double>() and `error`
  /// of these units. Nothing but masked scores where its top is -inf.
  void add_sum(const BlockSum& sum, std::int64_t exponent, double error);
  /// Whether such errors are small beside the sum; else it says too little.
  [[nodiscard]] bool known() const { return error_ <= 0x1p-12 * total_.high; }
  /// `count` keys of one score.
  void add_equal(double score, std::size_t count);
  void merge(Accumulator other);

  [[nodiscard]] ScaledSum sum() const;

private:
  template <class T>
  void add_all(const T* x, std::size_t n);
  template <class T>
  void add_narrow(const T* x, std::size_t n);
  template <class T>
  void add_block(const T* x, std::size_t n, std::size_t first);
  void move_base(double base);
  void fold(double high, double low, std::int64_t exponent);

  ScaledSum total_;
  double error_ = 0;       // absolute, in units of the total's exponent: of changes of base and the like
  std::int64_t guess_ = 0; // exponent of the next block
};

/// Whether the kernel in T may take scores up to `top` with this base: in the domain, and with what counts
/// below it within a factor of 2 of a base that T holds, so that differences are exact.
template <class T>
[[nodiscard]] bool reaches(double base, double top, bool first);

/// The largest of a few scores, -inf where these are masked.
template <class T>
[[nodiscard]] double some_top(std::span<const T> x);

/// Throws the DomainError of a row that holds a NaN, +inf or nothing but -inf; `first` is its first key.
void check_scores(const double* x, std::size_t n, std::size_t first = 0);
void check_scores(const float* x, std::size_t n, std::size_t first = 0);

} // namespace tailmass::fast
