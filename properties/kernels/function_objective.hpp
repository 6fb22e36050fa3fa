// A function of the user's as something to be hunted.
#pragma once

#include "properties/hunt/implementation_objective.hpp"
#include "properties/kernels/user_function.hpp"

namespace tailmass::properties::kernels {

/// The error of a user's function as a goal, on scores of its own type.
class FunctionObjective : public hunt::ImplementationObjective {
public:
  /// Throws as user_function() does.
  explicit FunctionObjective(const FunctionPlace& place);

  [[nodiscard]] std::optional<Case> prepared(Case c) const override;
  [[nodiscard]] std::string replay_command(const std::string& case_file) const override;

protected:
  [[nodiscard]] std::string told(const verify::judge::Accuracy& worst) const override;

private:
  FunctionPlace place_;
  bool in_float_;
};

} // namespace tailmass::properties::kernels
