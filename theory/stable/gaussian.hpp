// The Gaussian score model in doubles: s_i independent N(mu, sigma^2), with n keys of which k are kept.
#pragma once

#include <cstddef>

namespace tailmass::stable {

/// z = Phi_c^{-1}(k/n): the score, in units of sigma about mu, above which k of n scores are expected.
/// 1 <= k < n.
[[nodiscard]] double gaussian_threshold(std::size_t n, std::size_t k);

/// Phi(z - sigma), which tau_k tends to almost surely as n grows with k/n fixed; 1 <= k < n, sigma >= 0.
[[nodiscard]] double gaussian_tail_mass(std::size_t n, std::size_t k, double sigma);

/// Phi_c(sigma + Phi^{-1}(epsilon)), which k_epsilon/n tends to; 0 < epsilon < 1, sigma >= 0.
[[nodiscard]] double gaussian_k_epsilon_fraction(double sigma, double epsilon);

/// The Gaussian rule's guess of k_epsilon for n scores N(mu, sigma^2): the fraction above of n, rounded up,
/// at least 1 and at most n. An asymptotic rule and no certificate: the mean k_epsilon is larger at finite n,
/// by a factor that is small only while sigma^2 is far below 2 ln n (+129 % at sigma = 3, epsilon = 0.1, n =
/// 128). n >= 1, sigma >= 0, 0 < epsilon < 1; DomainError otherwise.
[[nodiscard]] std::size_t gaussian_k_epsilon(std::size_t n, double sigma, double epsilon);

/// V, the variance of the limit of sqrt(n) (tau_k - Phi(z - sigma)).
[[nodiscard]] double gaussian_variance(std::size_t n, std::size_t k, double sigma);

/// E Delta_k = sigma C(n, k) integral Phi^{n-k} Phi_c^k dx for n scores, by quadrature; 1 <= k < n.
[[nodiscard]] double gaussian_expected_gap(std::size_t n, std::size_t k, double sigma);

/// sigma/(n phi(z)), what that is about for large n.
[[nodiscard]] double gaussian_expected_gap_about(std::size_t n, std::size_t k, double sigma);

} // namespace tailmass::stable
