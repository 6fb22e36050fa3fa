// The implementations of quantities of values, in float and in double.
#include "theory/implementations.hpp"
#include "theory/stable/outputs/output_bounds.hpp"
#include "theory/stable/outputs/spanning_tree.hpp"
#include "theory/stable/outputs/variances.hpp"
#include "theory/stable/outputs/vertex.hpp"

#include <utility>

namespace tailmass {

namespace {

using Requirement = bool (*)(const Case&);

template <class T>
std::vector<stable::Estimate<T>> estimates(const stable::ScaledEstimate<T>& x) {
  return {x.number()};
}
template <class T>
std::vector<stable::Estimate<T>> estimates(const stable::Estimate<T>& x) {
  return {x};
}
template <class T>
std::vector<stable::Estimate<T>> estimates(std::vector<stable::Estimate<T>> x) {
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

constexpr std::string_view any = "values; the result and its bound in the range of the type";
constexpr std::string_view with_tail =
    "values and a tail of finite scores; the result and its bound in the range of the type";
constexpr std::string_view with_two =
    "values, two keys of finite score; the result and its bound in the range of the type";
constexpr std::string_view with_box = "a box; the result and its bound in the range of the type";

/// `compute` gives a number or a vector with bounds wherever `required` holds.
template <class T, auto compute, Requirement required>
Implementation implementation(std::string_view quantity, std::string_view domain) {
  return {quantity, "stable", type_name<T>,
          [](const Case& c) {
            std::vector<Computed> numbers;
            if (required(c))
              for (const stable::Estimate<T>& x : estimates(compute(c)))
                numbers.push_back({static_cast<double>(x.value), x.bound});
            return where_bounded(std::move(numbers));
          },
          domain};
}

template <class T>
stable::ScaledEstimate<T> whole_variance(const Case& c) {
  return stable::variance<T>(c);
}
template <class T>
stable::ScaledEstimate<T> tail_from_centre(const Case& c) {
  return stable::centre_distance<T>(c);
}
template <class T>
stable::Estimate<T> box_maximum(const Case& c) {
  return stable::vertex_maximum<T>(c);
}

} // namespace

template <class T>
std::vector<Implementation> value_implementations() {
  using namespace stable;
  return {
      implementation<T, output_mean<T>, has_values>("output_mean", any),
      implementation<T, head_mean<T>, has_values>("head_mean", any),
      implementation<T, tail_mean<T>, has_tail>("tail_mean", with_tail),
      implementation<T, output_error<T>, has_values>("output_error", any),
      implementation<T, whole_variance<T>, has_values>("var_p", any),
      implementation<T, head_variance<T>, has_values>("var_h", any),
      implementation<T, tail_variance<T>, has_tail>("var_t", with_tail),
      implementation<T, stable::max_norm<T>, has_values>("max_norm", any),
      implementation<T, stable::diameter<T>, has_tail>("diameter", with_tail),
      implementation<T, tail_from_centre<T>, has_tail>("centre_distance", with_tail),
      implementation<T, norm_bound<T>, has_values>("norm_bound", any),
      implementation<T, diameter_bound<T>, has_values>("diameter_bound", any),
      implementation<T, centre_distance_bound<T>, has_values>("centre_distance_bound", any),
      implementation<T, variance_bound<T>, has_values>("variance_bound", any),
      implementation<T, covariance_bound<T>, has_values>("covariance_bound", any),
      implementation<T, best_of_three<T>, has_values>("best_of_three", any),
      implementation<T, spanning_tree_edge<T>, has_two_keys>("spanning_tree_edge", with_two),
      implementation<T, box_maximum<T>, has_box>("vertex_maximum", with_box),
  };
}

template std::vector<Implementation> value_implementations<float>();
template std::vector<Implementation> value_implementations<double>();

} // namespace tailmass
