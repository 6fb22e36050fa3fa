// Holding implementations to their bounds by balls of rising precision.
#include "properties/tests/implementation_faults.hpp"

#include "theory/tests/quantities_bounds.hpp"
#include "theory/tests/quantities_distribution.hpp"
#include "theory/tests/quantities_outputs.hpp"
#include "theory/tests/quantities_perturbation.hpp"
#include "theory/tests/used_share.hpp"
#include "verify/derive.hpp"

#include <fmt/format.h>
#include <map>

namespace tailmass {

namespace {

constexpr long first_bits = 256, last_bits = 8192;

/// The truths by the name of the quantity.
const std::map<std::string_view, Quantity<Ball>>& truths() {
  static const std::map<std::string_view, Quantity<Ball>> all = [] {
    std::map<std::string_view, Quantity<Ball>> by_name;
    for (const auto& list :
         {distribution_quantities<Ball>(), gap_quantities<Ball>(), block_quantities<Ball>(),
          output_quantities<Ball>(), perturbation_quantities<Ball>()})
      for (const Quantity<Ball>& quantity : list)
        by_name.emplace(quantity.name, quantity);
    return by_name;
  }();
  return all;
}

/// A generated case with every part that an implementation may need.
Case with_all_parts(const Generated& on) {
  Case c = on.c;
  derive(c,
         Part::epsilon | Part::companion | Part::temperatures | Part::checkpoints | Part::box |
             Part::sub_row | Part::perturbed,
         {on.recipe.noise, "implementations", on.recipe.regime->name, c.head.size()});
  return c;
}

/// What was computed of one quantity, to be held to the truth.
struct Computed {
  const Implementation* implementation;
  const Quantity<Ball>* truth;
  std::vector<double> values;
  std::vector<ErrorBound> bounds;
};

std::vector<Computed> all_computed(std::span<const Implementation> implementations, const Case& c) {
  std::vector<Computed> all;
  for (const Implementation& implementation : implementations)
    if (const auto truth = truths().find(implementation.quantity);
        truth != truths().end() && implementation.in_domain(c))
      all.push_back({&implementation, &truth->second, implementation.evaluate(c), implementation.bound(c)});
  return all;
}

/// A fault, or whether the row at this precision decides.
std::optional<std::string> fault_of(const Computed& computed, Evaluator<Ball>& row, const Case& c,
                                    bool& open) {
  const Implementation& of = *computed.implementation;
  const std::vector<Ball> truth = truth_of(*computed.truth, row, c);
  if (truth.size() != computed.values.size() || truth.size() != computed.bounds.size())
    return fmt::format("{} in {}: {} numbers for {}", of.quantity, of.number_type, computed.values.size(),
                       truth.size());
  for (std::size_t i = 0; i < truth.size(); ++i) {
    const std::optional<double> share = used_share(computed.values[i], truth[i], computed.bounds[i]);
    open = open || !share;
    if (share && !(*share <= 1))
      return fmt::format("{} {} in {} is off by {:.6g} times its bound: {:a} ({}) for {}", of.variant,
                         of.quantity, of.number_type, *share, computed.values[i], computed.values[i],
                         to_decimal(truth[i], 20));
  }
  return std::nullopt;
}

} // namespace

bool has_truth(std::string_view quantity) {
  return truths().contains(quantity);
}

std::optional<std::string> implementation_fault(std::span<const Implementation> implementations,
                                                const Generated& on) {
  const Case c = with_all_parts(on);
  const std::string place = "\n" + description_of(on.recipe) + "\n";
  std::vector<Computed> all = all_computed(implementations, c);
  for (long bits = first_bits; bits <= last_bits && !all.empty(); bits *= 2) {
    Evaluator<Ball> row(c, {bits});
    std::vector<Computed> left;
    for (Computed& computed : all) {
      bool open = false;
      if (const auto wrong = fault_of(computed, row, c, open))
        return *wrong + place;
      if (open)
        left.push_back(std::move(computed));
    }
    all = std::move(left);
  }
  if (all.empty())
    return std::nullopt;
  return fmt::format("{} in {} is open at {} bits", all[0].implementation->quantity,
                     all[0].implementation->number_type, last_bits) +
         place;
}

} // namespace tailmass
