// The limits of the Gaussian score model: quantities of n, k, sigma and epsilon, those of the model that a
// case's sample is drawn from, whatever its scores.
#pragma once

#include "theory/exact/gaussian/expected_gap.hpp"
#include "theory/exact/gaussian/gaussian.hpp"
#include "theory/fast/gaussian/gaussian.hpp"
#include "theory/quantities/row.hpp"
#include "theory/stable/gaussian/gaussian.hpp"

namespace tailmass::quantities {

inline bool has_model(const Case& c) {
  return c.sample.has_value();
}

/// Keys of the largest models whose expected gap is worth the price of its truth: the digits that it takes
/// grow with n.
inline constexpr std::size_t most_keys_of_gap = 32;
inline bool has_small_model(const Case& c) {
  return c.sample && c.sample->n <= most_keys_of_gap;
}

/// Returns the limit laws of the model of a case at the boundary of its k.
template <class R>
exact::GaussianLimit<R> limit_of(Evaluator<R>& row, const Case& c) {
  return exact::gaussian_limit(row.precision(), c.sample->sigma, c.sample->n, c.sample->k);
}

inline auto gaussian() {
  constexpr Domain model{"a Gaussian model", has_model};
  constexpr Domain small{"a Gaussian model of n <= 32", has_small_model};
  return std::tuple{
      Row{"gaussian_threshold", model, Condition::one,
          [](auto& row, const Case& c) {
            return exact::gaussian_threshold(row.precision(), c.sample->n, c.sample->k);
          },
          []<class T>(const Case& c) { return stable::gaussian_threshold<T>(c.sample->n, c.sample->k); },
          []<class T>(const Case& c) { return fast::gaussian_threshold(c.sample->n, c.sample->k); }},
      Row{"gaussian_tail_mass", model, Condition::far_tail,
          [](auto& row, const Case& c) { return limit_of(row, c).tau; },
          []<class T>(const Case& c) {
            return stable::gaussian_tail_mass<T>(c.sample->n, c.sample->k, c.sample->sigma);
          },
          []<class T>(const Case& c) {
            return fast::gaussian_tail_mass<T>(c.sample->n, c.sample->k, c.sample->sigma);
          }},
      Row{"gaussian_k_epsilon", model, Condition::far_tail,
          [](auto& row, const Case& c) {
            return exact::gaussian_limit_of_epsilon(row.precision(), c.sample->sigma, c.sample->epsilon).rho;
          },
          []<class T>(const Case& c) {
            return stable::gaussian_k_epsilon_fraction<T>(c.sample->sigma, c.sample->epsilon);
          },
          []<class T>(const Case& c) {
            return fast::gaussian_k_epsilon<T>(c.sample->sigma, c.sample->epsilon);
          }},
      Row{"gaussian_variance", model, Condition::influence,
          [](auto& row, const Case& c) { return exact::gaussian_variance(limit_of(row, c)); },
          []<class T>(const Case& c) {
            return stable::gaussian_variance<T>(c.sample->n, c.sample->k, c.sample->sigma);
          },
          []<class T>(const Case& c) {
            return fast::gaussian_variance<T>(c.sample->n, c.sample->k, c.sample->sigma);
          }},
      Row{"gaussian_expected_gap", small, Condition::far_tail,
          [](auto& row, const Case& c) {
            return exact::gaussian_expected_gap(row.precision(), c.sample->sigma, c.sample->n, c.sample->k);
          },
          []<class T>(const Case& c) {
            return stable::gaussian_expected_gap<T>(c.sample->n, c.sample->k, c.sample->sigma);
          },
          Without{
              "an integral of its own for each n and k, which sigma only scales: nobody asks for arrays"}},
      Row{"gaussian_gap_about", model, Condition::far_tail,
          []<class R>(Evaluator<R>& row, const Case& c) {
            const exact::GaussianLimit<R> limit = limit_of(row, c);
            return R(limit.sigma / (row.precision()(c.sample->n) * normal_density(limit.z)));
          },
          []<class T>(const Case& c) {
            return stable::gaussian_expected_gap_about<T>(c.sample->n, c.sample->k, c.sample->sigma);
          },
          []<class T>(const Case& c) {
            return fast::gaussian_gap_about<T>(c.sample->n, c.sample->k, c.sample->sigma);
          }},
  };
}

} // namespace tailmass::quantities
