// Arithmetic of dual numbers.
#include "theory/numbers/dual.hpp"

#include <algorithm>

namespace tailmass {

namespace {

/// op(slope of f, slope of g) for every variable that either depends on.
template <class Op>
std::vector<Ball> slopes_of(const std::vector<Ball>& f, const std::vector<Ball>& g, const Op& op) {
  const std::size_t variables = std::max(f.size(), g.size());
  std::vector<Ball> result;
  for (std::size_t i = 0; i < variables; ++i)
    result.push_back(op(f.empty() ? Ball(0) : f[i], g.empty() ? Ball(0) : g[i]));
  return result;
}

} // namespace

Dual operator+(const Dual& f, const Dual& g) {
  return Dual(f.value_ + g.value_,
              slopes_of(f.slopes_, g.slopes_, [](const Ball& x, const Ball& y) { return x + y; }));
}

Dual operator-(const Dual& f, const Dual& g) {
  return Dual(f.value_ - g.value_,
              slopes_of(f.slopes_, g.slopes_, [](const Ball& x, const Ball& y) { return x - y; }));
}

Dual operator*(const Dual& f, const Dual& g) {
  return Dual(f.value_ * g.value_, slopes_of(f.slopes_, g.slopes_, [&](const Ball& x, const Ball& y) {
                return x * g.value_ + f.value_ * y;
              }));
}

Dual operator/(const Dual& f, const Dual& g) {
  const Ball value = f.value_ / g.value_;
  return Dual(value, slopes_of(f.slopes_, g.slopes_,
                               [&](const Ball& x, const Ball& y) { return (x - value * y) / g.value_; }));
}

Dual exp(const Dual& f) {
  const Ball value = exp(f.value_);
  return Dual(value, slopes_of(f.slopes_, {}, [&](const Ball& x, const Ball&) { return x * value; }));
}

} // namespace tailmass
