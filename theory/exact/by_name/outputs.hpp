// Outputs, variances, distances, spanning tree and box maxima as named quantities.
#pragma once

#include "theory/exact/by_name/quantity.hpp"
#include "theory/exact/outputs/largest_eigenvalue.hpp"
#include "theory/exact/outputs/spanning_tree.hpp"
#include "theory/exact/outputs/variances.hpp"
#include "theory/exact/outputs/vertex_softmax.hpp"

namespace tailmass {

inline bool has_tail(const Case& c) {
  return !c.head.finite_tail().empty();
}

/// At most `most` of the finite keys.
inline std::span<const Key> few_keys(const Case& c, std::size_t most) {
  return c.scores->finite().first(std::min(most, c.scores->finite_count()));
}

/// min c_i: what lifted_coefficients() takes off.
template <class R>
R direction_floor(Evaluator<R>& row, const Case& c, std::span<const Key> keys) {
  double least = c.box->direction[keys.front()];
  for (const Key key : keys)
    least = std::min(least, c.box->direction[key]);
  return row.precision()(least);
}

/// max |v_j - mu_H| over the finite keys of the tail.
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

/// Those of the reference table.
template <class R>
std::vector<Quantity<R>> output_quantities() {
  using Row = Evaluator<R>;
  using N = std::vector<R>;
  return {
      {"output_mean", Condition::values, [](Row& row, const Case&) { return numbers(exact::output(row)); }},
      {"head_mean", Condition::values, [](Row& row, const Case&) { return numbers(exact::head_mean(row)); }},
      {"tail_mean", Condition::values,
       [](Row& row, const Case& c) { return has_tail(c) ? numbers(exact::tail_mean(row)) : N{}; }},
      {"output_error", Condition::changes, [](Row& row, const Case&) { return N{exact::error_norm(row)}; }},
      {"var_p", Condition::squares, [](Row& row, const Case&) { return N{exact::variance(row)}; }},
      {"var_h", Condition::squares, [](Row& row, const Case&) { return N{exact::head_variance(row)}; }},
      {"var_t", Condition::squares,
       [](Row& row, const Case& c) { return has_tail(c) ? N{exact::tail_variance(row)} : N{}; }},
      {"max_norm", Condition::itself, [](Row& row, const Case&) { return N{exact::largest_norm(row)}; }},
      {"diameter", Condition::itself,
       [](Row& row, const Case& c) { return has_tail(c) ? N{exact::head_tail_diameter(row)} : N{}; }},
      {"centre_distance", Condition::values,
       [](Row& row, const Case& c) { return has_tail(c) ? N{centre_distance(row)} : N{}; }},
      {"norm_bound", Condition::itself, [](Row& row, const Case&) { return N{exact::bound_by_norm(row)}; }},
      {"diameter_bound", Condition::itself,
       [](Row& row, const Case& c) { return N{has_tail(c) ? exact::bound_by_diameter(row) : R(0)}; }},
      {"centre_distance_bound", Condition::changes,
       [](Row& row, const Case& c) {
         if (!has_tail(c))
           return N{R(0)};
         return N{R(exact::tail_mass(row) * centre_distance(row))};
       }},
      {"variance_bound", Condition::mode,
       [](Row& row, const Case&) { return N{exact::bound_by_variance(row)}; }},
      {"covariance_bound", Condition::mode,
       [](Row& row, const Case& c) { return N{has_tail(c) ? exact::bound_by_covariance(row) : R(0)}; }},
      {"best_of_three", Condition::mode,
       [](Row& row, const Case& c) { return N{has_tail(c) ? best_output_bound(row) : R(0)}; }},
      {"spanning_tree_edge", Condition::itself,
       [](Row& row, const Case& c) {
         if (c.scores->finite_count() < 2)
           return N{};
         const std::vector<exact::KeyPair> edges =
             exact::maximum_spanning_tree(*c.values, c.scores->finite());
         return N{exact::length(row, edges[exact::least_edge(*c.values, edges)])};
       }},
      {"vertex_maximum", Condition::direction,
       [](Row& row, const Case& c) {
         const std::span<const Key> keys = c.scores->finite();
         const std::vector<R> averages = exact::threshold_averages(
             exact::by_coefficient(keys, c.box->direction), exact::box_weights(row, keys, *c.box),
             exact::lifted_coefficients(row, keys, c.box->direction));
         return N{R(exact::greatest(averages) + direction_floor(row, c, keys))};
       }},
  };
}

} // namespace tailmass
