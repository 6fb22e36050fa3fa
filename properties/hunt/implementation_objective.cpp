// Errors of implementations, scored.
#include "properties/hunt/implementation_objective.hpp"

#include "verify/accuracy.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace tailmass {

std::string name_of(const Implementation& implementation) {
  return fmt::format("{}/{}/{}", implementation.quantity, implementation.variant, implementation.number_type);
}

ImplementationObjective::ImplementationObjective(const Implementation& implementation)
    : implementation_(implementation) {
  goals_.push_back({.label = "", .measure = Measure::error});
}

Part ImplementationObjective::needs() const {
  return Part::values | Part::epsilon | Part::blocks | Part::companion | Part::temperatures |
         Part::checkpoints | Part::box | Part::sub_row | Part::perturbed;
}

Scored ImplementationObjective::guide(const Case& c) const {
  if (!implementation_.in_domain(c))
    return {no_score};
  const auto accuracy = Oracle(c).accuracy(implementation_);
  double largest = no_score;
  if (accuracy)
    for (const Accuracy& of_number : *accuracy)
      if (!std::isnan(of_number.share))
        largest = std::max(largest, of_number.share);
  return {largest};
}

Judgement ImplementationObjective::judged(const Case& c, std::size_t /*goal*/) const {
  const double share = guide(c)[0];
  if (share > 1)
    return {.claim = "",
            .verdict = Verdict::refuted,
            .reason = fmt::format("its error is {:.6g} times its proven bound", share)};
  return {.claim = "", .verdict = share > no_score ? Verdict::proved : Verdict::vacuous};
}

std::string ImplementationObjective::replay_command(const std::string& case_file) const {
  return fmt::format("tailmass hunt --implementation {} --evaluations 1 --corpus {}", name(), case_file);
}

} // namespace tailmass
