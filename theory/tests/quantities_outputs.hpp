// Outputs, variances, distances, spanning tree and box maxima as named quantities.
#pragma once

#include "theory/exact/spanning_tree.hpp"
#include "theory/exact/variances.hpp"
#include "theory/exact/vertex_softmax.hpp"
#include "theory/tests/quantity.hpp"

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

/// Those of the reference table, but for covariance_bound, whose eigenvalue exact/ does not compute.
template <class R>
std::vector<Quantity<R>> output_quantities() {
  using Row = Evaluator<R>;
  using N = std::vector<R>;
  return {
      {"output_mean", Scale::values, [](Row& row, const Case&) { return numbers(exact::output(row)); }},
      {"head_mean", Scale::values, [](Row& row, const Case&) { return numbers(exact::head_mean(row)); }},
      {"tail_mean", Scale::values,
       [](Row& row, const Case& c) { return has_tail(c) ? numbers(exact::tail_mean(row)) : N{}; }},
      {"output_error", Scale::changes, [](Row& row, const Case&) { return N{exact::error_norm(row)}; }},
      {"var_p", Scale::squares, [](Row& row, const Case&) { return N{exact::variance(row)}; }},
      {"var_h", Scale::squares, [](Row& row, const Case&) { return N{exact::head_variance(row)}; }},
      {"var_t", Scale::squares,
       [](Row& row, const Case& c) { return has_tail(c) ? N{exact::tail_variance(row)} : N{}; }},
      {"max_norm", Scale::itself, [](Row& row, const Case&) { return N{exact::largest_norm(row)}; }},
      {"diameter", Scale::itself,
       [](Row& row, const Case& c) { return has_tail(c) ? N{exact::head_tail_diameter(row)} : N{}; }},
      {"centre_distance", Scale::values,
       [](Row& row, const Case& c) { return has_tail(c) ? N{centre_distance(row)} : N{}; }},
      {"norm_bound", Scale::itself, [](Row& row, const Case&) { return N{exact::bound_by_norm(row)}; }},
      {"diameter_bound", Scale::itself,
       [](Row& row, const Case& c) { return N{has_tail(c) ? exact::bound_by_diameter(row) : R(0)}; }},
      {"centre_distance_bound", Scale::changes,
       [](Row& row, const Case& c) {
         if (!has_tail(c))
           return N{R(0)};
         return N{R(exact::tail_mass(row) * centre_distance(row))};
       }},
      {"variance_bound", Scale::mode, [](Row& row, const Case&) { return N{exact::bound_by_variance(row)}; }},
      {"best_of_three", Scale::mode,
       [](Row& row, const Case& c) { return N{has_tail(c) ? best_output_bound(row) : R(0)}; }},
      {"spanning_tree_edge", Scale::itself,
       [](Row& row, const Case& c) {
         if (c.scores->finite_count() < 2)
           return N{};
         const std::vector<exact::KeyPair> edges =
             exact::maximum_spanning_tree(*c.values, c.scores->finite());
         return N{exact::length(row, edges[exact::least_edge(*c.values, edges)])};
       }},
      {"vertex_maximum", Scale::direction,
       [](Row& row, const Case& c) {
         const std::span<const Key> keys = c.scores->finite();
         const std::vector<R> averages = exact::threshold_averages(
             exact::by_coefficient(keys, c.box->direction), exact::box_weights(row, keys, *c.box),
             exact::lifted_coefficients(row, keys, c.box->direction));
         return N{R(exact::greatest(averages) + direction_floor(row, c, keys))};
       }},
  };
}

/// Others of the same headers.
template <class R>
std::vector<Quantity<R>> more_output_quantities() {
  using Row = Evaluator<R>;
  using N = std::vector<R>;
  return {
      {"value_columns", Scale::itself,
       [](Row& row, const Case&) { return numbers(exact::value_columns(row).back()); }},
      {"offset_columns", Scale::itself,
       [](Row& row, const Case&) { return numbers(exact::offset_columns(row).back()); }},
      {"tail_conditional", Scale::itself,
       [](Row& row, const Case& c) { return has_tail(c) ? numbers(exact::tail_conditional(row)) : N{}; }},
      {"probability_changes", Scale::itself,
       [](Row& row, const Case&) { return numbers(exact::probability_changes(row)); }},
      {"error_components", Scale::changes,
       [](Row& row, const Case&) { return numbers(exact::output_error(row)); }},
      {"tail_odds", Scale::itself, [](Row& row, const Case&) { return N{exact::tail_odds(row)}; }},
      {"root_odds", Scale::itself, [](Row& row, const Case&) { return N{exact::root_odds(row)}; }},
      {"squared_mean_distance", Scale::squares,
       [](Row& row, const Case& c) { return has_tail(c) ? N{exact::squared_mean_distance(row)} : N{}; }},
      {"output_difference", Scale::values,
       [](Row& row, const Case&) { return numbers(exact::output_difference(row)); }},
      {"covariance", Scale::squares,
       [](Row& row, const Case&) {
         N entries;
         for (const Vector<R>& line : exact::covariance(row))
           for (std::size_t i = 0; i < line.size(); ++i)
             entries.push_back(line[i]);
         return entries;
       }},
      {"quadratic_form", Scale::squares,
       [](Row& row, const Case& c) {
         Vector<R> x(c.values->dimension(), row.precision());
         for (std::size_t i = 0; i < x.size(); ++i)
           x.set(i, row.precision()(0.25));
         return N{exact::quadratic_form(row, exact::covariance(row), x)};
       }},
      {"eigenvalue_bound", Scale::squares,
       [](Row& row, const Case&) { return N{exact::eigenvalue_bound(row)}; }},
      {"radius_about", Scale::itself,
       [](Row& row, const Case& c) { return N{exact::radius_about(row, c.centre)}; }},
      {"least_diameter_by_force", Scale::itself,
       [](Row& row, const Case& c) {
         const std::span<const Key> keys = few_keys(c, 7);
         return keys.size() < 2 ? N{} : N{exact::least_diameter_by_force(row, keys)};
       }},
      {"vertex_averages", Scale::itself,
       [](Row& row, const Case& c) {
         const std::span<const Key> keys = few_keys(c, 6);
         return N(exact::vertex_averages(keys, exact::box_weights(row, keys, *c.box),
                                         exact::lifted_coefficients(row, keys, c.box->direction)));
       }},
      {"average", Scale::itself,
       [](Row& row, const Case& c) {
         const std::span<const Key> keys = c.scores->finite();
         const Vector<R> weights =
             exact::weights_of(row, keys, c.box->point, c.scores->ranked(c.scores->finite_count()));
         return N{exact::average(keys, weights, exact::lifted_coefficients(row, keys, c.box->direction))};
       }},
  };
}

} // namespace tailmass
