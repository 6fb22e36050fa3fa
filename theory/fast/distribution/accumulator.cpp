// Sums of exponentials, block after block.
#include "theory/fast/distribution/accumulator.hpp"

#include "theory/nouns/domain_error.hpp"
#include "theory/numbers/assumed_arithmetic.hpp"

#include <algorithm>
#include <cmath>

namespace tailmass::fast {

namespace {

template <class T>
void check(const T* x, std::size_t n, std::size_t first) {
  for (std::size_t i = 0; i < n; ++i) {
    if (std::isnan(x[i]))
      throw DomainError("score is NaN", first + i);
    if (x[i] == std::numeric_limits<T>::infinity())
      throw DomainError("score is +inf", first + i);
  }
}

} // namespace

double base_for(double score) {
  return std::isfinite(score) && std::abs(score) > domain_of<double> / 2 ? score : 0;
}

void check_scores(const double* x, std::size_t n, std::size_t first) {
  check(x, n, first);
}
void check_scores(const float* x, std::size_t n, std::size_t first) {
  check(x, n, first);
}

void Accumulator::fold(double high, double low, std::int64_t exponent) {
  if (total_.empty()) {
    total_.high = high + low;
    total_.low = low - (total_.high - high);
    total_.exponent = exponent;
    return;
  }
  if (exponent > total_.exponent) {
    total_.high = shifted(total_.high, total_.exponent - exponent);
    total_.low = shifted(total_.low, total_.exponent - exponent);
    error_ = shifted(error_, total_.exponent - exponent);
    total_.exponent = exponent;
  } else if (exponent < total_.exponent) {
    high = shifted(high, exponent - total_.exponent);
    low = shifted(low, exponent - total_.exponent);
  }
  const double sum = total_.high + high;
  const double other = sum - total_.high;
  total_.low += (total_.high - (sum - other)) + (high - other) + low;
  // Kept small, or each addition to it would round at what it is.
  total_.high = sum + total_.low;
  total_.low -= total_.high - sum;
}

void Accumulator::move_base(double base) {
  if (!total_.empty() && base != total_.base) {
    const ScaledSum factor = power_of_e(total_.base - base);
    total_.high *= factor.high;
    total_.low *= factor.high;
    total_.exponent += factor.exponent;
    double relative = factor.relative + 2 * unit_double;
    if (base < total_.base) // a sum that far below what it moves to does not count
      relative += rounded_off(total_.base, base) * (1 + 0x1p-20);
    error_ = error_ * factor.high + total_.high * relative;
  }
  total_.base = base;
}

template <class T>
double some_top(std::span<const T> x) {
  T top = -std::numeric_limits<T>::infinity();
  for (std::size_t i = 0; i < x.size(); i += x.size() / 32 + 1)
    top = std::max(top, x[i]);
  return static_cast<double>(top);
}
template double some_top(std::span<const float>);
template double some_top(std::span<const double>);

/// The exponent of the largest of a few scores; 0 where all of them are infinite.
template <class T>
std::int64_t first_guess(const T* x, std::size_t n) {
  const double top = some_top(std::span(x, n));
  return std::abs(top) <= domain_of<T> ? exponent_of(top, 0) + 4 : 0;
}

template <class T>
bool reaches(double base, double top, bool first) {
  const double distance = std::abs(top - base);
  if (base == 0)
    return distance <= (first ? domain_of<T> / 2 : domain_of<T>);
  const bool held = std::abs(base) <= static_cast<double>(std::numeric_limits<T>::max()) &&
                    static_cast<double>(static_cast<T>(base)) == base;
  return held && std::abs(base) > domain_of<T> / 2 &&
         distance <= std::min(domain_of<T> / 2, std::abs(base) / 4);
}

template bool reaches<double>(double, double, bool);
template bool reaches<float>(double, double, bool);

void Accumulator::add_sum(const BlockSum& sum, std::int64_t exponent, double error) {
  if (sum.top == -std::numeric_limits<double>::infinity())
    return;
  total_.relative = std::max(total_.relative, sum_error<double>());
  total_.top = std::max(total_.top, sum.top);
  fold(sum.high, sum.low, exponent);
  error_ += shifted(error, exponent - total_.exponent);
}

template <class T>
void Accumulator::add_block(const T* x, std::size_t n, std::size_t first) {
  total_.relative = std::max(total_.relative, sum_error<T>());
  if (total_.empty())
    guess_ = first_guess(x, n);
  for (;;) {
    const Scale scale{total_.base, guess_};
    const BlockSum sum = sum_block(x, n, scale);
    const double distance = sum.top - total_.base;
    const bool inside = reaches<T>(total_.base, sum.top, total_.empty());
    if (inside && in_window(sum, scale)) {
      total_.top = std::max(total_.top, sum.top);
      fold(sum.high, sum.low, guess_);
      return;
    }
    if (std::isnan(sum.high) || sum.top == std::numeric_limits<double>::infinity())
      check_scores(x, n, first);
    if (sum.top == -std::numeric_limits<double>::infinity())
      return;
    if (inside) {
      guess_ = exponent_of(sum.top, total_.base);
      continue;
    }
    if (!total_.empty() && distance * log2_e < static_cast<double>(total_.exponent) - 1040)
      return; // at most 4096 2^{window - 1031} of the sum, which is at least 2^{exponent - 9}
    move_base(std::abs(sum.top) <= domain_of<T> / 2 ? 0 : sum.top);
    guess_ = exponent_of(sum.top, total_.base);
  }
}

template <class T>
void Accumulator::add_all(const T* x, std::size_t n) {
  const AssumedArithmetic assumed;
  if (n != 0 && n <= most_in_call)
    return add_block(x, n, 0);
  constexpr std::size_t step = block_size * sizeof(double) / sizeof(T); // as many bytes of any type
  for (std::size_t first = 0; first < n; first += step)
    add_block(x + first, std::min(step, n - first), first);
}

template <class T>
void Accumulator::add_narrow(const T* x, std::size_t n) {
  const AssumedArithmetic assumed;
  alignas(64) float wide[block_size];
  for (std::size_t first = 0; first < n; first += block_size) {
    const std::size_t count = std::min(block_size, n - first);
    promote_block(x + first, count, wide);
    add_block(wide, count, first);
  }
}
template void Accumulator::add_all(const double*, std::size_t);
template void Accumulator::add_all(const float*, std::size_t);
template void Accumulator::add_narrow(const Half*, std::size_t);
template void Accumulator::add_narrow(const BFloat*, std::size_t);

void Accumulator::add_precisely(const float* x, std::size_t n) {
  const AssumedArithmetic assumed;
  alignas(64) double wide[most_in_call];
  for (std::size_t first = 0; first < n; first += most_in_call) {
    const std::size_t count = std::min(most_in_call, n - first);
    promote_block(x + first, count, wide);
    add_block(wide, count, first);
  }
}

void Accumulator::add_equal(double score, std::size_t count) {
  const AssumedArithmetic assumed;
  if (count == 0 || score == -std::numeric_limits<double>::infinity())
    return;
  Accumulator one(total_.base);
  one.add_block(&score, 1, 0);
  const double times = static_cast<double>(count);
  one.total_.high *= times;
  one.total_.low *= times;
  one.error_ = one.total_.high * 2 * unit_double;
  merge(one);
}

void Accumulator::merge(Accumulator other) {
  const AssumedArithmetic assumed;
  if (other.total_.empty())
    return;
  if (total_.empty()) {
    *this = other;
    return;
  }
  // The base of the larger top stays: the other sum is far below it or in reach.
  if (other.total_.top > total_.top)
    move_base(other.total_.base);
  else
    other.move_base(total_.base);
  total_.relative = std::max(total_.relative, other.total_.relative);
  total_.top = std::max(total_.top, other.total_.top);
  fold(other.total_.high, other.total_.low, other.total_.exponent);
  error_ += shifted(other.error_, other.total_.exponent - total_.exponent);
}

ScaledSum Accumulator::sum() const {
  const AssumedArithmetic assumed;
  ScaledSum result = total_;
  const double lost = total_.empty() ? 0 : error_ / total_.high;
  result.relative = (total_.relative + lost + 0x1p-58) * (1 + 0x1p-20);
  return result;
}

} // namespace tailmass::fast
