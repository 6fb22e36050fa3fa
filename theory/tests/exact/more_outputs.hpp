// The other quantities of the output level by name, for the agreement of number types.
#pragma once

#include "theory/quantities/definitions.hpp"
#include "theory/quantities/outputs.hpp"

namespace tailmass {

/// At most `most` of the finite keys.
inline std::span<const Key> few_keys(const Case& c, std::size_t most) {
  return c.scores->finite().first(std::min(most, c.scores->finite_count()));
}

/// Others of the same headers.
template <class R>
std::vector<Quantity<R>> more_output_quantities() {
  using Row = Evaluator<R>;
  using N = std::vector<R>;
  return {
      {"value_columns", Condition::itself,
       [](Row& row, const Case&) { return quantities::listed<R>(exact::value_columns(row).back()); }},
      {"offset_columns", Condition::itself,
       [](Row& row, const Case&) { return quantities::listed<R>(exact::offset_columns(row).back()); }},
      {"tail_conditional", Condition::itself,
       [](Row& row, const Case& c) {
         return quantities::has_tail(c) ? quantities::listed<R>(exact::tail_conditional(row)) : N{};
       }},
      {"probability_changes", Condition::itself,
       [](Row& row, const Case&) { return quantities::listed<R>(exact::probability_changes(row)); }},
      {"error_components", Condition::changes,
       [](Row& row, const Case&) { return quantities::listed<R>(exact::output_error(row)); }},
      {"tail_odds", Condition::itself, [](Row& row, const Case&) { return N{exact::tail_odds(row)}; }},
      {"root_odds", Condition::itself, [](Row& row, const Case&) { return N{exact::root_odds(row)}; }},
      {"squared_mean_distance", Condition::squares,
       [](Row& row, const Case& c) {
         return quantities::has_tail(c) ? N{exact::squared_mean_distance(row)} : N{};
       }},
      {"output_difference", Condition::values,
       [](Row& row, const Case&) { return quantities::listed<R>(exact::output_difference(row)); }},
      {"covariance", Condition::squares,
       [](Row& row, const Case&) {
         N entries;
         for (const Vector<R>& line : exact::covariance(row))
           for (std::size_t i = 0; i < line.size(); ++i)
             entries.push_back(line[i]);
         return entries;
       }},
      {"quadratic_form", Condition::squares,
       [](Row& row, const Case& c) {
         Vector<R> x(c.values->dimension(), row.precision());
         for (std::size_t i = 0; i < x.size(); ++i)
           x.set(i, row.precision()(0.25));
         return N{exact::quadratic_form(row, exact::covariance(row), x)};
       }},
      {"eigenvalue_bound", Condition::squares,
       [](Row& row, const Case&) { return N{exact::eigenvalue_bound(row)}; }},
      {"radius_about", Condition::itself,
       [](Row& row, const Case& c) { return N{exact::radius_about(row, c.centre)}; }},
      {"least_diameter_by_force", Condition::itself,
       [](Row& row, const Case& c) {
         const std::span<const Key> keys = few_keys(c, 7);
         return keys.size() < 2 ? N{} : N{exact::least_diameter_by_force(row, keys)};
       }},
      {"vertex_averages", Condition::itself,
       [](Row& row, const Case& c) {
         const std::span<const Key> keys = few_keys(c, 6);
         return N(exact::vertex_averages(keys, exact::box_weights(row, keys, *c.box),
                                         exact::lifted_coefficients(row, keys, c.box->direction)));
       }},
      {"average", Condition::itself,
       [](Row& row, const Case& c) {
         const std::span<const Key> keys = c.scores->finite();
         const Vector<R> weights =
             exact::weights_of(row, keys, c.box->point, c.scores->ranked(c.scores->finite_count()));
         return N{exact::average(keys, weights, exact::lifted_coefficients(row, keys, c.box->direction))};
       }},
  };
}

} // namespace tailmass
