// Claims that a number computed in a floating format, rounded outward, is on its side of the truth.
#pragma once

#include "theory/exact/evaluator.hpp"
#include "theory/stable/distribution/certificates.hpp"
#include "theory/theorems/sides.hpp"

#include <type_traits>

namespace tailmass {

/// The label of a claim about float, or about double.
template <class T>
[[nodiscard]] constexpr std::string_view in_type(std::string_view in_float, std::string_view in_double) {
  return std::is_same_v<T, float> ? in_float : in_double;
}

/// Certificates in T against truths in R, which are functions. Where the format grants none, as where the
/// computed number overflows, nothing is claimed; nor is 0 claimed as a lower bound.
template <class T, class R>
struct Certified {
  Evaluator<R>& row;
  Sides<R>& out;

  template <class Truth>
  void upper(std::string_view in_float, std::string_view in_double, const Truth& truth,
             const stable::Estimate<T>& computed) const {
    if (const T bound = stable::upper(computed); std::isfinite(bound))
      out.at_most(in_type<T>(in_float, in_double), [&] {
        return Both<R>{truth(), row.precision()(static_cast<double>(bound))};
      });
  }
  template <class Truth>
  void lower(std::string_view in_float, std::string_view in_double, const stable::Estimate<T>& computed,
             const Truth& truth) const {
    if (const T bound = stable::lower(computed); bound > 0)
      out.at_most(in_type<T>(in_float, in_double), [&] {
        return Both<R>{row.precision()(static_cast<double>(bound)), truth()};
      });
  }
  template <class Truth>
  void both(std::string_view upper_in_float, std::string_view upper_in_double,
            std::string_view lower_in_float, std::string_view lower_in_double, const Truth& truth,
            const stable::Estimate<T>& computed) const {
    upper(upper_in_float, upper_in_double, truth, computed);
    lower(lower_in_float, lower_in_double, computed, truth);
  }
};

} // namespace tailmass
