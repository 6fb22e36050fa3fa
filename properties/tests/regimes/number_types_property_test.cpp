// Every quantity of the list, by its definition in other number types, is what it is in balls, on every
// regime.
#include "properties/tests/regimes/each_regime.hpp"
#include "properties/tests/regimes/run_property.hpp"
#include "theory/quantities.hpp"
#include "theory/quantities/definitions.hpp"
#include "theory/tests/quantities/each_covered.hpp"

#include <boost/multiprecision/cpp_bin_float.hpp>
#include <boost/multiprecision/mpfr.hpp>
#include <fmt/format.h>

#include <cmath>
#include <set>

namespace tailmass::properties::regimes {

namespace {

using Mpfr = boost::multiprecision::number<boost::multiprecision::mpfr_float_backend<100>,
                                           boost::multiprecision::et_off>;
using BinaryFloat =
    boost::multiprecision::number<boost::multiprecision::cpp_bin_float<60>, boost::multiprecision::et_off>;

/// What a type can be held to: exponents of what a case has, and the error of exp(-x) in epsilons, as a share
/// of x. Mpfr rounds correctly; cpp_bin_float takes multiples of a rounded ln 2 off the argument.
struct Reach {
  double width;  ///< of differences of scores
  double values; ///< these and their inverses
  double exponential;
};
template <class R>
constexpr Reach reach{3000, 1e308, 0};
template <>
constexpr Reach reach<BinaryFloat>{3000, 1e308, 1};
template <>
constexpr Reach reach<double>{300, 1e60, 0};

Ball whole_line() {
  Ball result;
  arb_zero_pm_inf(result.raw());
  return result;
}

/// The number itself, nothing rounded; of NaN the whole line.
Ball exact_ball(double x) {
  return std::isnan(x) ? whole_line() : Ball(x);
}
template <class R>
Ball exact_ball(const R& x) {
  if ((boost::multiprecision::isnan)(x))
    return whole_line();
  Ball result;
  int exponent = 0;
  R rest = frexp(x, &exponent);
  long shift = exponent;
  while (rest != 0) { // 50 bits at a time
    rest = ldexp(rest, 50);
    const R leading = trunc(rest);
    result = result * Ball(0x1p50) + Ball(static_cast<double>(leading));
    rest -= leading;
    shift -= 50;
  }
  arb_mul_2exp_si(result.raw(), result.raw(), shift);
  return result;
}

bool is_infinite(double x) {
  return std::isinf(x);
}
template <class R>
bool is_infinite(const R& x) {
  return (boost::multiprecision::isinf)(x);
}

/// The farthest that exponents of a case are from those of its largest score, those of its model from 0.
double width_of(const Case& c) {
  const Scores& s = *c.scores;
  const double top = s.ranked(1);
  double width = 0;
  const auto meet = [&](double score) {
    if (std::isfinite(score))
      width = std::max(width, std::abs(score - top));
  };
  for (const Key key : s.finite()) {
    meet(s[key]);
    meet(c.perturbed[key]);
    meet(c.box->lower[key]);
    meet(c.box->upper[key]);
  }
  for (const Block& block : c.blocks->all()) {
    meet(block.lower);
    meet(block.upper);
  }
  return std::max(width * std::max(1.0, c.temperatures->beta1), 2 * c.sample->sigma * c.sample->sigma);
}

/// Whether the type has the exponents of all that a case is made from, and it is worth its price.
template <class R>
bool is_within_reach(const Case& c) {
  if (c.scores->size() > 100 || c.values->dimension() > 8 || width_of(c) > reach<R>.width ||
      std::abs(c.scores->ranked(1)) > reach<R>.values)
    return false;
  for (std::size_t key = 0; key < c.values->keys(); ++key)
    for (const double x : c.values->of(key))
      if (std::abs(x) > reach<R>.values || (x != 0 && std::abs(x) < 1 / reach<R>.values))
        return false;
  return true;
}

/// The error that rounding may make, in epsilons of a quantity's scale: terms of some ten roundings and an
/// exponential each are summed, divided and multiplied, four levels at most.
template <class R>
Ball tolerance(const Case& c) {
  return Ball(4 * (static_cast<double>(c.scores->size() + c.values->dimension()) + 32 +
                   reach<R>.exponential * width_of(c)));
}

/// What is wrong with the quantity's numbers in R beside those in balls; empty where nothing is, and nothing
/// where these balls do not tell.
template <class R>
std::optional<std::string> difference(const Quantity<Ball>& quantity, const std::vector<R>& numbers,
                                      Evaluator<Ball>& row, const Case& c) {
  const std::vector<Ball> balls = quantity.of(row, c);
  if (balls.size() != numbers.size())
    return fmt::format("{} numbers, {} in balls", numbers.size(), balls.size());
  for (std::size_t i = 0; i < balls.size(); ++i) {
    if (is_infinite(numbers[i]))
      continue; // past the range of the type
    const Ball error = abs(exact_ball(numbers[i]) - balls[i]);
    const Ball unit =
        Ball(std::numeric_limits<double>::min()) + // a double may lose that to underflow
        exact_ball(R(std::numeric_limits<R>::epsilon())) * scale_of(quantity.condition, row, c, balls[i]);
    if (certainly_less(tolerance<R>(c) * unit, error))
      return fmt::format("{} for {}, off by {:.3g} epsilons of scale", to_decimal(exact_ball(numbers[i]), 40),
                         to_decimal(balls[i], 40), approximate(error / unit));
    if (!certainly_at_most(error, tolerance<R>(c) * unit))
      return std::nullopt;
  }
  return std::string();
}

/// The first quantity that R gives another number of.
template <class R>
std::optional<std::string> disagreement(const Generated& on) {
  static const std::vector<Quantity<R>> all = quantities::all_in_type<R>();
  const Case c = with_all_parts(on.c, on.recipe);
  if (!is_within_reach<R>(c))
    return std::nullopt;
  Evaluator<R> row(c);
  std::map<long, Evaluator<Ball>> rows;
  for (std::size_t q = 0; q < all.size(); ++q) {
    const Quantity<Ball>& quantity = all_quantities()[q];
    const std::vector<R> numbers = all[q].of(row, c);
    std::optional<std::string> found;
    for (long bits = 1024; !found && bits <= 16384; bits *= 4)
      found =
          difference(quantity, numbers, rows.try_emplace(bits, c, Precision<Ball>{bits}).first->second, c);
    if (!found || !found->empty())
      return fmt::format("{}: {}\n{}\n", quantity.name, found.value_or("undecided"),
                         description_of(on.recipe));
  }
  return std::nullopt;
}

template <class R>
void expect_agreement(const Regime& regime) {
  const auto fault = first_fault(regime, "number types", cases_of_a_regime() / 2, disagreement<R>);
  EXPECT_FALSE(fault) << *fault;
}

} // namespace

class NumberTypes : public EachRegime {};

TEST_P(NumberTypes, MpfrAgrees) {
  expect_agreement<Mpfr>(*GetParam());
}
TEST_P(NumberTypes, BinaryFloatAgrees) {
  expect_agreement<BinaryFloat>(*GetParam());
}
TEST_P(NumberTypes, DoubleAgrees) {
  expect_agreement<double>(*GetParam());
}

INSTANTIATE_TEST_SUITE_P(On, NumberTypes, each_regime(), regime_name);

TEST(NumberTypeList, MeetsEveryQuantityInEveryType) {
  std::set<std::string_view> in_multiprecision, in_double;
  for (const Regime* regime : regimes())
    for (std::uint64_t index = 0; index < 10; ++index) {
      const Generated on = generated(*regime, global_seed(), index);
      const Case c = with_all_parts(on.c, on.recipe);
      if (!is_within_reach<Mpfr>(c))
        continue;
      Evaluator<Ball> row(c, {64});
      for (const Quantity<Ball>& quantity : all_quantities())
        if (!quantity.of(row, c).empty()) {
          in_multiprecision.insert(quantity.name);
          if (is_within_reach<double>(c))
            in_double.insert(quantity.name);
        }
    }
  tailmass::tests::expect_each_covered(in_multiprecision);
  tailmass::tests::expect_each_covered(in_double);
}

} // namespace tailmass::properties::regimes
