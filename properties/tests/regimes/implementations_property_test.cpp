// Every implementation of the list is within its stated bound of the truth in balls, on every regime; wrong
// ones are not.
#include "properties/tests/hunt/implementation_faults.hpp"
#include "properties/tests/regimes/each_regime.hpp"
#include "properties/tests/regimes/run_property.hpp"
#include "theory/stable/distribution/softmax.hpp"
#include "theory/stable/gaps/gap_bounds.hpp"
#include "theory/tests/quantities/each_covered.hpp"
#include "theory/tests/theorems/planted.hpp"
#include "theory/theorems/certified_quantities.hpp"

#include <cmath>
#include <fmt/format.h>
#include <numeric>
#include <set>

namespace tailmass::properties::regimes {

namespace {

const Implementation& of(std::string_view quantity, std::string_view type = "double") {
  const auto all = implementations();
  return *std::ranges::find_if(all, [&](const Implementation& implementation) {
    return implementation.quantity == quantity && implementation.number_type == type;
  });
}

Implementation wrong(std::string_view quantity, std::vector<double> (*evaluate)(const Case&)) {
  Implementation copy = tests::planted(of(quantity), evaluate);
  copy.variant = "wrong";
  return copy;
}

double weight(const Case& c, Key key) {
  return std::exp((*c.scores)[key] - c.scores->ranked(1));
}
double plain_sum(const Case& c, std::span<const Key> keys) {
  return std::accumulate(keys.begin(), keys.end(), 0.0,
                         [&](double sum, Key key) { return sum + weight(c, key); });
}
double head_share(const Case& c) {
  return plain_sum(c, c.head.finite_head()) / plain_sum(c, c.scores->finite());
}

/// Whether some regime's cases catch it, within the number that the property tries.
bool is_caught(const Implementation& implementation) {
  return std::ranges::any_of(regimes(), [&](const Regime* regime) {
    for (std::uint64_t index = 0; index < 20; ++index)
      if (hunt::implementation_fault({&implementation, 1}, generated(*regime, global_seed(), index)))
        return true;
    return false;
  });
}

} // namespace

class Implementations : public EachRegime {};

TEST_P(Implementations, KeepTheirBounds) {
  const auto fault =
      first_fault(*GetParam(), "implementations", cases_of_a_regime() / 2,
                  [&](const Generated& on) { return hunt::implementation_fault(implementations(), on); });
  EXPECT_FALSE(fault) << *fault;
}

INSTANTIATE_TEST_SUITE_P(On, Implementations, each_regime(), regime_name);

TEST(ImplementationList, MeetsEveryQuantityInItsDomain) {
  std::set<std::string_view> met;
  for (const Regime* regime : regimes())
    for (std::uint64_t index = 0; index < cases_of_a_regime() / 2; ++index) {
      const Generated on = generated(*regime, global_seed(), index);
      const Case c = with_all_parts(on.c, on.recipe);
      for (const Implementation& of : implementations())
        if (!met.contains(of.quantity) && !of.compute(c).empty())
          met.insert(of.quantity);
    }
  tailmass::tests::expect_each_covered(met);
}

/// What differs, in words, between a quantity computed with others of its truncation and by itself.
template <class T>
std::optional<std::string> difference_together(const quantities::Facts& quantity, const Case& c,
                                               const stable::Together<T>& with) {
  const auto alone = std::is_same_v<T, float> ? quantity.stable.in_float : quantity.stable.in_double;
  const stable::Estimate<> one = alone(c).front();
  const stable::Estimate<T> other = quantity.stable.together<T>(with);
  const auto is_finite = [](const auto& x) {
    return std::isfinite(x.value) && std::isfinite(x.bound.relative) && std::isfinite(x.bound.absolute);
  };
  const bool same = is_finite(one) ? one.value == static_cast<double>(other.value) &&
                                         one.bound.relative == other.bound.relative &&
                                         one.bound.absolute == other.bound.absolute
                                   : !is_finite(other);
  return same ? std::nullopt
              : std::optional(fmt::format("{} in {}: {} and {}\n", quantity.name, type_name<T>, one.value,
                                          other.value));
}

TEST_P(Implementations, AreTheSameTogether) {
  const auto fault = first_fault(*GetParam(), "together", cases_of_a_regime() / 2, [](const Generated& on) {
    const Case c = with_all_parts(on.c, on.recipe);
    const stable::Together<float> in_float(c);
    const stable::Together<double> in_double(c);
    std::optional<std::string> found;
    for (const CertifiedQuantity& quantity : certified_quantities())
      if (!found && quantity.facts.domain.holds(c)) {
        found = difference_together(quantity.facts, c, in_double);
        if (!found && stable::score_rounding<float>(*c.scores) <= 1)
          found = difference_together(quantity.facts, c, in_float);
      }
    return found;
  });
  EXPECT_FALSE(fault) << *fault;
}

TEST(WrongImplementations, ARightOneIsNotCaught) {
  EXPECT_FALSE(is_caught(of("tail_mass")));
}

TEST(WrongImplementations, OneMinusTheHeadForTheTail) {
  EXPECT_TRUE(is_caught(wrong("tail_mass", [](const Case& c) { return std::vector{1 - head_share(c)}; })));
}

TEST(WrongImplementations, LogOfOneMinusForLog1p) {
  EXPECT_TRUE(is_caught(wrong("kl", [](const Case& c) {
    const double tau = stable::tail_mass(c).value;
    return std::vector{-std::log(1 - tau)};
  })));
}

TEST(WrongImplementations, FloatAccumulation) {
  EXPECT_TRUE(is_caught(wrong("tail_mass", [](const Case& c) {
    float head = 0, tail = 0;
    for (const Key key : c.head.finite_head())
      head += static_cast<float>(weight(c, key));
    for (const Key key : c.head.finite_tail())
      tail += static_cast<float>(weight(c, key));
    return std::vector{static_cast<double>(tail) / (static_cast<double>(head) + static_cast<double>(tail))};
  })));
}

TEST(WrongImplementations, PlainSumForTheCompensatedOne) {
  EXPECT_TRUE(is_caught(wrong("log_sum_exp", [](const Case& c) {
    return std::vector{c.scores->ranked(1) + std::log(plain_sum(c, c.scores->finite()))};
  })));
}

TEST(WrongImplementations, AllKeysForTheFiniteOnes) {
  EXPECT_TRUE(is_caught(wrong("gap_bound", [](const Case& c) {
    const double k = static_cast<double>(c.head.size()), n = static_cast<double>(c.scores->size());
    return std::vector{
        1 /
        (1 + k / (n - k) * std::exp(c.scores->ranked(c.head.size()) - c.scores->ranked(c.head.size() + 1)))};
  })));
}

TEST(WrongImplementations, OffByOneAtTies) {
  EXPECT_TRUE(is_caught(wrong("tail_mass", [](const Case& c) {
    double kept = 0; // every key that ties with the last kept one counts as kept
    for (const Key key : c.scores->finite())
      kept += (*c.scores)[key] >= (*c.scores)[c.head.head().back()] ? weight(c, key) : 0;
    const double all = plain_sum(c, c.scores->finite());
    return std::vector{(all - kept) / all};
  })));
}

TEST(WrongImplementations, BaseTwo) {
  EXPECT_TRUE(is_caught(wrong(
      "log_sum_exp", [](const Case& c) { return std::vector{stable::log_sum_exp(c).value / std::log(2)}; })));
}

} // namespace tailmass::properties::regimes
