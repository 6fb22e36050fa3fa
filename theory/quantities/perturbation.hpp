// The quantities of a row beside a perturbed one.
#pragma once

#include "theory/exact/perturbation/perturbation.hpp"
#include "theory/quantities/row.hpp"
#include "theory/stable/perturbation/perturbed_masses.hpp"
#include "theory/stable/perturbation/perturbed_variation.hpp"
#include "theory/stable/perturbation/score_errors.hpp"

#include <algorithm>
#include <span>

namespace tailmass::quantities {

inline bool has_perturbed(const Case& c) {
  return !c.perturbed.empty();
}

/// The Top-k keys of the scores themselves, and the other finite ones.
inline std::span<const Key> kept_keys(const Case& c) {
  return c.scores->finite().first(std::min(c.head.size(), c.scores->finite_count()));
}
inline std::span<const Key> dropped_keys(const Case& c) {
  return c.scores->finite().subspan(kept_keys(c).size());
}

/// Returns the largest error of a score.
template <class R>
R score_error(Evaluator<R>& row, const Case& c) {
  return exact::largest_error(row, c, c.scores->finite());
}
/// Returns e^{factor d}, d the largest error of a score.
template <class R>
R error_factor(Evaluator<R>& row, const Case& c, int factor) {
  using std::exp;
  return R(exp(R(R(factor) * score_error(row, c))));
}

/// Returns e^{d_H + d_T} tau'/(1 - tau'), d_H and d_T the largest errors over head and tail.
template <class R>
R tail_odds_bound(Evaluator<R>& row, const Case& c) {
  using std::exp;
  const R both = R(exact::largest_error(row, c, c.head.finite_head()) +
                   exact::largest_error(row, c, c.head.finite_tail()));
  return R(exp(both) * exact::perturbed_odds(row, c));
}

inline auto perturbation() {
  constexpr Domain perturbed{"perturbed scores", has_perturbed};
  constexpr Without differences{
      "a maximum of differences, which takes no exponential: memory is what it waits for"};
  constexpr Without one_number{"one tanh a row"};
  constexpr Without two_rows{
      "the order or the masses of two rows at once, which only a check of a rounded row asks for"};
  constexpr Without products{"a fast tail mass times one exponential"};
  return std::tuple{
      Row{"score_error", perturbed, Condition::itself,
          [](auto& row, const Case& c) { return score_error(row, c); },
          []<class T>(const Case& c) { return stable::score_error<T>(c); }, differences},
      Row{"score_error_head", perturbed, Condition::itself,
          [](auto& row, const Case& c) { return exact::largest_error(row, c, c.head.finite_head()); },
          []<class T>(const Case& c) { return stable::score_error_head<T>(c); }, differences},
      Row{"score_error_tail", perturbed, Condition::itself,
          [](auto& row, const Case& c) { return exact::largest_error(row, c, c.head.finite_tail()); },
          []<class T>(const Case& c) { return stable::score_error_tail<T>(c); }, differences},
      Row{"score_error_spread", perturbed, Condition::itself,
          [](auto& row, const Case& c) { return exact::error_spread(row, c); },
          []<class T>(const Case& c) { return stable::score_error_spread<T>(c); }, differences},
      Row{"tv_error_bound", perturbed, Condition::one,
          [](auto& row, const Case& c) { return exact::tanh_of_half(score_error(row, c)); },
          []<class T>(const Case& c) { return stable::tv_error_bound<T>(c); }, one_number},
      Row{"tv_spread_bound", perturbed, Condition::one,
          []<class R>(Evaluator<R>& row, const Case& c) {
            return exact::tanh_of_half(R(exact::error_spread(row, c) / R(2)));
          },
          []<class T>(const Case& c) { return stable::tv_spread_bound<T>(c); }, one_number},
      Row{"tv_perturbed", perturbed, Condition::one,
          [](auto& row, const Case& c) {
            return exact::total_variation_from(row, exact::perturbed_probabilities(row, c));
          },
          []<class T>(const Case& c) { return stable::tv_perturbed<T>(c); }, two_rows},
      Row{"tail_mass_perturbed", perturbed, Condition::itself,
          [](auto& row, const Case& c) {
            return sum(exact::perturbed_probabilities(row, c), c.head.finite_tail());
          },
          []<class T>(const Case& c) { return stable::tail_mass_perturbed<T>(c); },
          Without{"the fast tail mass of the other row"}},
      Row{"tail_odds_bound", perturbed, Condition::itself,
          [](auto& row, const Case& c) { return tail_odds_bound(row, c); },
          []<class T>(const Case& c) { return stable::tail_odds_bound<T>(c); }, products},
      Row{"kept_mass_perturbed", perturbed, Condition::itself,
          [](auto& row, const Case& c) { return exact::mass_of(row, exact::perturbed_top_k(c).kept()); },
          []<class T>(const Case& c) { return stable::kept_mass_perturbed<T>(c); }, two_rows},
      Row{"lost_mass_perturbed", perturbed, Condition::itself,
          [](auto& row, const Case& c) { return exact::mass_of(row, exact::perturbed_top_k(c).dropped()); },
          []<class T>(const Case& c) { return stable::lost_mass_perturbed<T>(c); }, two_rows},
      Row{"kept_mass_bound", perturbed, Condition::itself,
          []<class R>(Evaluator<R>& row, const Case& c) {
            return R(error_factor(row, c, -2) * exact::mass_of(row, kept_keys(c)));
          },
          []<class T>(const Case& c) { return stable::kept_mass_bound<T>(c); }, products},
      Row{"lost_mass_bound", perturbed, Condition::itself,
          []<class R>(Evaluator<R>& row, const Case& c) {
            return R(error_factor(row, c, 2) * exact::mass_of(row, dropped_keys(c)));
          },
          []<class T>(const Case& c) { return stable::lost_mass_bound<T>(c); }, products},
  };
}

} // namespace tailmass::quantities
