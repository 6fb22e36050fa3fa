// The implementations of quantities of values, in double.
#include "theory/implementations.hpp"
#include "theory/stable/output_bounds.hpp"
#include "theory/stable/spanning_tree.hpp"
#include "theory/stable/variances.hpp"
#include "theory/stable/vertex.hpp"

#include <cmath>

namespace tailmass {

namespace {

using Estimates = std::vector<stable::Estimate>;
using Requirement = bool (*)(const Case&);

Estimates estimates(const stable::ScaledEstimate& x) {
  return {x.number()};
}
Estimates estimates(const stable::Estimate& x) {
  return {x};
}
Estimates estimates(Estimates x) {
  return x;
}

bool has_values(const Case& c) {
  return c.values != nullptr;
}
bool has_tail(const Case& c) {
  return has_values(c) && !c.head.finite_tail().empty();
}
bool has_two_keys(const Case& c) {
  return has_values(c) && c.scores->finite_count() >= 2;
}
bool has_box(const Case& c) {
  return c.box.has_value();
}

constexpr std::string_view any = "values; the result and its bound in range";
constexpr std::string_view with_tail =
    "values and a tail of finite scores; the result and its bound in range";
constexpr std::string_view with_two = "values, two keys of finite score; the result and its bound in range";
constexpr std::string_view with_box = "a box; the result and its bound in range";

/// `compute` gives a number or a vector with bounds wherever `required` holds.
template <auto compute, Requirement required>
Implementation implementation(std::string_view quantity, std::string_view domain) {
  const auto evaluate = [](const Case& c) {
    std::vector<double> values;
    for (const stable::Estimate& x : estimates(compute(c)))
      values.push_back(x.value);
    return values;
  };
  const auto bound = [](const Case& c) {
    std::vector<ErrorBound> bounds;
    for (const stable::Estimate& x : estimates(compute(c)))
      bounds.push_back(x.bound);
    return bounds;
  };
  const auto in_domain = [](const Case& c) {
    if (!required(c))
      return false;
    for (const stable::Estimate& x : estimates(compute(c)))
      if (!std::isfinite(x.value) || !std::isfinite(x.bound.absolute))
        return false;
    return true;
  };
  return {quantity, "stable", "double", evaluate, bound, in_domain, domain};
}

stable::ScaledEstimate whole_variance(const Case& c) {
  return stable::variance(c);
}
stable::Estimate box_maximum(const Case& c) {
  return stable::vertex_maximum(c);
}

} // namespace

std::vector<Implementation> value_implementations() {
  using namespace stable;
  return {
      implementation<output_mean, has_values>("output_mean", any),
      implementation<head_mean, has_values>("head_mean", any),
      implementation<tail_mean, has_tail>("tail_mean", with_tail),
      implementation<output_error, has_values>("output_error", any),
      implementation<whole_variance, has_values>("var_p", any),
      implementation<head_variance, has_values>("var_h", any),
      implementation<tail_variance, has_tail>("var_t", with_tail),
      implementation<stable::max_norm, has_values>("max_norm", any),
      implementation<stable::diameter, has_tail>("diameter", with_tail),
      implementation<centre_distance, has_tail>("centre_distance", with_tail),
      implementation<norm_bound, has_values>("norm_bound", any),
      implementation<diameter_bound, has_values>("diameter_bound", any),
      implementation<centre_distance_bound, has_values>("centre_distance_bound", any),
      implementation<variance_bound, has_values>("variance_bound", any),
      implementation<covariance_bound, has_values>("covariance_bound", any),
      implementation<best_of_three, has_values>("best_of_three", any),
      implementation<spanning_tree_edge, has_two_keys>("spanning_tree_edge", with_two),
      implementation<box_maximum, has_box>("vertex_maximum", with_box),
  };
}

} // namespace tailmass
