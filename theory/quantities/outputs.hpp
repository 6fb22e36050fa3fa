// Outputs, variances, distances, the bounds of the output's error, spanning tree and box maxima.
#pragma once

#include "theory/exact/outputs/largest_eigenvalue.hpp"
#include "theory/exact/outputs/spanning_tree.hpp"
#include "theory/exact/outputs/variances.hpp"
#include "theory/exact/outputs/vertex_softmax.hpp"
#include "theory/fast/values_of_case.hpp"
#include "theory/quantities/row.hpp"
#include "theory/stable/outputs/output_bounds.hpp"
#include "theory/stable/outputs/spanning_tree.hpp"
#include "theory/stable/outputs/variances.hpp"
#include "theory/stable/outputs/vertex.hpp"

#include <algorithm>
#include <span>

namespace tailmass::quantities {

inline bool has_values(const Case& c) {
  return c.values != nullptr;
}
inline bool has_tail(const Case& c) {
  return has_values(c) && !c.head.finite_tail().empty();
}
inline bool has_two_keys(const Case& c) {
  return has_values(c) && c.scores->finite_count() >= 2;
}
inline bool has_box(const Case& c) {
  return c.box.has_value();
}

/// Returns min c_i: what lifted_coefficients() takes off.
template <class R>
R direction_floor(Evaluator<R>& row, const Case& c, std::span<const Key> keys) {
  double least = c.box->direction[keys.front()];
  for (const Key key : keys)
    least = std::min(least, c.box->direction[key]);
  return row.precision()(least);
}

/// Returns the greatest average over the thresholds of the box.
template <class R>
R vertex_maximum(Evaluator<R>& row, const Case& c) {
  const std::span<const Key> keys = c.scores->finite();
  const std::vector<R> averages = exact::threshold_averages(
      exact::by_coefficient(keys, c.box->direction), exact::box_weights(row, keys, *c.box),
      exact::lifted_coefficients(row, keys, c.box->direction));
  return R(exact::greatest(averages) + direction_floor(row, c, keys));
}

/// Returns the least edge of a maximum spanning tree.
template <class R>
R spanning_tree_edge(Evaluator<R>& row, const Case& c) {
  const std::vector<exact::KeyPair> edges = exact::maximum_spanning_tree(*c.values, c.scores->finite());
  return exact::length(row, edges[exact::least_edge(*c.values, edges)]);
}

/// Returns max |v_j - mu_H| over the finite keys of the tail.
template <class R>
R centre_distance(Evaluator<R>& row) {
  return exact::greatest_distance(row, exact::offset_of(row, exact::head_mean(row)),
                                  row.head().finite_tail());
}

template <class R>
R best_output_bound(Evaluator<R>& row) {
  using std::min;
  return R(
      min(R(min(exact::bound_by_diameter(row), exact::bound_by_variance(row))), exact::bound_by_norm(row)));
}

inline auto outputs() {
  constexpr Domain any{"values", has_values};
  constexpr Domain tail{"values and a tail of finite scores", has_tail};
  constexpr Domain two_keys{"values and two keys of finite score", has_two_keys};
  constexpr Domain box{"a box", has_box};
  constexpr Domain fast_any{"values, and the Top-k head that prefers lower keys", fast::has_lower_keys};
  constexpr Domain fast_tail{"values, a tail of finite scores, and the Top-k head that prefers lower keys",
                             fast::has_lower_keys};
  constexpr std::size_t all_pairs = 1024, many_pairs = 4096;
  constexpr Without in_floats{"computed in double whatever it is given: floats are doubles"};
  return std::tuple{
      Row{"output_mean",
          any,
          Condition::values,
          [](auto& row, const Case&) { return exact::output(row); },
          []<class T>(const Case& c) { return stable::output_mean<T>(c); },
          {in_floats, fast_any, [](const Case& c) { return fast::outputs_of(c).full; }}},
      Row{"head_mean",
          any,
          Condition::values,
          [](auto& row, const Case&) { return exact::head_mean(row); },
          []<class T>(const Case& c) { return stable::head_mean<T>(c); },
          {in_floats, fast_any, [](const Case& c) { return fast::outputs_of(c).truncated; }}},
      Row{"tail_mean",
          tail,
          Condition::values,
          [](auto& row, const Case&) { return exact::tail_mean(row); },
          []<class T>(const Case& c) { return stable::tail_mean<T>(c); },
          {in_floats, fast_tail, [](const Case& c) { return fast::outputs_of(c).tail; }}},
      Row{"output_error",
          any,
          Condition::changes,
          [](auto& row, const Case&) { return exact::error_norm(row); },
          {both_sides_of(Truth::output_error, "|err|"),
           []<class T>(const Case& c) { return stable::output_error<T>(c); },
           []<class T>(const stable::Together<T>& with) { return with.bounds().error; }},
          {in_floats, fast_any, [](const Case& c) { return fast::outputs_of(c).error_norm; }}},
      Row{"var_p",
          any,
          Condition::squares,
          [](auto& row, const Case&) { return exact::variance(row); },
          []<class T>(const Case& c) { return stable::variance<T>(c); },
          {in_floats, fast_any, [](const Case& c) { return fast::outputs_of(c).variance; }}},
      Row{"var_h",
          any,
          Condition::squares,
          [](auto& row, const Case&) { return exact::head_variance(row); },
          []<class T>(const Case& c) { return stable::head_variance<T>(c); },
          {in_floats, fast_any, [](const Case& c) { return fast::outputs_of(c).head_variance; }}},
      Row{"var_t",
          tail,
          Condition::squares,
          [](auto& row, const Case&) { return exact::tail_variance(row); },
          []<class T>(const Case& c) { return stable::tail_variance<T>(c); },
          {in_floats, fast_tail, [](const Case& c) { return fast::outputs_of(c).tail_variance; }}},
      Row{"max_norm", any, Condition::itself, [](auto& row, const Case&) { return exact::largest_norm(row); },
          []<class T>(const Case& c) { return stable::max_norm<T>(c); },
          Without{"a maximum of norms, which is once a matrix of values and not once a row"}},
      Row{"diameter",
          tail,
          Condition::itself,
          [](auto& row, const Case&) { return exact::head_tail_diameter(row); },
          []<class T>(const Case& c) { return stable::diameter<T>(c); },
          {in_floats, fast_tail, [](const Case& c) { return fast::diameter_of(c); }},
          many_pairs},
      Row{"centre_distance", tail, Condition::values,
          [](auto& row, const Case&) { return centre_distance(row); },
          []<class T>(const Case& c) { return stable::centre_distance<T>(c); },
          Without{"a share of the fast bound by it, which has it"}},
      Row{"norm_bound",
          any,
          Condition::itself,
          [](auto& row, const Case&) { return exact::bound_by_norm(row); },
          {above(Truth::output_error, "norm-bound"),
           []<class T>(const Case& c) { return stable::norm_bound<T>(c); },
           []<class T>(const stable::Together<T>& with) { return with.bounds().norm; }},
          Without{"the fast tail mass times the largest norm of the matrix"}},
      Row{"diameter_bound",
          any,
          Condition::itself,
          []<class R>(Evaluator<R>& row, const Case& c) {
            return has_tail(c) ? R(exact::bound_by_diameter(row)) : R(0);
          },
          {above(Truth::output_error, "diameter-bound"),
           []<class T>(const Case& c) { return stable::diameter_bound<T>(c); },
           []<class T>(const stable::Together<T>& with) { return with.bounds().diameter; }},
          {in_floats, fast_any, [](const Case& c) { return fast::diameter_bound_of(c); }},
          many_pairs},
      Row{"centre_distance_bound",
          any,
          Condition::changes,
          []<class R>(Evaluator<R>& row, const Case& c) {
            return has_tail(c) ? R(exact::tail_mass(row) * centre_distance(row)) : R(0);
          },
          {above(Truth::output_error, "centre-distance-bound"),
           []<class T>(const Case& c) { return stable::centre_distance_bound<T>(c); },
           []<class T>(const stable::Together<T>& with) { return with.bounds().centre_distance; }},
          {in_floats, fast_any, [](const Case& c) { return fast::outputs_of(c).centre_distance_bound; }}},
      Row{"variance_bound",
          any,
          Condition::mode,
          [](auto& row, const Case&) { return exact::bound_by_variance(row); },
          {above(Truth::output_error, "variance-bound"),
           []<class T>(const Case& c) { return stable::variance_bound<T>(c); },
           []<class T>(const stable::Together<T>& with) { return with.bounds().variance; }},
          {in_floats, fast_any, [](const Case& c) { return fast::outputs_of(c).variance_bound; }}},
      Row{"covariance_bound",
          any,
          Condition::mode,
          []<class R>(Evaluator<R>& row, const Case& c) {
            return has_tail(c) ? R(exact::bound_by_covariance(row)) : R(0);
          },
          {above(Truth::output_error, "covariance-bound"),
           []<class T>(const Case& c) { return stable::covariance_bound<T>(c); },
           []<class T>(const stable::Together<T>& with) { return with.bounds().covariance; }},
          Without{"an eigenvalue of a d x d matrix, iterated; the fast variance bound is above it"}},
      Row{"best_of_three",
          any,
          Condition::mode,
          []<class R>(Evaluator<R>& row, const Case& c) {
            return has_tail(c) ? best_output_bound(row) : R(0);
          },
          {above(Truth::output_error, "best-of-three"),
           []<class T>(const Case& c) { return stable::best_of_three<T>(c); },
           []<class T>(const stable::Together<T>& with) { return with.bounds().best; }},
          Without{"the least of bounds that have it, but for one product"},
          many_pairs},
      Row{"spanning_tree_edge", two_keys, Condition::itself,
          [](auto& row, const Case& c) { return spanning_tree_edge(row, c); },
          []<class T>(const Case& c) { return stable::spanning_tree_edge<T>(c); },
          Without{"of all pairs of values, once a matrix and not once a row"}, all_pairs},
      Row{"vertex_maximum", box, Condition::direction,
          [](auto& row, const Case& c) { return vertex_maximum(row, c); },
          []<class T>(const Case& c) { return stable::vertex_maximum<T>(c); },
          Without{"n + 1 prefixes of a sorted row, each a quotient of running sums"}},
  };
}

} // namespace tailmass::quantities
