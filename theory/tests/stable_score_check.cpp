// The check of stable implementations in balls.
#include "theory/tests/stable_score_cases.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>

namespace tailmass {

namespace {

constexpr long first_bits = 256, last_bits = 4096;

const Implementation& stable_of(std::string_view quantity) {
  const auto all = implementations();
  const auto found = std::ranges::find_if(all, [&](const Implementation& implementation) {
    return implementation.quantity == quantity && implementation.variant == "stable" &&
           implementation.number_type == "double";
  });
  if (found == all.end())
    throw std::logic_error("no stable implementation of " + std::string(quantity));
  return *found;
}

struct Worst {
  double share = 0;
  std::string name = "";
  std::size_t met = 0;
};

/// The truth in the unit of the implementation: sums and means over a block are in units of e^{s_(1)} in
/// exact/.
std::vector<Ball> truth_of(const Quantity<Ball>& quantity, Evaluator<Ball>& row, const Case& c) {
  std::vector<Ball> numbers = quantity.of(row, c);
  if (quantity.scale == Scale::in_top || quantity.scale == Scale::exponents)
    for (Ball& x : numbers)
      x *= exp(row.precision()(row.scores().ranked(1)));
  return numbers;
}

/// Whether the row decided; the worst share and failures are noted.
bool decide(const Quantity<Ball>& quantity, Evaluator<Ball>& row, const StableCase& on, Worst& worst) {
  const Implementation& implementation = stable_of(quantity.name);
  if (!implementation.in_domain(on.c))
    return true;
  const std::vector<double> computed = implementation.evaluate(on.c);
  const std::vector<ErrorBound> bounds = implementation.bound(on.c);
  const std::vector<Ball> truth = truth_of(quantity, row, on.c);
  EXPECT_TRUE(computed.size() == truth.size() && bounds.size() == truth.size())
      << quantity.name << " of " << on.name;
  for (std::size_t i = 0; i < truth.size(); ++i) {
    const std::optional<double> share = used_share(computed[i], truth[i], bounds[i]);
    if (!share)
      return false;
    EXPECT_LE(*share, 1) << quantity.name << " of " << on.name << ": " << computed[i] << " for "
                         << to_decimal(truth[i], 20);
    if (*share >= worst.share)
      worst.share = *share, worst.name = on.name;
  }
  ++worst.met;
  return true;
}

} // namespace

std::optional<double> used_share(double computed, const Ball& truth, const ErrorBound& bound) {
  const Ball error = abs(Ball(computed) - truth);
  const Ball allowed = Ball(bound.relative) * abs(truth) + Ball(bound.absolute);
  if (certainly_at_most(error, allowed))
    return certainly_less(Ball(0), allowed) ? std::min(1.0, approximate(error / allowed.at_precision(64)))
                                            : 0.0;
  if (certainly_less(allowed, error))
    return std::max(std::nextafter(1.0, 2.0), approximate(error) / approximate(allowed));
  if (certainly_less(error, Ball(0x1p-1000) * Ball(0x1p-100)))
    return 0.0; // an exact 0, as a divergence where there is no tail, that a sum of terms of order 1 cannot
                // prove
  return std::nullopt;
}

void check_against_balls(const std::vector<Quantity<Ball>>& quantities, std::size_t least_cases) {
  std::vector<Worst> worst(quantities.size());
  for (const StableCase& on : stable_score_cases()) {
    std::vector<std::size_t> open(quantities.size());
    for (std::size_t q = 0; q < open.size(); ++q)
      open[q] = q;
    for (long bits = first_bits; bits <= last_bits && !open.empty(); bits *= 2) {
      Evaluator<Ball> row(on.c, {bits});
      std::erase_if(open, [&](std::size_t q) { return decide(quantities[q], row, on, worst[q]); });
    }
    for (const std::size_t q : open)
      ADD_FAILURE() << quantities[q].name << " of " << on.name << " is open at " << last_bits << " bits";
  }
  for (std::size_t q = 0; q < quantities.size(); ++q) {
    std::printf("%-24s %5zu cases, at most %.3f of the bound (%s)\n", std::string(quantities[q].name).c_str(),
                worst[q].met, worst[q].share, worst[q].name.c_str());
    EXPECT_GE(worst[q].met, least_cases) << quantities[q].name;
    EXPECT_TRUE(quantities[q].name == "k_epsilon" || worst[q].share > 0.02)
        << "the bound of " << quantities[q].name << " is silly";
  }
}

} // namespace tailmass
