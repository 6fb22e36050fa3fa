// The bounds of the tail mass from the ordered scores.
#pragma once

#include "theory/exact/gaps/gap_bounds.hpp"
#include "theory/fast/scores_of_case.hpp"
#include "theory/quantities/row.hpp"
#include "theory/stable/gaps/gap_bounds.hpp"

#include <vector>

namespace tailmass::quantities {

inline bool has_gap_and_epsilon(const Case& c) {
  return stable::has_gap(c) && c.epsilon && *c.epsilon > 0 && *c.epsilon < 1;
}
inline bool has_checkpoints(const Case& c) {
  return stable::has_gap(c) && c.checkpoints;
}

using Ranks = std::vector<std::size_t>;

/// Returns G/(A + G), the tail's segments at `tail_end` and the head's at the other end.
template <class R>
R segmented_tail_mass(Evaluator<R>& row, const Ranks& head, const Ranks& tail, exact::End tail_end) {
  using exact::End;
  const R kept = exact::segment_sum(row, head, tail_end == End::largest ? End::smallest : End::largest);
  const R dropped = exact::segment_sum(row, tail, tail_end);
  return R(dropped / R(kept + dropped));
}

/// Returns ln((n_f - k)/k) + ln((1 - eps)/eps).
template <class R>
R gap_threshold(Evaluator<R>& row, const Case& c) {
  using std::log;
  const Precision<R>& at = row.precision();
  const R count_odds = R(at(c.scores->finite_count() - c.head.size()) / at(c.head.size()));
  return R(log(count_odds) + log(R((at(1.0) - at(*c.epsilon)) / at(*c.epsilon))));
}

inline auto gaps() {
  using exact::End;
  constexpr Domain gap{"a Top-k head, k < n_f", stable::has_gap};
  constexpr Domain gap_and_epsilon{"a Top-k head, k < n_f, and 0 < epsilon < 1", has_gap_and_epsilon};
  constexpr Domain checkpoints{"a Top-k head, k < n_f, and checkpoints", has_checkpoints};
  return std::tuple{
      Row{"boundary_gap", gap, Condition::itself,
          [](auto& row, const Case& c) { return exact::gap(row, c.head.size()); },
          []<class T>(const Case& c) { return stable::boundary_gap<T>(c); },
          []<class T>(const Case& c) { return fast::boundary_gap<T>(c); }},
      Row{"gap_bound",
          gap,
          Condition::itself,
          [](auto& row, const Case& c) {
            const std::size_t k = c.head.size();
            return exact::gap_bound(row, k, c.scores->finite_count() - k, k);
          },
          {above(Truth::tail_mass, "gap-bound"),
           []<class T>(const Case& c) { return stable::gap_bound<T>(c); }},
          []<class T>(const Case& c) { return fast::gap_bound<T>(c); }},
      Row{"gap_bound_simple",
          gap,
          Condition::itself,
          []<class R>(Evaluator<R>& row, const Case& c) {
            const std::size_t k = c.head.size();
            const R odds = R(row.precision()(c.scores->finite_count() - k) / row.precision()(k));
            return R(odds / exact::exp_gap(row, k));
          },
          {above(Truth::tail_mass, "gap-bound-simple"),
           []<class T>(const Case& c) { return stable::gap_bound_simple<T>(c); }},
          []<class T>(const Case& c) { return fast::gap_bound_simple<T>(c); }},
      Row{"gap_threshold", gap_and_epsilon, Condition::odds,
          [](auto& row, const Case& c) { return gap_threshold(row, c); },
          []<class T>(const Case& c) { return stable::gap_threshold<T>(c); },
          []<class T>(const Case& c) { return fast::gap_threshold<T>(c); }},
      Row{"gap_lower_bound",
          gap,
          Condition::itself,
          [](auto& row, const Case& c) {
            const std::size_t k = c.head.size();
            return segmented_tail_mass(row, {0, k}, {k, c.scores->finite_count()}, End::smallest);
          },
          {below(Truth::tail_mass, "gap-lower-bound"),
           []<class T>(const Case& c) { return stable::gap_lower_bound<T>(c); }},
          []<class T>(const Case& c) { return fast::gap_lower_bound<T>(c); }},
      Row{"gap_lower_bound_sharper",
          gap,
          Condition::itself,
          [](auto& row, const Case& c) {
            const std::size_t k = c.head.size(), n = c.scores->finite_count();
            return segmented_tail_mass(row, {0, k}, k + 1 < n ? Ranks{k, k + 1, n} : Ranks{k, k + 1},
                                       End::smallest);
          },
          {below(Truth::tail_mass, "sharper gap-lower-bound"),
           []<class T>(const Case& c) { return stable::gap_lower_bound_sharper<T>(c); }},
          []<class T>(const Case& c) { return fast::gap_lower_bound_sharper<T>(c); }},
      Row{"multi_gap_bound",
          checkpoints,
          Condition::itself,
          [](auto& row, const Case& c) {
            return segmented_tail_mass(row, {0, c.head.size()}, c.checkpoints->tail, End::largest);
          },
          {above(Truth::tail_mass, "multi-gap"),
           []<class T>(const Case& c) { return stable::multi_gap_bound<T>(c); }},
          []<class T>(const Case& c) { return fast::multi_gap_bound<T>(c); }},
      Row{"multi_gap_known",
          checkpoints,
          Condition::itself,
          [](auto& row, const Case& c) {
            const std::size_t k = c.head.size();
            return segmented_tail_mass(
                row, {0, k},
                exact::known_gap_checkpoints(k, c.checkpoints->known_gaps, c.scores->finite_count()),
                End::largest);
          },
          {above(Truth::tail_mass, "multi-gap of m gaps"),
           []<class T>(const Case& c) { return stable::multi_gap_known<T>(c); }},
          []<class T>(const Case& c) { return fast::multi_gap_known<T>(c); }},
      Row{"multi_gap_two_sided",
          checkpoints,
          Condition::itself,
          [](auto& row, const Case& c) {
            return segmented_tail_mass(row, c.checkpoints->head, c.checkpoints->tail, End::largest);
          },
          {above(Truth::tail_mass, "two-sided multi-gap"),
           []<class T>(const Case& c) { return stable::multi_gap_two_sided<T>(c); }},
          []<class T>(const Case& c) { return fast::multi_gap_two_sided<T>(c); }},
  };
}

} // namespace tailmass::quantities
