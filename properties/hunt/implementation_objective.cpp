// Errors of implementations, scored.
#include "properties/hunt/implementation_objective.hpp"

#include "properties/regimes/recipe.hpp"
#include "properties/regimes/regimes.hpp"
#include "theory/theorems/catalogue.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace tailmass::properties::hunt {

namespace {

bool same(const Computed& a, const Computed& b) {
  const bool both_none = std::isnan(a.value) && std::isnan(b.value);
  return (both_none || a.value == b.value) && a.bound.relative == b.bound.relative &&
         a.bound.absolute == b.bound.absolute;
}

} // namespace

PartSet parts_read_by(const Implementation& implementation) {
  constexpr std::uint64_t examples = 2; // of each regime
  constexpr std::size_t most_keys = 64;
  PartSet read;
  bool computes = false;
  for (const regimes::Regime* regime : regimes::regimes())
    for (std::uint64_t index = 0; index < examples; ++index) {
      regimes::Recipe recipe = regimes::draw_recipe(*regime, 1, index);
      recipe.n = std::min(recipe.n, most_keys);
      recipe.k = std::min(recipe.k, recipe.n);
      const Case whole = regimes::with_all_parts(regimes::grow(recipe), recipe);
      const std::vector<Computed> computed = implementation.compute(whole);
      computes = computes || !computed.empty();
      Parts::each([&]<class P>(std::type_identity<P>) {
        if (computed.empty() || !regimes::implementation_parts.has<P>())
          return;
        Case without = whole;
        static_cast<P&>(without) = {};
        if (!std::ranges::equal(implementation.compute(without), computed, same))
          read = read | parts<P>;
      });
    }
  return computes ? read : regimes::implementation_parts;
}

ImplementationObjective::ImplementationObjective(Implementation implementation)
    : implementation_(std::move(implementation)),
      needs_(parts_read_by(implementation_) | find_theorem("float-certificate")->needs) {
  goals_.push_back({.label = "", .measure = Measure::error});
}

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// A number and its place among several.
struct WorstNumber {
  verify::judge::Accuracy accuracy = {.share = no_score};
  std::size_t at = 0;
};

/// The number whose error takes the largest share of its bound, infinite of what is no number; a share of
/// no_score where there is none.
WorstNumber largest_share(const std::vector<verify::judge::Accuracy>& numbers) {
  WorstNumber largest;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    verify::judge::Accuracy of_number = numbers[i];
    if (std::isnan(of_number.share))
      of_number.share = infinity;
    if (of_number.share > largest.accuracy.share)
      largest = {of_number, i};
  }
  return largest;
}

} // namespace

/// Where 8192 bits do not tell the error it is infinite: what nobody knows must be seen.
Scored ImplementationObjective::guide(const Case& c) const {
  const std::vector<Computed> computed = implementation_.compute(c);
  if (computed.empty())
    return {no_score};
  const auto accuracy = verify::judge::Oracle(c).accuracy(implementation_, computed);
  return {accuracy ? largest_share(*accuracy).accuracy.share : infinity};
}

verify::judge::Judgement ImplementationObjective::judged(const Case& c, std::size_t /*goal*/) const {
  const std::vector<Computed> computed = implementation_.compute(c);
  if (computed.empty())
    return {.claim = "", .verdict = verify::judge::Verdict::vacuous};
  const auto accuracy = verify::judge::Oracle(c).accuracy(implementation_, computed);
  if (!accuracy)
    return {.claim = "",
            .verdict = verify::judge::Verdict::undecided,
            .reason = "8192 bits do not tell its error"};
  const auto [worst, at] = largest_share(*accuracy);
  if (worst.share == no_score)
    return {.claim = "", .verdict = verify::judge::Verdict::vacuous};
  return {.claim = "",
          .verdict = worst.share > 1 ? verify::judge::Verdict::refuted : verify::judge::Verdict::proved,
          .reason = told(worst, computed.size() > 1 ? std::optional(at) : std::nullopt)};
}

std::string ImplementationObjective::told(const verify::judge::Accuracy& worst,
                                          std::optional<std::size_t> /*at*/) const {
  return worst.share > 1 ? fmt::format("its error is {:.6g} times its proven bound", worst.share)
                         : std::string();
}

std::string ImplementationObjective::replay_command(const std::string& case_file) const {
  return fmt::format("tailmass hunt --implementation {} --evaluations 1 --corpus {} --found ''", name(),
                     verify::cases::shell_quoted(case_file));
}

} // namespace tailmass::properties::hunt
