// The claims of a theorem, or of a false variant of it, as goals.
#pragma once

#include "properties/hunt/objective.hpp"

namespace tailmass::properties::hunt {

/// Goals are the labels that the theorem's inequalities and identities have on its witness and on a few
/// generated rows. Without a mutant it is the theorem itself.
class TheoremObjective : public Objective {
public:
  explicit TheoremObjective(const Theorem& theorem, const Mutant* mutant = nullptr);

  [[nodiscard]] std::string name() const override;
  /// Values too where the witness has them and the theorem only speaks of them where there are some.
  [[nodiscard]] PartSet needs() const override;
  [[nodiscard]] Scored guide(const Case& c) const override;
  [[nodiscard]] Scored certified(const Case& c) const override;
  [[nodiscard]] verify::judge::Judgement judged(const Case& c, std::size_t goal) const override;
  [[nodiscard]] bool ends_at_equality() const override { return mutant_ == nullptr; }
  [[nodiscard]] std::string theorem() const override { return std::string(theorem_.id); }
  [[nodiscard]] std::string mutant() const override;

  /// Whether the theorem's own witness attains the goal: its equality case holds there, with sides that are
  /// not 0. What a hunt has to find.
  [[nodiscard]] bool attained_by_witness(std::size_t goal) const { return attained_[goal]; }

private:
  [[nodiscard]] bool meets(const Case& c) const;
  void add_goals(const Case& c);
  void mark_attained(const Case& witness);
  template <class R>
  [[nodiscard]] std::size_t goal_of(const Claim<R>& claim, std::size_t near) const;

  const Theorem& theorem_;
  const Mutant* mutant_;
  SidesIn sides_;
  bool with_values_ = false;
  std::vector<bool> attained_;
};

} // namespace tailmass::properties::hunt
