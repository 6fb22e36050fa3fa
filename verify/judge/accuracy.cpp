// Accuracy by balls of rising precision.
#include "verify/judge/accuracy.hpp"

#include "theory/exact/distribution/k_epsilon.hpp"
#include "theory/quantities.hpp"
#include "theory/quantities/error.hpp"

#include <cmath>
#include <limits>
#include <stdexcept>

namespace tailmass::verify::judge {

namespace {

constexpr long first_oracle_bits = 128, last_oracle_bits = 8192;

/// Nothing where the ball does not tell.
std::optional<double> relative_error(double computed, const Ball& truth, double ulps) {
  if (ulps == 0)
    return 0.0;
  constexpr double infinity = std::numeric_limits<double>::infinity();
  if (!std::isfinite(computed) || (is_exact(truth) && approximate(truth) == 0))
    return infinity;
  const Ball error = abs(Ball(computed) - truth);
  const double relative = not_below(error.at_precision(64) / abs(truth));
  if (!std::isfinite(relative))
    // As good as zero, or beyond the range of a double because the truth is that small.
    return is_as_good_as_zero(truth) || certainly_less(Ball(0), abs(truth)) ? std::optional(infinity)
                                                                            : std::nullopt;
  return relative;
}

std::optional<Accuracy> measured(const Computed& number, const Ball& truth, NumberFormat format) {
  const double computed = number.value;
  const ErrorBound& bound = number.bound;
  const std::optional<double> ulps = error_in_ulps(computed, truth, format);
  const std::optional<double> share =
      std::isfinite(computed) ? used_share(computed, truth, bound) : std::numeric_limits<double>::infinity();
  if (!ulps || !share)
    return std::nullopt;
  const std::optional<double> relative = relative_error(computed, truth, *ulps);
  if (!relative)
    return std::nullopt;
  const Ball allowed = (Ball(bound.relative) * abs(truth) + Ball(bound.absolute)).at_precision(64);
  return Accuracy{.computed = computed,
                  .ulps = *ulps,
                  .relative = *relative,
                  .bound_ulps = not_below(allowed / unit_in_last_place(truth, format)),
                  .share = *share};
}

} // namespace

const std::vector<Ball>& Oracle::truth(std::string_view quantity, long bits) {
  const auto known = truths_.find({quantity, bits});
  if (known != truths_.end())
    return known->second;
  const Quantity<Ball>* exact = find_quantity(quantity);
  if (!exact)
    throw std::logic_error("no quantity is called " + std::string(quantity));
  Evaluator<Ball>& row = rows_.try_emplace(bits, c_, Precision<Ball>{bits}).first->second;
  return truths_.emplace(std::pair{exact->name, bits}, truth_of(*exact, row, c_)).first->second;
}

std::optional<std::vector<Accuracy>> Oracle::accuracy(const Implementation& implementation,
                                                      std::span<const Computed> computed) try {
  const NumberFormat format = format_of(implementation.number_type);
  for (long bits = first_oracle_bits; bits <= last_oracle_bits; bits *= 2) {
    const std::vector<Ball>& truths = truth(implementation.quantity, bits);
    if (truths.size() != computed.size())
      throw std::logic_error(std::string(implementation.quantity) + ": " + std::to_string(computed.size()) +
                             " numbers for " + std::to_string(truths.size()));
    std::vector<Accuracy> all;
    for (std::size_t i = 0; i < truths.size(); ++i)
      if (const auto one = measured(computed[i], truths[i], format))
        all.push_back(*one);
      else
        break;
    if (all.size() == truths.size())
      return all;
  }
  return std::nullopt;
} catch (const exact::TooClose&) { // there is no truth to compare with
  return std::nullopt;
}

} // namespace tailmass::verify::judge
