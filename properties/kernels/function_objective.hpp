// A function of the user's as something to be hunted.
#pragma once

#include "properties/hunt/implementation_objective.hpp"
#include "properties/kernels/user_function.hpp"

#include <memory>

namespace tailmass::properties::kernels {

/// The error of a user's function as a goal, on scores of its own format.
class FunctionObjective : public hunt::ImplementationObjective {
public:
  /// Throws as UserFunction does.
  explicit FunctionObjective(const FunctionPlace& place);

  [[nodiscard]] std::optional<Case> prepared(Case c) const override;
  [[nodiscard]] verify::judge::Judgement judged(const Case& c, std::size_t goal) const override;
  [[nodiscard]] std::string replay_command(const std::string& case_file) const override;

protected:
  [[nodiscard]] std::string told(const verify::judge::Accuracy& worst,
                                 std::optional<std::size_t> at) const override;

private:
  FunctionObjective(const FunctionPlace& place, std::shared_ptr<const UserFunction> function);

  FunctionPlace place_;
  std::shared_ptr<const UserFunction> function_;
};

} // namespace tailmass::properties::kernels
