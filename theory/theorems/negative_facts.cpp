// The negative facts, evaluated.
#include "theory/theorems/negative_facts.hpp"

#include "theory/exact/distribution/k_epsilon.hpp"
#include "theory/exact/gaps/certified_k.hpp"

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

constexpr double far_values[] = {1, 1e100, 1e300};

std::string gaussian_words(const GaussianLooseness& of) {
  return "the n = " + std::to_string(of.keys) + " quantiles (i - 1/2)/n of N(0, " +
         decimal(of.sigma * of.sigma) + ") as scores, epsilon = " + decimal(of.epsilon) +
         "; over random rows of N(0, " + decimal(of.sigma * of.sigma) + ") the means are " +
         decimal(of.certified) + " and " + decimal(of.needed);
}

std::string words(const KeyAndBlock& row) {
  return "the head a key s = " + decimal(row.score) + ", v = " + decimal(row.value) +
         "; a block s = " + list_of(row.block_scores) + ", v = " + list_of(row.block_values);
}

std::string words(const HeavyKey& of) {
  return decimal(static_cast<double>(of.keys - 1)) + " keys of weight 1 and one of weight " +
         decimal(of.weight) + ", " + std::to_string(of.draws) + " of them drawn";
}

std::string words(const KeysOfTwoQueries& of) {
  return "keys " + list_of({of.first, of.second}) + " of one coordinate, the last query " + decimal(of.last) +
         ", the next one " + decimal(of.next);
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
      {.id = "compensation-can-hurt",
       .tempting = "the mean score of a block in place of its scores never makes the output error larger "
                   "than dropping the block does",
       .instance = words(row_of_harmful_means()),
       .figures =
           [](long bits) {
             const KeyAndBlock row = row_of_harmful_means();
             return std::vector<Figure>{{"|err| of dropping the block", error_of_dropping(row, bits)},
                                        {"|err| of its mean", error_of_means(row, bits)}};
           },
       .refute =
           [](const std::vector<Figure>& figures) {
             return certainly_less(figures[0].value, figures[1].value);
           }},
      {.id = "estimated-variance",
       .tempting = "a tail's sum lies within two standard errors of its estimate with probability .95, the "
                   "standard error being that of the sample",
       .instance = words(one_heavy_key()),
       .figures =
           [](long bits) {
             const HeavyKey of = one_heavy_key();
             const Ball drawn = Ball(of.draws).at_precision(bits), keys = Ball(of.keys).at_precision(bits);
             return std::vector<Figure>{
                 {"probability that no draw is the heavy key", Ball(1) - drawn / keys},
                 {"variance of such a sample", Ball(0)}, // of equal weights
                 {"its estimate over the sum", keys / (keys - Ball(1) + Ball(of.weight))}};
           },
       .refute =
           [](const std::vector<Figure>& figures) {
             return certainly_less(Ball(0.05), figures[0].value) &&
                    certainly_less(figures[2].value, Ball(1)) &&
                    certainly_less(figures[1].value, Ball(1) - figures[2].value);
           }},
      {.id = "past-attention",
       .tempting = "a key that all queries so far gave next to nothing may be dropped for those to come",
       .instance = words(keys_of_two_queries()),
       .figures =
           [](long bits) {
             const KeysOfTwoQueries of = keys_of_two_queries();
             return std::vector<Figure>{{"its mass for the last query", second_mass(of, of.last, bits)},
                                        {"its mass for the next one", second_mass(of, of.next, bits)}};
           },
       .refute =
           [](const std::vector<Figure>& figures) {
             return certainly_less(figures[0].value, Ball(1e-12)) &&
                    certainly_less(Ball(1) - Ball(1e-12), figures[1].value);
           }},
  };
  return facts;
}

} // namespace

std::span<const NegativeFact> negative_facts() {
  return all();
}

} // namespace tailmass
