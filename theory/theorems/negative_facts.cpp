// The negative facts, evaluated.
#include "theory/theorems/negative_facts.hpp"

#include "theory/exact/distribution/k_epsilon.hpp"
#include "theory/exact/gaps/certified_k.hpp"
#include "theory/numbers/normal.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <numeric>

namespace tailmass {

namespace {

std::string decimal(double x) {
  std::array<char, 32> text{};
  return {text.data(), std::to_chars(text.data(), text.data() + text.size(), x).ptr};
}

std::string list_of(const std::vector<double>& numbers) {
  std::string text;
  for (const double x : numbers)
    text += (text.empty() ? "(" : ", ") + decimal(x);
  return text + ")";
}

std::vector<double> probabilities(const WeightedValues& row) {
  const double total = std::accumulate(row.weights.begin(), row.weights.end(), 0.0);
  std::vector<double> p;
  for (const unsigned weight : row.weights)
    p.push_back(weight / total);
  return p;
}

std::string words(const WeightedValues& row) {
  return "p = " + list_of(probabilities(row)) + ", v = " + list_of(row.values);
}

Ball mean(const WeightedValues& row, const std::vector<std::size_t>& keys, long bits) {
  Ball mass;
  Ball moment;
  for (const std::size_t key : keys) {
    mass += Ball(std::size_t{row.weights[key]});
    moment += Ball(std::size_t{row.weights[key]}) * Ball(row.values[key]);
  }
  return moment.at_precision(bits) / mass;
}

constexpr double far_values[] = {1, 1e100, 1e300};

std::string gaussian_words(const GaussianLooseness& of) {
  return "the n = " + std::to_string(of.keys) + " quantiles (i - 1/2)/n of N(0, " +
         decimal(of.sigma * of.sigma) + ") as scores, epsilon = " + decimal(of.epsilon) +
         "; over random rows of N(0, " + decimal(of.sigma * of.sigma) + ") the means are " +
         decimal(of.certified) + " and " + decimal(of.needed);
}

const std::vector<NegativeFact>& all() {
  static const std::vector<NegativeFact> facts{
      {.id = "error-not-monotone",
       .tempting = "keeping more keys never makes the output error larger",
       .instance = words(row_of_rising_error()),
       .figures =
           [](long bits) {
             const WeightedValues row = row_of_rising_error();
             return std::vector<Figure>{{"|err| at k = 1", output_error(row, {0}, bits)},
                                        {"|err| at k = 2", output_error(row, {0, 1}, bits)},
                                        {"|err| at k = 3", output_error(row, {0, 1, 2}, bits)}};
           },
       .refute =
           [](const std::vector<Figure>& figures) {
             return certainly_less(figures[0].value, figures[1].value);
           }},
      {.id = "top-k-not-output-optimal",
       .tempting = "no head of k keys has a smaller output error than the Top-k set",
       .instance = words(row_of_better_head()) + ", k = 1",
       .figures =
           [](long bits) {
             const WeightedValues row = row_of_better_head();
             return std::vector<Figure>{{"|err| of the first key", output_error(row, {0}, bits)},
                                        {"|err| of the second key", output_error(row, {1}, bits)}};
           },
       .refute =
           [](const std::vector<Figure>& figures) {
             return certainly_less(figures[1].value, figures[0].value);
           }},
      {.id = "head-values-bound-nothing",
       .tempting = "P and the values of the head bound the output error (tau > 0)",
       .instance = words(row_of_unknown_tail(far_values[0])) + ", k = 1, and the same with " +
                   decimal(far_values[1]) + " and with " + decimal(far_values[2]) +
                   " for the value of the tail: |err| = tau |v| is unbounded in v",
       .figures =
           [](long bits) {
             return std::vector<Figure>{
                 {"|err| at the first", output_error(row_of_unknown_tail(far_values[0]), {0}, bits)},
                 {"|err| at the second", output_error(row_of_unknown_tail(far_values[1]), {0}, bits)},
                 {"|err| at the third", output_error(row_of_unknown_tail(far_values[2]), {0}, bits)}};
           },
       .refute =
           [](const std::vector<Figure>& figures) {
             // The error is tau times the value in all of them, and grows past whatever was claimed.
             const Ball& first = figures[0].value;
             bool proportional = certainly_less(Ball(0), first) && far_values[0] > 0;
             for (std::size_t i = 1; i < std::size(far_values); ++i)
               proportional = proportional &&
                              overlap(figures[i].value * Ball(far_values[0]), first * Ball(far_values[i]));
             return proportional && certainly_less(Ball(1e299), figures.back().value);
           }},
      {.id = "holds-is-not-useful",
       .tempting = "a bound that holds is a bound to use: the gap bound certifies about k_epsilon keys",
       .instance = gaussian_words({}),
       .figures =
           [](long bits) {
             const GaussianLooseness of;
             const Scores scores = gaussian_quantiles(of);
             return std::vector<Figure>{
                 {"k by the gap bound",
                  Ball(exact::k_by_gap_bound(exact::RankedWeights(scores), of.epsilon)).at_precision(bits)},
                 {"k_epsilon", Ball(exact::k_epsilon(scores, of.epsilon)).at_precision(bits)}};
           },
       .refute =
           [](const std::vector<Figure>& figures) {
             return certainly_less(Ball(3) * figures[1].value, figures[0].value);
           }},
  };
  return facts;
}

} // namespace

Ball output_error(const WeightedValues& row, const std::vector<std::size_t>& head, long bits) {
  std::vector<std::size_t> keys(row.weights.size());
  std::iota(keys.begin(), keys.end(), std::size_t{0});
  return abs(mean(row, keys, bits) - mean(row, head, bits));
}

WeightedValues row_of_rising_error() {
  return {{5, 3, 2}, {0, 1, -1.5}};
}
WeightedValues row_of_better_head() {
  return {{8, 7, 5}, {1, 0, -0.2}};
}
WeightedValues row_of_unknown_tail(double value) {
  return {{3, 1}, {0, value}};
}

Scores gaussian_quantiles(const GaussianLooseness& of) {
  std::vector<double> scores(of.keys);
  for (std::size_t i = 0; i < of.keys; ++i) {
    const Ball share = Ball(2 * i + 1).at_precision(64) / Ball(2 * of.keys);
    scores[i] = approximate(Ball(of.sigma) * normal_quantile(share));
  }
  return Scores(std::move(scores));
}

std::span<const NegativeFact> negative_facts() {
  return all();
}

} // namespace tailmass
