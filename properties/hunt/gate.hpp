// What a case counts for, and when balls are asked: guides show a hunt the way, but reach nothing.
#pragma once

#include "properties/hunt/pool.hpp"

#include <optional>
#include <vector>

namespace tailmass::properties::hunt {

/// How a case counts for a goal.
struct Admission {
  double score;
  bool certified; ///< whether the score is one that stands, of balls or of a measured error
  bool reached;   ///< whether the goal is
};

/// Lets cases into the pools of an objective's goals. It asks balls where the guide shows a violation or
/// equality, about once in ten evaluations at most, and trusts them less where they were wrong.
class Gate {
public:
  explicit Gate(const Objective& objective);

  /// Decides on a case of that score by the guide, of one that `evaluations` were made before; nothing where
  /// it is not to be kept.
  [[nodiscard]] std::optional<Admission> admit(std::size_t goal, const Case& c, double score,
                                               const Pool& pool, std::size_t evaluations);

private:
  [[nodiscard]] std::optional<Admission> admit_identity(std::size_t goal, const Case& c, double score,
                                                        std::size_t evaluations);
  [[nodiscard]] std::optional<Admission> admit_bound(std::size_t goal, const Case& c, double score,
                                                     const Pool& pool, std::size_t evaluations);
  [[nodiscard]] bool may_certify(std::size_t evaluations);

  const Objective& objective_;
  std::vector<double> alarms_; // by goal: guides above this are checked by balls
  std::size_t checks_ = 0;
};

} // namespace tailmass::properties::hunt
