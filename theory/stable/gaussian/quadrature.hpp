// Integrals of functions that know their own errors.
#pragma once

#include "theory/stable/errors.hpp"

#include <functional>

namespace tailmass::stable {

/// f(x, off): an estimate of f that holds for every number within `off` of x.
template <class T>
using Integrand = std::function<Estimate<T>(T x, double off)>;

/// The integral over [from, to] by adaptive Gauss-Kronrod quadrature of 61 points (Boost.Math). The error is
/// absolute and has three parts: the quadrature's own estimate, the sum of |Kronrod - Gauss| over its pieces,
/// which is assumed to be no less than its error; the integral of the bound of f, whose nodes are off by at
/// most 4 u max(|from|, |to|), by the same quadrature, one part in 64 more; and 128 u of the integral of |f|
/// for weights, products and sums. Boost 1.74 gives the first for pieces scaled to [-1, 1]: it is taken
/// (to - from)/2 times, at least 1.
template <class T>
[[nodiscard]] Estimate<T> integral_of(const Integrand<T>& f, T from, T to);

} // namespace tailmass::stable
