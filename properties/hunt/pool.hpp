// The few best cases of one goal.
#pragma once

#include "properties/hunt/objective.hpp"
#include "properties/regimes/recipe.hpp"

#include <memory>
#include <string>
#include <vector>

namespace tailmass::properties::hunt {

/// A case with its score for one goal.
struct Found {
  Case c;
  double score = no_score; ///< by balls where certified, by the guide otherwise
  bool certified = false;
  std::size_t evaluations = 0; ///< how many the island had made by then
  std::shared_ptr<const regimes::Recipe> recipe =
      {};                ///< of the row that it descends from, where that was generated
  std::string operation; ///< what made it: a move's name, "random", "bisection", "esch" ..
};

/// Keeps at most eight cases, best first, no two of one score.
class Pool {
public:
  [[nodiscard]] bool empty() const { return found_.empty(); }
  [[nodiscard]] const Found& best() const { return found_.front(); }
  /// Any of them; better ones are drawn more often.
  [[nodiscard]] const Found& parent(RandomStream& random) const;
  /// Any of them, all as often.
  [[nodiscard]] const Found& any(RandomStream& random) const;

  /// Takes the case in where it belongs, if it does.
  void enter(Found found);
  /// Keeps nothing but this case.
  void keep_alone(const Found& found) { found_.assign(1, found); }
  void clear() { found_.clear(); }
  /// Certifies the best, until it is one that balls have scored.
  void certify_best(const Objective& objective, std::size_t goal);

private:
  std::vector<Found> found_;
};

} // namespace tailmass::properties::hunt
