// Scores times a factor, capped or not.
#include "verify/causes/score_faults.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <numbers>

namespace tailmass::verify::causes {

namespace {

/// Roundings of a score that is multiplied by a rounded square root or capped, here and in the kernel.
constexpr double roundings = 6, roundings_of_cap = 24;

/// Those of heads in use.
constexpr std::size_t dimensions[] = {16, 24, 32, 40, 48, 64, 72, 80, 96, 112, 128, 160, 192, 256, 512, 576};

/// The dimension whose root scales the scores: that of the queries, or of the values where there are none.
std::optional<std::size_t> scaling_dimension(const cases::AttentionRow& row) {
  if (row.query)
    return row.query->numbers.size();
  return row.values && !row.values_derived ? std::optional(row.values->dimension()) : std::nullopt;
}

/// Changes the scores that are no sink; `slope` is that of the change at a score.
template <class Change, class Slope>
kernel::Summation changed(kernel::Summation sum, double relative, const Change& change, const Slope& slope) {
  sum.errors.resize(sum.scores.size());
  for (std::size_t i = 0; i < sum.valued; ++i) {
    const double score = sum.scores[i];
    sum.scores[i] = change(score);
    sum.errors[i] = sum.errors[i] * slope(score) + relative * std::abs(sum.scores[i]);
  }
  return sum;
}

/// Those of a scale that is not 1 over the root of a dimension.
void add_scale(std::vector<KnownFactor>& factors, double scale, std::optional<double> root) {
  const std::string words = fmt::format("{:.4g}", scale);
  factors.push_back({scale, words + ", the scale applied twice"});
  factors.push_back({1 / scale, "1/" + words + ", the scale left out"});
  factors.push_back({1 / (scale * scale), "1/" + words + "^2, the scale inverted"});
  if (root)
    factors.push_back(
        {1 / (scale * *root), fmt::format("1/({} sqrt({:.0f})), the scale 1/sqrt({:.0f}) in its place", words,
                                          *root * *root, *root * *root)});
}

} // namespace

std::vector<KnownFactor> known_factors(const cases::AttentionRow& row) {
  std::vector<KnownFactor> factors;
  const std::optional<std::size_t> d = scaling_dimension(row);
  const std::optional<double> scale = row.formed ? row.declared.scale : std::nullopt;
  const bool by_dimension = !scale || (d && std::abs(*scale * std::sqrt(static_cast<double>(*d)) - 1) < 1e-6);
  if (d && *d > 1 && by_dimension) {
    const auto dimension = static_cast<double>(*d);
    const double root = std::sqrt(dimension);
    factors.push_back({1 / root, fmt::format("1/sqrt({}), the scale applied twice", *d)});
    factors.push_back({root, fmt::format("sqrt({}), the scale left out", *d)});
    factors.push_back({dimension, fmt::format("{}, the scale inverted", *d)});
  }
  if (!by_dimension && *scale > 0 && *scale != 1)
    add_scale(factors, *scale, d ? std::optional(std::sqrt(static_cast<double>(*d))) : std::nullopt);
  factors.push_back({std::numbers::log2e, "log2 e, which were applied twice"});
  factors.push_back({std::numbers::ln2, "ln 2, as log2 e were left out"});
  if (d && *d > 1 && by_dimension)
    for (const std::size_t other : dimensions)
      if (other != *d)
        factors.push_back({std::sqrt(static_cast<double>(*d) / static_cast<double>(other)),
                           fmt::format("sqrt({}/{}), the scale of a dimension of {}", *d, other, other)});
  if (!d && by_dimension)
    for (const std::size_t other : dimensions) {
      const double root = std::sqrt(static_cast<double>(other));
      factors.push_back({1 / root, fmt::format("1/sqrt({}), as of a scale applied twice", other)});
      factors.push_back({root, fmt::format("sqrt({}), as of a scale left out", other)});
    }
  for (int power = 1; power <= 8; ++power) {
    factors.push_back({std::ldexp(1, power), fmt::format("{}", 1 << power)});
    factors.push_back({std::ldexp(1, -power), fmt::format("1/{}", 1 << power)});
  }
  return factors;
}

std::string multiplied_by(const KnownFactor& factor) {
  const std::string number = fmt::format("{:.4g}", factor.value);
  const bool said = factor.words == number || factor.words.starts_with(number + ",");
  return fmt::format("every score were multiplied by {}{}", said ? "" : number + " = ", factor.words);
}

kernel::Summation scaled(kernel::Summation sum, double factor, double u) {
  return changed(
      std::move(sum), roundings * u, [&](double score) { return score * factor; },
      [&](double) { return factor; });
}

kernel::Summation capped(kernel::Summation sum, double cap, double u) {
  return changed(
      std::move(sum), roundings_of_cap * u, [&](double score) { return cap * std::tanh(score / cap); },
      [](double) { return 1; });
}

kernel::Summation uncapped(kernel::Summation sum, double cap, double u, double stored) {
  sum.errors.resize(sum.scores.size());
  const auto inverse = [&](double score) { return cap * std::atanh(std::min(score / cap, 1.0)); };
  for (std::size_t i = 0; i < sum.valued; ++i) {
    const double size = std::abs(sum.scores[i]), own = inverse(size);
    const double farther = inverse(size + sum.errors[i] + stored * size); // infinite where it may be the cap
    sum.scores[i] = std::copysign(own, sum.scores[i]);
    sum.errors[i] = farther - own + roundings_of_cap * u * own;
  }
  return sum;
}

double rounding_of_stored(const cases::AttentionRow& row) {
  return row.formed ? 0 : kernel::format_of(row.dtype).unit_roundoff;
}

std::vector<double> roots(const std::function<double(double)>& f, std::span<const double> points) {
  std::vector<double> found;
  constexpr int most_steps = 60;
  double low = points.front(), at_low = f(low);
  for (const double point : points.subspan(1)) {
    const double at_point = f(point);
    if (std::signbit(at_low) != std::signbit(at_point) && std::isfinite(at_low) && std::isfinite(at_point)) {
      double a = low, fa = at_low, b = point, fb = at_point;
      for (int step = 0; step < most_steps && std::abs(b - a) > 0x1p-44 * std::abs(b) && fb != 0; ++step) {
        const double c = b - fb * (b - a) / (fb - fa), fc = f(c); // the Illinois rule
        if (std::signbit(fc) != std::signbit(fb)) {
          a = b;
          fa = fb;
        } else {
          fa /= 2;
        }
        b = c;
        fb = fc;
      }
      found.push_back(b);
    }
    low = point;
    at_low = at_point;
  }
  return found;
}

std::vector<double> factor_points() {
  std::vector<double> points;
  for (int i = -20; i <= 20; ++i)
    points.push_back(std::exp2(i / 2.0 + 0.01)); // no known factor lies on one
  return points;
}

namespace {

/// So many times 1 over the largest score.
std::vector<double> relative_to_largest(const kernel::Summation& sum, std::initializer_list<double> shares) {
  double largest = 0;
  for (std::size_t i = 0; i < sum.valued; ++i)
    largest = std::max(largest, std::abs(sum.scores[i]));
  std::vector<double> points;
  if (largest > 0)
    for (const double share : shares)
      points.push_back(share / largest);
  return points;
}

} // namespace

std::vector<double> cap_points(const kernel::Summation& sum) {
  return relative_to_largest(sum, {0.02, 0.2, 0.4, 0.6, 0.8, 0.9, 0.97, 0.995, 0.9995, 0.99999, 0.9999999});
}

std::vector<double> points_of_new_caps(const kernel::Summation& sum) {
  return relative_to_largest(sum, {0.02, 0.2, 0.5, 0.8, 1.1, 1.5, 2.2, 3.3, 5, 10, 30, 100});
}

} // namespace tailmass::verify::causes
