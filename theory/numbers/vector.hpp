// A contiguous vector of numbers with the long sums that the exact quantities are made of.
#pragma once

#include "theory/numbers/ball.hpp"
#include "theory/numbers/precision.hpp"

#include <cmath>
#include <memory>
#include <span>
#include <vector>

namespace tailmass {

/// n numbers of one precision, zero at first.
template <class R>
class Vector {
public:
  Vector(std::size_t size, const Precision<R>&) : entries_(size, R(0)) {}

  [[nodiscard]] std::size_t size() const { return entries_.size(); }
  [[nodiscard]] const R& operator[](std::size_t i) const { return entries_[i]; }
  void set(std::size_t i, R value) { entries_[i] = std::move(value); }

private:
  std::vector<R> entries_;
};

/// sum of u_i v_i over equally long vectors.
template <class R>
[[nodiscard]] R dot(const Vector<R>& u, const Vector<R>& v) {
  R sum(0);
  for (std::size_t i = 0; i < u.size(); ++i)
    sum += u[i] * v[i];
  return sum;
}

/// sum of v_i over all positions.
template <class R>
[[nodiscard]] R sum(const Vector<R>& v) {
  R total(0);
  for (std::size_t i = 0; i < v.size(); ++i)
    total += v[i];
  return total;
}
/// sum of v_i over the positions named.
template <class R>
[[nodiscard]] R sum(const Vector<R>& v, std::span<const unsigned> positions) {
  R total(0);
  for (const unsigned i : positions)
    total += v[i];
  return total;
}

/// Entry by entry, what `op` makes of u_i and v_i at the positions named; 0 elsewhere.
template <class R, class Op>
[[nodiscard]] Vector<R> combine(const Vector<R>& u, const Vector<R>& v, std::span<const unsigned> positions,
                                const Precision<R>& precision, const Op& op) {
  Vector<R> result(u.size(), precision);
  for (const unsigned i : positions)
    result.set(i, R(op(u[i], v[i])));
  return result;
}
/// u_i v_i, u_i / v_i, u_i - v_i at the positions named; 0 elsewhere.
template <class R>
[[nodiscard]] Vector<R> product(const Vector<R>& u, const Vector<R>& v, std::span<const unsigned> positions,
                                const Precision<R>& precision) {
  return combine(u, v, positions, precision, [](const R& x, const R& y) { return R(x * y); });
}
template <class R>
[[nodiscard]] Vector<R> quotient(const Vector<R>& u, const Vector<R>& v, std::span<const unsigned> positions,
                                 const Precision<R>& precision) {
  return combine(u, v, positions, precision, [](const R& x, const R& y) { return R(x / y); });
}
template <class R>
[[nodiscard]] Vector<R> difference(const Vector<R>& u, const Vector<R>& v,
                                   std::span<const unsigned> positions, const Precision<R>& precision) {
  return combine(u, v, positions, precision, [](const R& x, const R& y) { return R(x - y); });
}
/// u_i + c, u_i c at the positions named; 0 elsewhere.
template <class R>
[[nodiscard]] Vector<R> shifted(const Vector<R>& u, const R& c, std::span<const unsigned> positions,
                                const Precision<R>& precision) {
  return combine(u, u, positions, precision, [&](const R& x, const R&) { return R(x + c); });
}
template <class R>
[[nodiscard]] Vector<R> scaled(const Vector<R>& u, const R& c, std::span<const unsigned> positions,
                               const Precision<R>& precision) {
  return combine(u, u, positions, precision, [&](const R& x, const R&) { return R(x * c); });
}
/// Square roots at the positions named; 0 elsewhere.
template <class R>
[[nodiscard]] Vector<R> root(const Vector<R>& u, std::span<const unsigned> positions,
                             const Precision<R>& precision) {
  return combine(u, u, positions, precision, [](const R& x, const R&) {
    using std::sqrt;
    return R(sqrt(x));
  });
}
/// sum of |v_i| over all positions.
template <class R>
[[nodiscard]] R sum_of_magnitudes(const Vector<R>& v) {
  using std::abs;
  R total(0);
  for (std::size_t i = 0; i < v.size(); ++i)
    total += abs(v[i]);
  return total;
}

/// Balls are kept without gaps, so that arb_dot runs over them: half the price of a loop of products and
/// sums.
template <>
class Vector<Ball> {
public:
  Vector(std::size_t size, const Precision<Ball>& precision);
  Vector(const Vector& other);
  Vector(Vector&& other) noexcept = default;
  Vector& operator=(const Vector& other);
  Vector& operator=(Vector&& other) noexcept = default;
  ~Vector() = default;

  [[nodiscard]] std::size_t size() const { return static_cast<std::size_t>(size_); }
  [[nodiscard]] BallView operator[](std::size_t i) const { return {entries_.get() + i, bits_}; }
  void set(std::size_t i, Ball value) { arb_swap(entries_.get() + i, value.raw()); }
  /// The entry itself, without a copy.
  [[nodiscard]] arb_srcptr at(std::size_t i) const { return entries_.get() + i; }

private:
  friend Ball dot(const Vector<Ball>& u, const Vector<Ball>& v);
  friend Ball sum(const Vector<Ball>& v);
  friend Ball sum(const Vector<Ball>& v, std::span<const unsigned> positions);
  friend Ball sum_of_magnitudes(const Vector<Ball>& v);
  template <class Op>
  friend Vector<Ball> apply(const Vector<Ball>&, std::span<const unsigned>, const Op&);
  struct Clear {
    long size = 0;
    void operator()(arb_ptr p) const { _arb_vec_clear(p, size); }
  };
  std::unique_ptr<arb_struct, Clear> entries_;
  long size_ = 0;
  long bits_ = 0;
};

[[nodiscard]] Ball dot(const Vector<Ball>& u, const Vector<Ball>& v);
[[nodiscard]] Ball sum(const Vector<Ball>& v);
[[nodiscard]] Ball sum(const Vector<Ball>& v, std::span<const unsigned> positions);
[[nodiscard]] Ball sum_of_magnitudes(const Vector<Ball>& v);

// The same as the templates above, without a copy an entry.
[[nodiscard]] Vector<Ball> product(const Vector<Ball>& u, const Vector<Ball>& v,
                                   std::span<const unsigned> positions, const Precision<Ball>& precision);
[[nodiscard]] Vector<Ball> quotient(const Vector<Ball>& u, const Vector<Ball>& v,
                                    std::span<const unsigned> positions, const Precision<Ball>& precision);
[[nodiscard]] Vector<Ball> difference(const Vector<Ball>& u, const Vector<Ball>& v,
                                      std::span<const unsigned> positions, const Precision<Ball>& precision);
[[nodiscard]] Vector<Ball> shifted(const Vector<Ball>& u, const Ball& c, std::span<const unsigned> positions,
                                   const Precision<Ball>& precision);
[[nodiscard]] Vector<Ball> scaled(const Vector<Ball>& u, const Ball& c, std::span<const unsigned> positions,
                                  const Precision<Ball>& precision);
[[nodiscard]] Vector<Ball> root(const Vector<Ball>& u, std::span<const unsigned> positions,
                                const Precision<Ball>& precision);

} // namespace tailmass
