// Contiguous balls.
#include "theory/numbers/vector.hpp"

namespace tailmass {

Vector<Ball>::Vector(std::size_t size, const Precision<Ball>& precision)
    : entries_(_arb_vec_init(static_cast<long>(size)), Clear{static_cast<long>(size)}),
      size_(static_cast<long>(size)), bits_(precision.bits) {}

Vector<Ball>::Vector(const Vector& other) : Vector(other.size(), Precision<Ball>{other.bits_}) {
  _arb_vec_set(entries_.get(), other.entries_.get(), size_);
}

Vector<Ball>& Vector<Ball>::operator=(const Vector& other) {
  return *this = Vector(other);
}

Ball dot(const Vector<Ball>& u, const Vector<Ball>& v) {
  Ball sum = Ball().at_precision(u.bits_);
  arb_dot(sum.raw(), nullptr, 0, u.entries_.get(), 1, v.entries_.get(), 1, u.size_, u.bits_);
  return sum;
}

Ball sum(const Vector<Ball>& v) {
  Ball total = Ball().at_precision(v.bits_);
  for (long i = 0; i < v.size_; ++i)
    arb_add(total.raw(), total.raw(), v.entries_.get() + i, v.bits_);
  return total;
}

Ball sum(const Vector<Ball>& v, std::span<const unsigned> positions) {
  Ball total = Ball().at_precision(v.bits_);
  for (const unsigned i : positions)
    arb_add(total.raw(), total.raw(), v.entries_.get() + i, v.bits_);
  return total;
}

Ball sum_of_magnitudes(const Vector<Ball>& v) {
  Ball total = Ball().at_precision(v.bits_);
  Ball magnitude = total;
  for (long i = 0; i < v.size_; ++i) {
    arb_abs(magnitude.raw(), v.entries_.get() + i);
    arb_add(total.raw(), total.raw(), magnitude.raw(), v.bits_);
  }
  return total;
}

/// op(result, entry, position) at the positions named.
template <class Op>
Vector<Ball> apply(const Vector<Ball>& u, std::span<const unsigned> positions, const Op& op) {
  Vector<Ball> result(u.size(), Precision<Ball>{u.bits_});
  for (const unsigned i : positions)
    op(result.entries_.get() + i, u.entries_.get() + i, i);
  return result;
}

Vector<Ball> product(const Vector<Ball>& u, const Vector<Ball>& v, std::span<const unsigned> positions,
                     const Precision<Ball>& precision) {
  return apply(u, positions,
               [&](arb_ptr z, arb_srcptr x, unsigned i) { arb_mul(z, x, v.at(i), precision.bits); });
}
Vector<Ball> quotient(const Vector<Ball>& u, const Vector<Ball>& v, std::span<const unsigned> positions,
                      const Precision<Ball>& precision) {
  return apply(u, positions,
               [&](arb_ptr z, arb_srcptr x, unsigned i) { arb_div(z, x, v.at(i), precision.bits); });
}
Vector<Ball> difference(const Vector<Ball>& u, const Vector<Ball>& v, std::span<const unsigned> positions,
                        const Precision<Ball>& precision) {
  return apply(u, positions,
               [&](arb_ptr z, arb_srcptr x, unsigned i) { arb_sub(z, x, v.at(i), precision.bits); });
}
Vector<Ball> shifted(const Vector<Ball>& u, const Ball& c, std::span<const unsigned> positions,
                     const Precision<Ball>& precision) {
  return apply(u, positions,
               [&](arb_ptr z, arb_srcptr x, unsigned) { arb_add(z, x, c.raw(), precision.bits); });
}
Vector<Ball> scaled(const Vector<Ball>& u, const Ball& c, std::span<const unsigned> positions,
                    const Precision<Ball>& precision) {
  return apply(u, positions,
               [&](arb_ptr z, arb_srcptr x, unsigned) { arb_mul(z, x, c.raw(), precision.bits); });
}
Vector<Ball> root(const Vector<Ball>& u, std::span<const unsigned> positions,
                  const Precision<Ball>& precision) {
  return apply(u, positions, [&](arb_ptr z, arb_srcptr x, unsigned) { arb_sqrtpos(z, x, precision.bits); });
}

} // namespace tailmass
