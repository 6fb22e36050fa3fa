// Every quantity of exact/ against the 50-digit reference table.
#include "theory/quantities.hpp"
#include "theory/quantities/definitions.hpp"
#include "theory/quantities/families.hpp"
#include "theory/tests/reference/reference_match.hpp"
#include "theory/tests/reference/reference_table.hpp"

#include <gtest/gtest.h>

#include <map>
#include <string>

using namespace tailmass;

namespace {

using Quantities = std::vector<Quantity<Ball>>;
using Skips = std::map<std::string_view, int>; ///< rows out of reach, by quantity

enum class State { open, done, out_of_reach };

/// The decimals of a quantity on a row, none where the table has none.
std::vector<Ball> expected_numbers(std::string_view name, const ReferenceRow& line) {
  std::vector<Ball> expected;
  if (const auto found = line.results.find(std::string(name)); found != line.results.end())
    for (const std::string& text : found->second)
      expected.push_back(decimal(text));
  return expected;
}

State compare(const Quantity<Ball>& quantity, const ReferenceRow& line, const std::vector<Ball>& expected,
              Evaluator<Ball>& row) {
  if (expected.empty() && left_out(quantity.name, line))
    return State::done;
  const std::vector<Ball> numbers = truth_of(quantity, row, line.c);
  EXPECT_EQ(numbers.size(), expected.size()) << quantity.name << " of " << line.id;
  State state = State::done;
  for (std::size_t i = 0; i < std::min(numbers.size(), expected.size()); ++i) {
    const Ball& x = numbers[i];
    const Ball scale = scale_of(quantity.condition, row, line.c, x);
    const std::optional<bool> match = matches(x, expected[i], scale);
    EXPECT_NE(match, false) << quantity.name << '[' << i << "] of " << line.id << ": " << to_decimal(x, 60)
                            << " for " << to_decimal(expected[i], 50);
    if (match)
      continue;
    if (row.precision().bits == last_bits && out_of_reach(expected[i], scale))
      return State::out_of_reach;
    state = State::open;
  }
  return state;
}

/// Compares all quantities on one row, those that are open at growing precision.
void compare_row(const Quantities& quantities, const ReferenceRow& line, Skips& skips) {
  std::vector<std::pair<const Quantity<Ball>*, std::vector<Ball>>> open;
  for (const Quantity<Ball>& quantity : quantities)
    open.emplace_back(&quantity, expected_numbers(quantity.name, line));
  for (long bits = 256; bits <= last_bits && !open.empty(); bits *= 2) {
    Evaluator<Ball> row(line.c, {bits});
    std::erase_if(open, [&](const auto& entry) {
      const State state = compare(*entry.first, line, entry.second, row);
      if (state == State::out_of_reach)
        ++skips[entry.first->name];
      return state != State::open;
    });
  }
  for (const auto& entry : open)
    ADD_FAILURE() << entry.first->name << " of " << line.id << " is open at " << last_bits << " bits";
}

/// Quantities of the table that exact/ has twice, under the name of the table, by the second way.
Quantities second_ways() {
  using Row = Evaluator<Ball>;
  using N = std::vector<Ball>;
  return {
      {"log_sum_exp", Condition::scores,
       [](Row& row, const Case& c) {
         const std::vector<double> scores(c.scores->all().begin(), c.scores->all().end());
         return N{log(exact::exponential_sum(scores, 0, row.precision()))};
       }},
      {"tail_mass", Condition::itself,
       [](Row& row, const Case& c) { return N{exact::ordered_tail_mass(row, c.head.size())}; }},
      {"kl", Condition::logs, [](Row& row, const Case&) { return N{-log(exact::head_mass(row))}; }},
      {"output_error", Condition::values,
       [](Row& row, const Case&) { return N{exact::norm(exact::output_difference(row))}; }},
      {"vertex_maximum", Condition::direction,
       [](Row& row, const Case& c) {
         const std::span<const Key> keys = c.scores->finite();
         if (keys.size() > 10)
           return N{};
         return N{exact::greatest(
                      exact::vertex_averages(keys, exact::box_weights(row, keys, *c.box),
                                             exact::lifted_coefficients(row, keys, c.box->direction))) +
                  quantities::direction_floor(row, c, keys)};
       }},
  };
}

Skips compare_table(const Quantities& quantities) {
  EXPECT_EQ(reference_table().size(), 264U);
  Skips skips;
  for (const ReferenceRow& line : reference_table())
    compare_row(quantities, line, skips);
  return skips;
}

} // namespace

// What is out of reach: terms of the order of the scale that cancel down to e^{-1e9} or less of it.

TEST(ExactReference, Distribution) {
  // 13 rows have a tail mass tau of e^{-1e9} to e^{-3.6e308}. The divergences of P^ and P are sums of terms
  // of order 1 that cancel down to tau; so are the entropy where the head is one key, and the divergence from
  // P of a companion that is P^.
  const Skips skips{{"tv", 13},      {"kl", 13},         {"tv_definition", 13}, {"kl_definition", 13},
                    {"chi2", 13},    {"hellinger2", 13}, {"renyi_half", 13},    {"renyi_half_reversed", 13},
                    {"renyi_2", 13}, {"renyi_3", 13},    {"renyi_inf", 13},     {"jensen_shannon", 13},
                    {"entropy", 1},  {"kl_q_head_p", 2}};
  EXPECT_EQ(compare_table(quantities::in_type<Ball>(quantities::distribution())), skips);
}

TEST(ExactReference, Gaps) {
  EXPECT_EQ(compare_table(quantities::in_type<Ball>(quantities::gaps())), Skips{});
}

TEST(ExactReference, Blocks) {
  EXPECT_EQ(compare_table(quantities::in_type<Ball>(quantities::blocks())), Skips{});
}

TEST(ExactReference, Outputs) {
  // On two of these rows values of the head cancel in one coordinate. Three rows have a tail of one key that
  // counts and of finite masks, whose variance is that small.
  const Skips skips{{"output_mean", 2}, {"var_t", 3}};
  EXPECT_EQ(compare_table(quantities::in_type<Ball>(quantities::outputs())), skips);
}

TEST(ExactReference, Perturbations) {
  // On one row all keys but finite masks have one and the same error, so that P and P' differ by their
  // weight.
  const Skips skips{{"tv_perturbed", 1}};
  EXPECT_EQ(compare_table(quantities::in_type<Ball>(quantities::perturbation())), skips);
}

TEST(ExactReference, GaussianModels) {
  EXPECT_EQ(compare_table(quantities::in_type<Ball>(quantities::gaussian())), Skips{});
}

TEST(ExactReference, SecondWays) {
  const Skips skips{{"kl", 13}, {"output_error", 12}};
  EXPECT_EQ(compare_table(second_ways()), skips);
}

TEST(ExactReference, LeastDiameterByForce) {
  int compared = 0;
  for (const ReferenceRow& line : reference_table()) {
    const std::size_t finite = line.c.scores->finite_count();
    if (finite < 2 || finite > 9)
      continue;
    Evaluator<Ball> row(line.c, {1024});
    const Ball x =
        exact::length(row, exact::least_diameter_by_force(*line.c.values, line.c.scores->finite()));
    EXPECT_EQ(matches(x, decimal(line.results.at("spanning_tree_edge").at(0)), x), true) << line.id;
    ++compared;
  }
  EXPECT_GE(compared, 60);
}
