// Quantities of section 3 at rising precision.
#include "verify/campaign/certified_outputs.hpp"

#include "theory/exact/outputs/variances.hpp"

#include <algorithm>

namespace tailmass::verify::campaign {

namespace {

constexpr long first_bits = 128;
constexpr long last_bits = 1024; ///< beyond which a bound that may be 0 is recorded by its upper end
constexpr long needed_bits = 60; ///< relative, so that 17 digits are right

/// tau max |v_j - mu_H| over the tail.
Ball bound_by_centre_distance(Evaluator<Ball>& row) {
  return exact::tail_mass(row) *
         exact::greatest_distance(row, exact::offset_head_mean(row), row.head().finite_tail());
}

/// sqrt(tau/(1 - tau)) sqrt(tr(Cov^4)^(1/4)), the root of the trace being the least upper value of the
/// largest eigenvalue that needs no eigensolver.
Ball bound_by_covariance(Evaluator<Ball>& row) {
  return exact::root_odds(row) * sqrt(exact::eigenvalue_bound(row));
}

Ball least_of_three(Evaluator<Ball>& row) {
  return min(min(exact::bound_by_diameter(row), exact::bound_by_variance(row)), exact::bound_by_norm(row));
}

struct OutputBound {
  const char* id; ///< of its theorem
  Ball (*value)(Evaluator<Ball>&);
};
constexpr OutputBound output_bounds[] = {
    {"norm-bound", exact::bound_by_norm},
    {"diameter-bound", exact::bound_by_diameter},
    {"centre-distance-bound", bound_by_centre_distance},
    {"variance-bound", exact::bound_by_variance},
    {"covariance-bound", bound_by_covariance},
    {"best-of-three", least_of_three},
};

const char* id_of(exact::OutputBound bound) {
  switch (bound) {
  case exact::OutputBound::diameter:
    return "diameter-bound";
  case exact::OutputBound::variance:
    return "variance-bound";
  case exact::OutputBound::norm:
    return "norm-bound";
  }
  return "";
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

Evaluator<Ball>& OutputMeter::at_precision(long bits) {
  Evaluator<Ball>& row = evaluators_.try_emplace(bits, case_, Precision<Ball>{bits}).first->second;
  row.focus(case_.head);
  return row;
}

record::OutputRecord OutputMeter::measure(const Head& head) {
  case_.head = head;
  record::OutputRecord record;
  if (head.finite_tail().empty()) {
    for (const OutputBound& bound : output_bounds)
      record.bounds.emplace_back(bound.id, record::Magnitude{});
    return record;
  }
  // The first precision that serves, or the last one.
  const auto measured = [&](const auto& quantity, const auto& serves) {
    long bits = first_bits;
    auto result = quantity(at_precision(bits));
    while (!serves(result) && bits < last_bits)
      result = quantity(at_precision(bits *= 2));
    return result;
  };
  const bool no_error = !precise(exact::error_norm(at_precision(first_bits))) && exact::error_vanishes(case_);
  if (!no_error)
    record.error =
        record::magnitude_of(measured([](Evaluator<Ball>& row) { return exact::error_norm(row); }, precise));
  for (const OutputBound& bound : output_bounds)
    record.bounds.emplace_back(bound.id, record::magnitude_of(measured(bound.value, precise)));
  const std::optional<exact::OutputBound> active =
      measured(exact::active_output_bound, [](const auto& found) { return found.has_value(); });
  if (active)
    record.active = id_of(*active);
  return record;
}

} // namespace tailmass::verify::campaign
