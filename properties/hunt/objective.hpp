// What a hunt maximises: scores of a case, one a goal.
#pragma once

#include "theory/nouns/case.hpp"
#include "theory/theorems/theorem.hpp"
#include "verify/cases/shell_quoted.hpp"
#include "verify/judge/verdict.hpp"

#include <limits>
#include <string>
#include <vector>

namespace tailmass::properties::hunt {

/// The score of a case that says nothing about a goal, and of everything that is not a number: no search sees
/// a NaN.
inline constexpr double no_score = -std::numeric_limits<double>::infinity();

/// How a goal is scored.
enum class Measure {
  bound,    ///< ln(lhs/rhs), the slack's negative: 0 at equality, positive of a violation
  identity, ///< ln of |lhs - rhs| in units of rounding (guide) or of what the balls leave open (certified)
  error     ///< error of an implementation over its proven bound
};

/// One claim of a theorem or one implementation.
struct Goal {
  std::string label;
  Measure measure = Measure::bound;
};

/// One score a goal.
using Scored = std::vector<double>;

/// Something to be hunted. Immutable: any thread may ask.
class Objective {
public:
  Objective() = default;
  Objective(const Objective&) = delete;
  Objective& operator=(const Objective&) = delete;
  virtual ~Objective() = default;

  /// Theorem's id, theorem/mutant or the implementation's name.
  [[nodiscard]] virtual std::string name() const = 0;
  [[nodiscard]] const std::vector<Goal>& goals() const { return goals_; }
  /// The parts that a case needs for it.
  [[nodiscard]] virtual PartSet needs() const = 0;
  /// Scores by which a search is guided: one a goal, the largest where a case makes several claims of it.
  /// Never NaN.
  [[nodiscard]] virtual Scored guide(const Case& c) const = 0;
  /// Returns the score as balls decide it: of a bound 0 where 128 bits do not tell the sides apart; positive
  /// only where the sides are certainly the wrong way round. Of an identity positive exactly where the sides
  /// certainly differ.
  [[nodiscard]] virtual Scored certified(const Case& c) const = 0;
  /// The judge's verdict on the goal's claims, the worst one of them: what is reported.
  [[nodiscard]] virtual verify::judge::Judgement judged(const Case& c, std::size_t goal) const = 0;
  /// Whether a goal is reached once its score is within 1e-9 of equality: of theorems. Of mutants only a
  /// violation is, and one ends the hunt.
  [[nodiscard]] virtual bool ends_at_equality() const { return true; }
  /// The command that judges a stored case of it again.
  [[nodiscard]] virtual std::string replay_command(const std::string& case_file) const {
    return "tailmass replay " + verify::cases::shell_quoted(case_file);
  }
  /// What a stored case of it is judged on.
  [[nodiscard]] virtual std::string theorem() const = 0;
  [[nodiscard]] virtual std::string mutant() const { return {}; }

protected:
  std::vector<Goal> goals_;
};

/// Slack below which a bound counts as attained or approached.
inline constexpr double sharp_slack = 1e-9;

} // namespace tailmass::properties::hunt
