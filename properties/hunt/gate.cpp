// When balls are asked.
#include "properties/hunt/gate.hpp"

#include <algorithm>
#include <cmath>

namespace tailmass::properties::hunt {

namespace {

/// Guides tell scores of bounds apart only below this.
constexpr double trusted_below = -1e-7;
/// ln of the units of rounding from which a guide's discrepancy of an identity is worth a look.
constexpr double first_alarm_of_identity = 7, first_alarm_of_bound = 1e-14, last_alarm_of_bound = 1e-3;

} // namespace

Gate::Gate(const Objective& objective) : objective_(objective) {
  for (const Goal& goal : objective.goals())
    alarms_.push_back(goal.measure == Measure::identity ? first_alarm_of_identity : first_alarm_of_bound);
}

std::optional<Admission> Gate::admit(std::size_t goal, const Case& c, double score, const Pool& pool,
                                     std::size_t evaluations) {
  if (!(score > no_score))
    return std::nullopt;
  switch (objective_.goals()[goal].measure) {
  case Measure::error:
    return Admission{score, true, false};
  case Measure::result:
    return Admission{score, true, score > 1};
  case Measure::identity:
    return admit_identity(goal, c, score, evaluations);
  case Measure::bound:
    return admit_bound(goal, c, score, pool, evaluations);
  }
  return std::nullopt;
}

std::optional<Admission> Gate::admit_identity(std::size_t goal, const Case& c, double score,
                                              std::size_t evaluations) {
  if (score > alarms_[goal] && may_certify(evaluations)) {
    const double by_balls = objective_.certified(c)[goal];
    if (by_balls > 0)
      return Admission{by_balls, true, true};
    alarms_[goal] = score + std::log(2.0);
  }
  return Admission{score, false, false};
}

std::optional<Admission> Gate::admit_bound(std::size_t goal, const Case& c, double score, const Pool& pool,
                                           std::size_t evaluations) {
  if (score < trusted_below)
    return Admission{score, false, false};
  if (!pool.empty() && pool.best().certified && pool.best().score >= -sharp_slack && score <= alarms_[goal])
    return std::nullopt; // as good as equal is there already, and nothing tells that this is more
  if (!may_certify(evaluations))
    return std::nullopt;
  const double by_balls = objective_.certified(c)[goal];
  if (!(by_balls > no_score))
    return std::nullopt;
  if (by_balls > 0 || (objective_.ends_at_equality() && by_balls >= -sharp_slack))
    return Admission{by_balls, true, true};
  if (score > alarms_[goal]) // the guide sees a violation where there is none
    alarms_[goal] = std::min(2 * score, last_alarm_of_bound);
  return Admission{by_balls, true, false};
}

bool Gate::may_certify(std::size_t evaluations) {
  if (checks_ > 100 + evaluations / 10)
    return false;
  ++checks_;
  return true;
}

} // namespace tailmass::properties::hunt
