// Rows that attain a bound of the tail mass, by their scores, and how that is stated.
#pragma once

#include "theory/exact/blocks/block_bounds.hpp"
#include "theory/theorems/moved_rows.hpp"

#include <string_view>

namespace tailmass {

/// Sum of e^{x - s_(1)}, term by term.
template <class R>
R sum_of(Evaluator<R>& row, const std::vector<double>& scores) {
  R total(0), weight(0);
  for (std::size_t i = 0; i < scores.size(); ++i) {
    if (i == 0 || scores[i] != scores[i - 1])
      weight = exact::weight_of_score(row, scores[i]);
    total += weight;
  }
  return total;
}

/// A row by its scores, its tail mass from the definition.
template <class R>
exact::MovedRow<R> row_of(Evaluator<R>& row, std::vector<double> head, std::vector<double> tail) {
  const std::vector<double> of_head = head, of_tail = tail;
  return exact::moved_row<R>(std::move(head), std::move(tail), [&row, of_head, of_tail] {
    return exact::TwoSums<R>{sum_of(row, of_head), sum_of(row, of_tail)};
  });
}

/// part/(rest + part).
template <class R>
R share(const R& part, const R& rest) {
  return R(part / R(rest + part));
}

/// States that the tail mass of an extremal row is the bound. Long rows say no more of it, and cost most.
template <class R, class Bound>
void attained(std::string_view attains, const exact::MovedRow<R>& extremal, const Bound& bound,
              Sides<R>& out) {
  constexpr std::size_t most_keys = 128;
  if (extremal.head.size() + extremal.tail.size() <= most_keys)
    out.equal(attains, [&] { return Both<R>{extremal.tail_mass(), bound()}; });
}

/// States that the tail mass of a row is at most that of the extremal one, and that this is the bound.
template <class R, class Bound>
void attained_at_most(Evaluator<R>& row, std::string_view bounds, std::string_view attains,
                      const exact::MovedRow<R>& tau, const exact::MovedRow<R>& extremal, const Bound& bound,
                      Sides<R>& out) {
  tail_mass_at_most(out, bounds, tau, extremal, row.precision());
  attained(attains, extremal, bound, out);
}

} // namespace tailmass
