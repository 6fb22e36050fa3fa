// The rounding error of one implementation as a goal.
#pragma once

#include "properties/hunt/objective.hpp"
#include "theory/implementations.hpp"
#include "verify/judge/accuracy.hpp"
#include "verify/record/precision.hpp"

#include <optional>

namespace tailmass::properties::hunt {

/// Returns the parts that the implementation reads on a few rows of every regime; every part where it
/// computes nothing of them.
[[nodiscard]] PartSet parts_read_by(const Implementation& implementation);

/// One goal: the largest error over proven bound among the numbers that the implementation gives, by balls in
/// guide and certificate alike.
class ImplementationObjective : public Objective {
public:
  explicit ImplementationObjective(Implementation implementation);

  /// "tail_mass/stable/float".
  [[nodiscard]] std::string name() const override {
    return text_of(verify::record::name_of(implementation_));
  }
  /// The parts that the implementation reads, without one of which it computes something else or nothing, and
  /// those of the theorem that a stored case names.
  [[nodiscard]] PartSet needs() const override { return needs_; }
  [[nodiscard]] Scored guide(const Case& c) const override;
  [[nodiscard]] Scored certified(const Case& c) const override { return guide(c); }
  /// refuted where the error exceeds its bound, proved where it does not, vacuous outside the domain.
  [[nodiscard]] verify::judge::Judgement judged(const Case& c, std::size_t goal) const override;
  [[nodiscard]] std::string replay_command(const std::string& case_file) const override;
  /// The theorem that speaks of what implementations compute.
  [[nodiscard]] std::string theorem() const override { return "float-certificate"; }

protected:
  [[nodiscard]] const Implementation& implementation() const { return implementation_; }
  /// Says of the number with the largest share of its bound how large it is. `at`: its place, where there are
  /// several.
  [[nodiscard]] virtual std::string told(const verify::judge::Accuracy& worst,
                                         std::optional<std::size_t> at) const;

private:
  Implementation implementation_;
  PartSet needs_;
};

} // namespace tailmass::properties::hunt
