// The Gaussian score model in float and double: s_i independent N(mu, sigma^2), with n keys of which k are
// kept.
#pragma once

#include "theory/stable/errors.hpp"

#include <cstddef>

namespace tailmass::stable {

// Error bounds rest on what normal.hpp assumes of Boost.Math, and on n <= 2^53. Throughout 1 <= k < n, sigma
// >= 0 and 0 < epsilon < 1; DomainError otherwise. T rounds sigma and epsilon to itself, and the bounds pay
// for what that moves; where it rounds epsilon to 0 or 1, or sigma to infinity, they are infinite.

/// z = Phi_c^{-1}(k/n): the score, in units of sigma about mu, above which k of n scores are expected. Error
/// that of the quantile, and absolutely 1.2534 u, in float 3 times that, as k/n, or (n - k)/n where that is
/// less, is a quotient of rounded counts and p dz/dp = p/phi(z) <= sqrt(pi/2) for p <= 1/2 (Mills' ratio).
template <class T = double>
[[nodiscard]] Estimate<T> gaussian_threshold(std::size_t n, std::size_t k);

/// Phi(z - sigma), which tau_k tends to almost surely as n grows with k/n fixed. Error that of Phi_c(sigma -
/// z), whose argument is off by the error of z, the rounding of sigma and u of itself.
template <class T = double>
[[nodiscard]] Estimate<T> gaussian_tail_mass(std::size_t n, std::size_t k, double sigma);

/// Phi_c(sigma + Phi^{-1}(epsilon)), which k_epsilon/n tends to. Error likewise, and of Phi^{-1} where
/// epsilon is rounded by d: sqrt(pi/2) d/(q - d), q the smaller of epsilon and 1 - epsilon.
template <class T = double>
[[nodiscard]] Estimate<T> gaussian_k_epsilon_fraction(double sigma, double epsilon);

/// The Gaussian rule's guess of k_epsilon for n scores N(mu, sigma^2): the fraction above of n, rounded up,
/// at least 1 and at most n. An asymptotic rule and no certificate: the mean k_epsilon is larger at finite n,
/// by a factor that is small only while sigma^2 is far below 2 ln n (+129 % at sigma = 3, epsilon = 0.1, n =
/// 128). n >= 1. One off where n times the fraction is within its error of a whole number.
[[nodiscard]] std::size_t gaussian_k_epsilon(std::size_t n, double sigma, double epsilon);

/// V, the variance of the limit of sqrt(n) (tau_k - Phi(z - sigma)), by quadrature: see integral_of(). Beyond
/// the range where squares of e^{sigma x}/W are, for sigma > 26, in float about 3, the bound is infinite.
template <class T = double>
[[nodiscard]] Estimate<T> gaussian_variance(std::size_t n, std::size_t k, double sigma);

/// E Delta_k = sigma C(n, k) integral Phi^{n-k} Phi_c^k dx for n scores, by quadrature: see integral_of().
/// The integrand is the exponential of a sum of logarithms of size n, whose errors, about 10 u n ln n,
/// dominate for large n. What is left out beyond 38, in float 12.5, is below sigma n 10^-315, 10^-36.
/// The bound is infinite where T does not count to n, from 2^53 or 2^24 on.
template <class T = double>
[[nodiscard]] Estimate<T> gaussian_expected_gap(std::size_t n, std::size_t k, double sigma);

/// sigma/(n phi(z)), what that is about for large n. Error that of phi(z) with the error of z, the rounding
/// of sigma, and 3 u.
template <class T = double>
[[nodiscard]] Estimate<T> gaussian_expected_gap_about(std::size_t n, std::size_t k, double sigma);

} // namespace tailmass::stable
