// Statistics of errors.
#include "properties/precision/precision_lines.hpp"

#include "properties/precision/precision.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace tailmass::properties::precision {

namespace {

/// One error with its case.
struct Sample {
  const MeasuredCase* on;
  const MeasuredError* error;
};

/// The ceil(q n)-th smallest of n numbers.
double quantile(std::vector<double> numbers, double q) {
  const auto rank = static_cast<std::size_t>(std::ceil(q * static_cast<double>(numbers.size())));
  const auto at = numbers.begin() + static_cast<std::ptrdiff_t>(std::max<std::size_t>(rank, 1) - 1);
  std::ranges::nth_element(numbers, at);
  return *at;
}

double mean(const std::vector<double>& numbers) {
  double sum = 0;
  for (const double x : numbers)
    sum += x;
  return sum / static_cast<double>(numbers.size());
}

verify::record::PrecisionLine line_of(verify::record::ImplementationName name,
                                      const std::vector<Sample>& samples) {
  constexpr double p99 = 0.99;
  std::vector<double> ulps;
  std::vector<double> relative;
  verify::record::PrecisionLine line{.name = std::move(name), .cases = samples.size(), .worst = {}};
  const Sample* worst = nullptr;
  for (const Sample& sample : samples) {
    ulps.push_back(sample.error->ulps);
    relative.push_back(sample.error->relative);
    line.bound_share = std::max(line.bound_share, sample.error->share);
    if (!worst || sample.error->ulps > worst->error->ulps)
      worst = &sample;
  }
  line.max_ulp = worst->error->ulps;
  line.bound_ulp = worst->error->bound_ulps;
  line.worst = worst->on->place;
  line.simd = worst->error->simd;
  line.p99_ulp = quantile(ulps, p99);
  line.mean_ulp = mean(ulps);
  line.max_relative = *std::ranges::max_element(relative);
  line.p99_relative = quantile(relative, p99);
  line.mean_relative = mean(relative);
  return line;
}

/// A line for each value of `key` that is there, by that value; `put` writes it into the line.
template <class Key, class Put>
void add_lines(std::vector<verify::record::PrecisionLine>& lines,
               const verify::record::ImplementationName& name, const std::vector<Sample>& samples,
               const Key& key, const Put& put) {
  std::map<typename std::invoke_result_t<Key, const MeasuredCase&>::value_type, std::vector<Sample>> groups;
  for (const Sample& sample : samples)
    if (const auto value = key(*sample.on))
      groups[*value].push_back(sample);
  for (const auto& [value, group] : groups)
    put(lines.emplace_back(line_of(name, group)), value);
}

} // namespace

MeasuredError measured_error(std::size_t implementation,
                             const std::optional<std::vector<verify::judge::Accuracy>>& accuracy) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  MeasuredError error{.implementation = implementation};
  if (!accuracy)
    return {implementation, infinity, infinity, infinity, infinity, {}, {}};
  for (std::size_t i = 0; i < accuracy->size(); ++i) {
    const verify::judge::Accuracy& one = (*accuracy)[i];
    if (i == 0 || one.ulps > error.ulps) {
      error.ulps = one.ulps;
      error.bound_ulps = one.bound_ulps;
      error.coordinate = accuracy->size() > 1 ? std::optional(i) : std::nullopt;
    }
    error.relative = std::max(error.relative, one.relative);
    error.share = std::max(error.share, one.share);
  }
  return error;
}

MeasuredError larger(const MeasuredError& a, const MeasuredError& b) {
  MeasuredError result = b.ulps > a.ulps ? b : a;
  result.relative = std::max(a.relative, b.relative);
  result.share = std::max(a.share, b.share);
  return result;
}

std::vector<verify::record::PrecisionLine> precision_lines(std::span<const Implementation> implementations,
                                                           std::span<const MeasuredCase> cases) {
  std::vector<std::vector<Sample>> samples(implementations.size());
  for (const MeasuredCase& one : cases)
    for (const MeasuredError& error : one.errors)
      samples[error.implementation].push_back({&one, &error});
  std::vector<verify::record::PrecisionLine> lines;
  for (std::size_t i = 0; i < implementations.size(); ++i) {
    if (samples[i].empty())
      continue;
    const verify::record::ImplementationName name = verify::record::name_of(implementations[i]);
    lines.push_back(line_of(name, samples[i]));
    add_lines(
        lines, name, samples[i], [](const MeasuredCase& on) { return std::optional(on.place.regime); },
        [](verify::record::PrecisionLine& line, const std::string& regime) { line.regime = regime; });
    add_lines(
        lines, name, samples[i], [](const MeasuredCase& on) { return std::optional(on.place.n); },
        [](verify::record::PrecisionLine& line, std::size_t n) { line.n = n; });
    add_lines(
        lines, name, samples[i], [](const MeasuredCase& on) { return on.tail_decade; },
        [](verify::record::PrecisionLine& line, int decade) { line.tail_decade = decade; });
  }
  return lines;
}

} // namespace tailmass::properties::precision
