// The Gaussian score model over arrays: s_i independent N(mu, sigma^2), with n keys of which k are kept.
#pragma once

#include "theory/fast/enclosure.hpp"
#include "theory/stable/errors.hpp"

#include <cstddef>
#include <span>

namespace tailmass::fast {

// One number for each entry of arrays that are equally long; T is float or double, the type of what is given,
// all of the arithmetic is in double. Throughout 2 <= n <= 2^53, 1 <= k < n, 0 <= sigma <= 64 and 0 < epsilon
// < 1; DomainError naming the entry otherwise.

/// n and k, one entry a model.
struct Ranks {
  std::span<const std::size_t> n, k;
};

/// Phi_c(sigma + Phi^{-1}(epsilon)), which k_epsilon/n tends to: the rule, and no certificate.
template <class T>
void gaussian_k_epsilon(std::span<const T> sigma, std::span<const T> epsilon, std::span<Enclosure> out);
/// z = Phi_c^{-1}(k/n).
void gaussian_threshold(Ranks ranks, std::span<Enclosure> out);
/// Phi(z - sigma), which tau_k tends to.
template <class T>
void gaussian_tail_mass(Ranks ranks, std::span<const T> sigma, std::span<Enclosure> out);
/// sigma/(n phi(z)), what the expected boundary gap is about.
template <class T>
void gaussian_gap_about(Ranks ranks, std::span<const T> sigma, std::span<Enclosure> out);
/// V, the variance of the limit of sqrt(n) (tau_k - Phi(z - sigma)), from its closed form: four terms, which
/// cancel where sigma is small. The radius is infinite where e^{sigma^2} is out of range, sigma > 26.
template <class T>
void gaussian_variance(Ranks ranks, std::span<const T> sigma, std::span<Enclosure> out);

// The same of one model, as the list of quantities asks: T rounds sigma and epsilon, and the bound pays for
// it.

template <class T>
[[nodiscard]] stable::Estimate<> gaussian_k_epsilon(double sigma, double epsilon);
[[nodiscard]] stable::Estimate<> gaussian_threshold(std::size_t n, std::size_t k);
template <class T>
[[nodiscard]] stable::Estimate<> gaussian_tail_mass(std::size_t n, std::size_t k, double sigma);
template <class T>
[[nodiscard]] stable::Estimate<> gaussian_gap_about(std::size_t n, std::size_t k, double sigma);
template <class T>
[[nodiscard]] stable::Estimate<> gaussian_variance(std::size_t n, std::size_t k, double sigma);

} // namespace tailmass::fast
