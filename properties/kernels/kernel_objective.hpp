// A user's kernel as something to be hunted.
#pragma once

#include "properties/hunt/objective.hpp"
#include "properties/kernels/kernel_check.hpp"

namespace tailmass::properties::kernels {

/// Its goals are the kernel's questions, each scored by the largest error over its bound. The first wrong
/// answer ends the hunt for its goal, and where a call does not return well the whole one.
class KernelObjective : public hunt::Objective {
public:
  /// Loads the kernel. Throws as Kernel does.
  explicit KernelObjective(const KernelPlace& place);

  [[nodiscard]] const Kernel& kernel() const { return kernel_; }

  /// "kernel" and the name that it gives itself.
  [[nodiscard]] std::string name() const override { return "kernel " + kernel_.info().name; }
  [[nodiscard]] PartSet needs() const override;
  [[nodiscard]] std::optional<Case> prepared(Case c) const override;
  [[nodiscard]] hunt::Scored guide(const Case& c) const override;
  [[nodiscard]] hunt::Scored certified(const Case& c) const override { return guide(c); }
  [[nodiscard]] verify::judge::Judgement judged(const Case& c, std::size_t goal) const override {
    return judgements(c)[goal];
  }
  /// Returns those of all goals by one call: refuted where the kernel is wrong, with the words; proved where
  /// it is right; vacuous where the case does not ask.
  [[nodiscard]] std::vector<verify::judge::Judgement> judgements(const Case& c) const;
  [[nodiscard]] bool finished(const std::vector<bool>& reached) const override;
  /// Half of the rows are of sizes that kernels are made for, and a few beside them.
  [[nodiscard]] std::size_t draw_length(RandomStream& random) const override;
  [[nodiscard]] std::size_t draw_rank(std::size_t n, RandomStream& random) const override;
  [[nodiscard]] std::size_t draw_dimension(std::size_t n, std::size_t most,
                                           RandomStream& random) const override;
  /// Only what is wrong is worth it, and a call that never returns but a few times.
  [[nodiscard]] std::size_t shrink_budget(const verify::judge::Judgement& judgement,
                                          std::size_t usual) const override;
  [[nodiscard]] std::string replay_command(const std::string& case_file) const override;
  /// A theorem that needs what the kernel needs: a stored case names one.
  [[nodiscard]] std::string theorem() const override;

private:
  Kernel kernel_;
  std::vector<Question> questions_;
};

} // namespace tailmass::properties::kernels
