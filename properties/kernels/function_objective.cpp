// Cases in the function's own format, and words for its error.
#include "properties/kernels/function_objective.hpp"

#include <cmath>
#include <fmt/format.h>

namespace tailmass::properties::kernels {

FunctionObjective::FunctionObjective(const FunctionPlace& place)
    : FunctionObjective(place, std::make_shared<const UserFunction>(place)) {}

FunctionObjective::FunctionObjective(const FunctionPlace& place, std::shared_ptr<const UserFunction> function)
    : ImplementationObjective(implementation_of(function)), place_(place), function_(std::move(function)) {}

std::optional<Case> FunctionObjective::prepared(Case c) const {
  return rounded_case(function_->name().dtype, std::move(c));
}

/// How a call went wrong, where that is why its numbers are none.
verify::judge::Judgement FunctionObjective::judged(const Case& c, std::size_t goal) const {
  verify::judge::Judgement judgement = ImplementationObjective::judged(c, goal);
  if (judgement.verdict == verify::judge::Verdict::refuted)
    if (const std::string fault = function_->call(c).fault; !fault.empty())
      judgement.reason = "the call went wrong: " + fault;
  return judgement;
}

std::string FunctionObjective::told(const verify::judge::Accuracy& worst,
                                    std::optional<std::size_t> at) const {
  const std::string where = at ? fmt::format(" at key {}", *at) : std::string();
  if (!std::isfinite(worst.computed))
    return fmt::format("it gives no finite number{}: {}", where,
                       std::isnan(worst.computed) ? "nan"
                       : worst.computed > 0       ? "inf"
                                                  : "-inf");
  return fmt::format("its error{} is {:.4g} ulp, {:.3g} of the number, {:.4g} times {}", where, worst.ulps,
                     worst.relative, worst.share,
                     place_.relative ? fmt::format("the {:g} of it that it may be", *place_.relative)
                                     : "the bound of plain arithmetic");
}

std::string FunctionObjective::replay_command(const std::string& case_file) const {
  return fmt::format("tailmass hunt --function {}{} --evaluations 1 --corpus {} --found ''",
                     verify::cases::shell_quoted(place_.text),
                     place_.relative ? fmt::format(" --relative {}", *place_.relative) : "",
                     verify::cases::shell_quoted(case_file));
}

} // namespace tailmass::properties::kernels
