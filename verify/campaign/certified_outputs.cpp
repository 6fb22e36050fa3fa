// Quantities of section 3, by double words first and by balls of rising precision where these do not settle.
#include "verify/campaign/certified_outputs.hpp"

#include "theory/exact/outputs/outputs.hpp"

#include <algorithm>

namespace tailmass::verify::campaign {

namespace {

constexpr long first_bits = 128;
constexpr long last_bits = 1024; ///< beyond which a bound that may be 0 is recorded by its upper end
constexpr long needed_bits = 60; ///< relative, so that 17 digits are right

Ball error_norm(OutputQuantities& of) {
  return of.error_norm();
}
/// 2 C tau.
Ball by_norm(OutputQuantities& of) {
  return Ball(2) * of.largest_norm() * of.tail_mass();
}
/// tau diam_{H,T}.
Ball by_diameter(OutputQuantities& of) {
  return of.tail_mass() * of.diameter();
}
/// tau max |v_j - mu_H| over the tail.
Ball by_centre_distance(OutputQuantities& of) {
  return of.tail_mass() * of.centre_distance();
}
/// sqrt(tau/(1 - tau)) sqrt(Var_P).
Ball by_variance(OutputQuantities& of) {
  return of.root_odds() * sqrt(of.variance());
}
/// sqrt(tau/(1 - tau)) sqrt(tr(Cov^4)^(1/4)), the root of the trace being the least upper value of the
/// largest eigenvalue that needs no eigensolver.
Ball by_covariance(OutputQuantities& of) {
  return of.root_odds() * sqrt(of.eigenvalue_bound());
}
Ball least_of_three(OutputQuantities& of) {
  return min(min(by_diameter(of), by_variance(of)), by_norm(of));
}

constexpr const char *diameter_id = "diameter-bound", *variance_id = "variance-bound";

struct OutputBound {
  const char* id; ///< of its theorem
  Ball (*value)(OutputQuantities&);
};
constexpr OutputBound output_bounds[] = {
    {"norm-bound", by_norm},
    {diameter_id, by_diameter},
    {"centre-distance-bound", by_centre_distance},
    {variance_id, by_variance},
    {"covariance-bound", by_covariance},
    {"best-of-three", least_of_three},
};

/// The least of the three bounds, the diameter's before the others where they are equal, for the diameter's
/// never exceeds the norm's; null where it cannot be told.
const char* active_of(const Ball& least_by_diameter, const Ball& most_by_diameter, const Ball& variance) {
  if (certainly_at_most(most_by_diameter, variance))
    return diameter_id;
  return certainly_less(variance, least_by_diameter) ? variance_id : nullptr;
}
const char* active_bound(OutputQuantities& of) {
  const Ball diameter = by_diameter(of);
  return active_of(diameter, diameter, by_variance(of));
}

bool precise(const Ball& x) {
  return radius_within(x, x, needed_bits);
}

} // namespace

std::vector<std::string> output_bound_ids() {
  std::vector<std::string> ids;
  for (const OutputBound& bound : output_bounds)
    ids.emplace_back(bound.id);
  return ids;
}

OutputMeter::OutputMeter(Case first, std::shared_ptr<const RowWeights> weights, std::size_t budget)
    : case_(std::move(first)), words_(std::in_place, case_, std::move(weights)), budget_(budget) {
  if (!words_->usable())
    words_.reset();
}

Evaluator<Ball>& OutputMeter::at_precision(long bits) {
  Evaluator<Ball>& row = evaluators_.try_emplace(bits, case_, Precision<Ball>{bits}).first->second;
  row.focus(case_.head);
  return row;
}

template <class Quantity, class Serves>
auto OutputMeter::defined(const Quantity& quantity, const Serves& serves) {
  const auto at = [&](long bits) {
    DefinedQuantities of(at_precision(bits));
    return quantity(of);
  };
  long bits = first_bits;
  auto result = at(bits);
  while (!serves(result) && bits < last_bits)
    result = at(bits *= 2);
  return result;
}

record::OutputRecord OutputMeter::measure(const Head& head) {
  case_.head = head;
  record::OutputRecord record;
  if (head.finite_tail().empty()) {
    for (const OutputBound& bound : output_bounds)
      record.bounds.emplace_back(bound.id, record::Magnitude{});
    return record;
  }
  std::optional<WordQuantities> words;
  if (words_)
    words.emplace(*words_, head, budget_);
  const auto settled = [&](Ball (*quantity)(OutputQuantities&)) -> std::optional<record::Magnitude> {
    return words ? record::settled_magnitude(quantity(*words)) : std::nullopt;
  };
  const auto figure = [&](Ball (*quantity)(OutputQuantities&)) {
    const std::optional<record::Magnitude> found = settled(quantity);
    return found ? *found : record::magnitude_of(defined(quantity, precise));
  };
  const bool within_budget = !words || words->search() != fast::FarthestPairs::Outcome::over_budget;
  if (const std::optional<record::Magnitude> error = settled(error_norm))
    record.error = *error;
  else if (DefinedQuantities first(at_precision(first_bits));
           precise(first.error_norm()) || !exact::error_vanishes(case_))
    record.error = record::magnitude_of(defined(error_norm, precise));
  for (const OutputBound& bound : output_bounds) {
    const bool by_pairs = bound.value == by_diameter || bound.value == least_of_three;
    record.bounds.emplace_back(bound.id, by_pairs && !within_budget
                                             ? record::magnitude_of(bound.value(*words))
                                             : figure(bound.value));
  }
  const char* active = nullptr;
  if (within_budget) {
    active = words ? active_bound(*words) : nullptr;
    if (active == nullptr)
      active = defined(active_bound, [](const char* found) { return found != nullptr; });
  } else {
    const Ball least = words->tail_mass() * words->largest_seen();
    record.diameter_bound_at_least = record::magnitude_of(least);
    active = active_of(least, by_diameter(*words), by_variance(*words));
  }
  if (active != nullptr)
    record.active = active;
  return record;
}

} // namespace tailmass::verify::campaign
