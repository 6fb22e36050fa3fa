// Interleaved laps and their medians.
#include "reports/bench/rounds.hpp"

#include <algorithm>
#include <cmath>

namespace tailmass::reports::bench {

namespace {

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::ranges::nth_element(values, middle);
  if (values.size() % 2 == 1)
    return *middle;
  return (*middle + *std::max_element(values.begin(), middle)) / 2;
}

double median_ratio(const std::vector<double>& a, const std::vector<double>& b) {
  std::vector<double> ratios(a.size());
  std::ranges::transform(a, b, ratios.begin(), std::divides{});
  return median(std::move(ratios));
}

/// Seconds of the contestant of this name; nothing where it was not run.
const std::vector<double>* seconds_of(const Job& job, const Laps& laps, const std::string& name) {
  for (std::size_t i = 0; i < job.contestants.size(); ++i)
    if (job.contestants[i].name == name && !laps.seconds[i].empty())
      return &laps.seconds[i];
  return nullptr;
}

verify::record::BenchTarget judged(const Aim& aim, const Job& job, const Laps& laps) {
  verify::record::BenchTarget target{.words = aim.words, .subject = aim.subject, .most = aim.most};
  const std::vector<double>* subject = seconds_of(job, laps, aim.subject);
  const std::vector<double>* fastest = nullptr;
  for (const std::string& name : aim.against)
    if (const auto* seconds = seconds_of(job, laps, name))
      if (fastest == nullptr || median(*seconds) < median(*fastest)) {
        fastest = seconds;
        target.against = name;
      }
  if (subject != nullptr && fastest != nullptr)
    target.ratio = median_ratio(*subject, *fastest);
  return target;
}

std::optional<double> distance(const Job& job, const Contestant& contestant, double answer) {
  if (!job.truth || !contestant.answers)
    return std::nullopt;
  if (contestant.name == own_name)
    return job.radius;
  const double apart = std::abs(answer - *job.truth);
  return job.distance == Distance::relative ? apart / std::abs(*job.truth) : apart;
}

} // namespace

Laps run_rounds(const Job& job, const RoundOptions& options) {
  const std::size_t count = job.contestants.size();
  Laps laps{std::vector<std::vector<double>>(count), std::vector<double>(count)};
  std::vector<std::size_t> repeats(count);
  double round = 0;
  for (std::size_t i = 0; i < count; ++i)
    if (const Runner& run = job.contestants[i].run) {
      double once = run(1).seconds;
      if (once < 0.1) // otherwise the first call's own costs do not show
        once = run(1).seconds;
      repeats[i] = static_cast<std::size_t>(std::ceil(std::clamp(options.lap / once, 1.0, 1e5)));
      round += once * static_cast<double>(repeats[i]);
    }
  const double wanted = std::floor(options.seconds / std::max(round, 1e-9));
  const auto rounds = static_cast<std::size_t>(
      std::clamp(wanted, static_cast<double>(options.least), static_cast<double>(options.most)));
  for (std::size_t r = 0; r < rounds; ++r) {
    for (std::size_t j = 0; j < count; ++j) {
      const std::size_t i = (r + j) % count;
      if (const Runner& run = job.contestants[i].run) {
        const Lap lap = run(repeats[i]);
        laps.seconds[i].push_back(lap.seconds / static_cast<double>(repeats[i]));
        laps.answers[i] = lap.answer;
      }
    }
    if (options.stop != nullptr && *options.stop)
      break;
  }
  return laps;
}

verify::record::BenchJob findings(const Job& job, const Laps& laps) {
  verify::record::BenchJob result{.table = job.table,
                                  .column = job.column,
                                  .elements = job.elements,
                                  .rounds = 0,
                                  .reference = job.reference,
                                  .off_by = job.off_by,
                                  .times = {},
                                  .targets = {}};
  const std::vector<double>* reference = seconds_of(job, laps, job.reference);
  for (std::size_t i = 0; i < job.contestants.size(); ++i) {
    const Contestant& contestant = job.contestants[i];
    verify::record::BenchTime time{.name = contestant.name, .absent = contestant.absent};
    if (const std::vector<double>& seconds = laps.seconds[i]; !seconds.empty()) {
      result.rounds = std::max(result.rounds, seconds.size());
      time.nanoseconds = median(seconds) * 1e9 / static_cast<double>(job.elements);
      if (reference != nullptr)
        time.ratio = median_ratio(seconds, *reference);
      time.off = distance(job, contestant, laps.answers[i]);
    }
    result.times.push_back(std::move(time));
  }
  for (const Aim& aim : job.aims)
    result.targets.push_back(judged(aim, job, laps));
  return result;
}

} // namespace tailmass::reports::bench
