// What a hunt maximises: scores of a case, one a goal.
#pragma once

#include "theory/nouns/case.hpp"
#include "theory/numbers/random.hpp"
#include "theory/theorems/theorem.hpp"
#include "verify/cases/shell_quoted.hpp"
#include "verify/judge/verdict.hpp"

#include <limits>
#include <optional>
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
  error,    ///< error of an implementation over its proven bound
  result    ///< the same of a user's kernel, where a violation is what is hunted for
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
  /// Returns the case as the objective takes it; nothing where it takes none such. What it gives it takes as
  /// it is. May throw DomainError. Parts that it leaves out are derived afterwards.
  [[nodiscard]] virtual std::optional<Case> prepared(Case c) const { return c; }
  /// Draws the sizes of a first case: its keys, the rank after which n of them are cut, and of at most so
  /// many dimensions that of its values.
  [[nodiscard]] virtual std::size_t draw_length(RandomStream& random) const;
  [[nodiscard]] virtual std::size_t draw_rank(std::size_t n, RandomStream& random) const;
  [[nodiscard]] virtual std::size_t draw_dimension(std::size_t n, std::size_t most,
                                                   RandomStream& random) const;
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
  /// Whether there is nothing left to do, by the goals that are reached: every one, of mutants one.
  [[nodiscard]] virtual bool finished(const std::vector<bool>& reached) const;
  /// How often a smaller case of what was judged so is tried, where it is usually so often.
  [[nodiscard]] virtual std::size_t shrink_budget(const verify::judge::Judgement& /*judgement*/,
                                                  std::size_t usual) const {
    return usual;
  }
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
