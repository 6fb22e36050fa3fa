// Cases in the function's own type, and words for its error.
#include "properties/kernels/function_objective.hpp"

#include "properties/kernels/element.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace tailmass::properties::kernels {

FunctionObjective::FunctionObjective(const FunctionPlace& place)
    : ImplementationObjective(user_function(place)), place_(place),
      in_float_(implementation().number_type == type_name<float>) {}

std::optional<Case> FunctionObjective::prepared(Case c) const {
  if (!in_float_)
    return c;
  std::vector<double> scores;
  for (std::size_t key = 0; key < c.scores->size(); ++key) {
    scores.push_back(rounded_to(verify::input::DType::F32, (*c.scores)[key]));
    if (std::isinf(scores.back()) && !c.scores->masked(key))
      return std::nullopt;
  }
  if (std::ranges::equal(scores, c.scores->all()))
    return c;
  // Rounding keeps the order, so that a Top-k set stays one; other parts are derived anew.
  auto rounded = std::make_shared<const Scores>(std::move(scores));
  Head head = Head::of_keys(*rounded, {c.head.head().begin(), c.head.head().end()});
  return Case(std::move(rounded), std::move(head));
}

std::string FunctionObjective::told(const verify::judge::Accuracy& worst) const {
  if (!std::isfinite(worst.computed))
    return fmt::format("it gives no finite number: {}, a crash, or no answer within {:g} s", worst.computed,
                       place_.seconds);
  return fmt::format("its error is {:.4g} ulp, {:.3g} of the number, {:.4g} times {}", worst.ulps,
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
