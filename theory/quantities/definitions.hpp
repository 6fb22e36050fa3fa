// The definitions of rows, instantiated in a number type.
#pragma once

#include "theory/numbers/vector.hpp"
#include "theory/quantities/families.hpp"
#include "theory/quantities/quantity.hpp"
#include "theory/quantities/row.hpp"

#include <algorithm>
#include <iterator>

namespace tailmass::quantities {

/// Returns a number, a vector or several numbers as several.
template <class R, class Result>
std::vector<R> listed(Result result) {
  if constexpr (std::is_same_v<Result, std::vector<R>>) {
    return result;
  } else if constexpr (std::is_same_v<Result, Vector<R>>) {
    std::vector<R> numbers;
    for (std::size_t i = 0; i < result.size(); ++i)
      numbers.push_back(result[i]);
    return numbers;
  } else {
    return {R(std::move(result))};
  }
}

/// Returns a row's quantity in R, empty outside of its domain.
template <class R, class Exact>
Quantity<R> in_type(const Row<Exact>& row) {
  return {row.name, row.condition,
          [holds = row.domain.holds](Evaluator<R>& of, const Case& c) {
            return holds(c) ? listed<R>(Exact{}(of, c)) : std::vector<R>{};
          },
          row.longest};
}
/// Returns those of a family.
template <class R, class... Exact>
std::vector<Quantity<R>> in_type(const std::tuple<Row<Exact>...>& family) {
  return std::apply([](const auto&... row) { return std::vector{in_type<R>(row)...}; }, family);
}

/// Returns all of the list, family by family.
template <class R>
std::vector<Quantity<R>> all_in_type() {
  std::vector<Quantity<R>> all;
  for (std::vector<Quantity<R>>& family : of_each_family([](const auto& rows) { return in_type<R>(rows); }))
    std::ranges::move(family, std::back_inserter(all));
  return all;
}

} // namespace tailmass::quantities
