// The explicit list of regimes.
#include "properties/regimes/regimes.hpp"

#include <algorithm>
#include <iterator>

namespace tailmass::properties::regimes {

// spread.cpp
extern const Regime gaussian_rows, uniform_rows, heavy_tailed_rows, linear_rows, sorted_rows, peaked_rows;
// levels.cpp
extern const Regime all_equal_rows, two_level_rows, tied_rows, few_digit_rows;
// boundary.cpp
extern const Regime boundary_tie_rows, one_ulp_gap_rows, one_more_rows, one_fewer_rows;
// range.cpp
extern const Regime underflow_gap_rows, deep_tail_rows, wide_rows, huge_offset_rows, subnormal_rows,
    overflowing_rows;
// masks.cpp
extern const Regime random_mask_rows, causal_mask_rows, all_but_one_masked_rows, finite_mask_rows;
// real.cpp
extern const Regime real_rows;

std::span<const Regime* const> regimes() {
  static constexpr const Regime* all[] = {
      &gaussian_rows,     &uniform_rows,     &heavy_tailed_rows,       &linear_rows,      &sorted_rows,
      &peaked_rows,       &all_equal_rows,   &two_level_rows,          &tied_rows,        &few_digit_rows,
      &boundary_tie_rows, &one_ulp_gap_rows, &one_more_rows,           &one_fewer_rows,   &underflow_gap_rows,
      &deep_tail_rows,    &wide_rows,        &huge_offset_rows,        &subnormal_rows,   &overflowing_rows,
      &random_mask_rows,  &causal_mask_rows, &all_but_one_masked_rows, &finite_mask_rows, &real_rows,
  };
  return all;
}

const Regime* find_regime(std::string_view name) {
  const auto all = regimes();
  const auto found = std::ranges::find(all, name, &Regime::name);
  return found == all.end() ? nullptr : *found;
}

} // namespace tailmass::properties::regimes
