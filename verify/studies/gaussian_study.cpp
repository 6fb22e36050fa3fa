// Rows drawn over all cores, each measured under every sigma and epsilon.
#include "verify/studies/gaussian_study.hpp"

#include "theory/nouns/domain_error.hpp"
#include "theory/nouns/gaussian_sample.hpp"
#include "theory/stable/distribution/softmax.hpp"
#include "theory/stable/gaussian/gaussian.hpp"
#include "verify/campaign/fold.hpp"
#include "verify/judge/decided_k_epsilon.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <nlohmann/json.hpp>

namespace tailmass::verify::studies {

namespace {

/// What one row gave.
struct RowFindings {
  std::vector<double> k_epsilon; // by sigma, then epsilon
  std::vector<double> tail_mass; // by sigma
  double gap = 0;                // at sigma = 1
};

std::size_t rows_for(const GaussianStudyOptions& options, std::size_t n) {
  constexpr std::size_t scores = 2'000'000;
  const std::size_t filling = scores / std::max<std::size_t>(n, 1); // no keys are refused after this
  return options.rows != 0 ? options.rows : std::clamp<std::size_t>(filling, 8, 1'000);
}

std::size_t head_of(const GaussianStudyOptions& options, std::size_t n) {
  const auto k = static_cast<std::size_t>(std::lround(options.share * static_cast<double>(n)));
  return std::clamp<std::size_t>(k, 1, n - 1);
}

/// One row of standard normal numbers serves every sigma.
RowFindings measure(const GaussianStudyOptions& options, const GaussianSample& sample, std::size_t row) {
  std::vector<double> unit = drawn(sample, row);
  std::ranges::sort(unit, std::ranges::greater{});
  RowFindings findings;
  findings.gap = unit[sample.k - 1] - unit[sample.k];
  for (const double sigma : options.sigmas) {
    std::vector<double> scaled = unit;
    for (double& score : scaled)
      score *= sigma;
    const auto scores = std::make_shared<const Scores>(std::move(scaled));
    for (const double epsilon : options.epsilons)
      findings.k_epsilon.push_back(static_cast<double>(judge::decided_k_epsilon(*scores, epsilon).at_most));
    findings.tail_mass.push_back(stable::tail_mass(Case{scores, Head::top_k(*scores, sample.k)}).value);
  }
  return findings;
}

SampleMean sample_mean(const std::vector<RowFindings>& rows, const auto& number) {
  const double count = static_cast<double>(rows.size());
  double sum = 0;
  for (const RowFindings& row : rows)
    sum += number(row);
  const double mean = sum / count;
  double squares = 0;
  for (const RowFindings& row : rows)
    squares += std::pow(number(row) - mean, 2);
  const double deviation = std::sqrt(squares / (count - 1));
  return {mean, deviation, deviation / std::sqrt(count)};
}

KEpsilonFinding k_epsilon_finding(const GaussianStudyOptions& options, const std::vector<RowFindings>& rows,
                                  std::size_t n, std::size_t sigma, std::size_t epsilon) {
  const auto number = [&](const RowFindings& row) {
    return row.k_epsilon[sigma * options.epsilons.size() + epsilon];
  };
  KEpsilonFinding finding{
      .sigma = options.sigmas[sigma], .n = n, .epsilon = options.epsilons[epsilon], .rows = rows.size()};
  finding.k = sample_mean(rows, number);
  finding.rule =
      static_cast<double>(n) * stable::gaussian_k_epsilon_fraction(finding.sigma, finding.epsilon).value;
  finding.excess = finding.k.mean / finding.rule - 1;
  finding.excess_error = finding.k.error / finding.rule;
  const auto keys = static_cast<double>(stable::gaussian_k_epsilon(n, finding.sigma, finding.epsilon));
  const auto enough =
      std::ranges::count_if(rows, [&](const RowFindings& row) { return number(row) <= keys; });
  finding.enough = static_cast<double>(enough) / static_cast<double>(rows.size());
  return finding;
}

/// Rows as a part keeps them.
nlohmann::ordered_json part_of(const std::vector<RowFindings>& rows) {
  nlohmann::ordered_json json = nlohmann::ordered_json::array();
  for (const RowFindings& row : rows)
    json.push_back({{"k_epsilon", row.k_epsilon}, {"tail_mass", row.tail_mass}, {"gap", row.gap}});
  return json;
}

std::vector<RowFindings> rows_of(const record::Field& part) {
  const auto numbers = [](const record::Field& list) {
    std::vector<double> all;
    for (const record::Field& each : list.items())
      all.push_back(each.number());
    return all;
  };
  std::vector<RowFindings> rows;
  for (const record::Field& row : part.items())
    rows.push_back({.k_epsilon = numbers(row.at("k_epsilon")),
                    .tail_mass = numbers(row.at("tail_mass")),
                    .gap = row.at("gap").number()});
  return rows;
}

void check_options(const GaussianStudyOptions& options) {
  for (const std::size_t n : options.ns)
    for (const double sigma : options.sigmas)
      for (const double epsilon : options.epsilons)
        check(GaussianSample{.rows = std::max<std::size_t>(2, rows_for(options, n)),
                             .n = n,
                             .sigma = sigma,
                             .k = n < 2 ? 1 : head_of(options, n),
                             .epsilon = epsilon,
                             .seed = 0});
  if (options.rows == 1)
    throw DomainError("one row has no spread");
  if (!(options.share > 0 && options.share < 1))
    throw DomainError("the share of keys is outside (0, 1)");
}

} // namespace

GaussianStudy study_gaussian(const GaussianStudyOptions& options) {
  check_options(options);
  struct Job {
    std::size_t at; // index of n
    std::size_t row;
  };
  std::vector<Job> jobs;
  std::vector<std::vector<RowFindings>> rows; // by n
  std::vector<GaussianSample> samples;
  for (std::size_t at = 0; at < options.ns.size(); ++at) {
    const std::size_t n = options.ns[at];
    samples.push_back({.rows = rows_for(options, n),
                       .n = n,
                       .sigma = 1,
                       .k = head_of(options, n),
                       .epsilon = 0.1,
                       .seed = options.seed});
    rows.emplace_back(samples.back().rows);
    for (std::size_t row = 0; row < samples.back().rows; ++row)
      jobs.push_back({at, row});
  }
  std::ranges::stable_sort(jobs, std::ranges::greater{}, [&](const Job& job) { return options.ns[job.at]; });
  using Rows = std::vector<RowFindings>;
  std::size_t next = 0;
  const campaign::Folded folded = campaign::fold_units<Rows>(
      {.count = jobs.size(),
       .begins_chunk = [&](std::size_t i) { return jobs[i].at != jobs[i - 1].at; },
       .make_worker =
           [&] {
             return [&](std::size_t i) { return Rows{measure(options, samples[jobs[i].at], jobs[i].row)}; };
           },
       .join = [](Rows& into, Rows later) { std::ranges::move(later, std::back_inserter(into)); },
       .fold =
           [&](Rows found) {
             for (RowFindings& of_row : found) {
               const auto [at, row] = jobs.at(next++);
               rows[at][row] = std::move(of_row);
             }
           },
       .write = part_of,
       .read = rows_of},
      options);
  GaussianStudy study;
  if (folded.units < jobs.size())
    return study;
  for (std::size_t sigma = 0; sigma < options.sigmas.size(); ++sigma)
    for (std::size_t at = 0; at < options.ns.size(); ++at) {
      const auto& [count, n, unit, k, unused, seed] = samples[at];
      for (std::size_t epsilon = 0; epsilon < options.epsilons.size(); ++epsilon)
        study.k_epsilon.push_back(k_epsilon_finding(options, rows[at], n, sigma, epsilon));
      const double s = options.sigmas[sigma];
      study.tail_mass.push_back(
          {.sigma = s,
           .n = n,
           .k = k,
           .rows = count,
           .tau = sample_mean(rows[at], [&](const RowFindings& row) { return row.tail_mass[sigma]; }),
           .limit = stable::gaussian_tail_mass(n, k, s).value,
           .limit_deviation = std::sqrt(stable::gaussian_variance(n, k, s).value / static_cast<double>(n))});
    }
  for (std::size_t at = 0; at < options.ns.size(); ++at) {
    const std::size_t n = samples[at].n;
    const std::size_t k = samples[at].k;
    study.gap.push_back({.n = n,
                         .k = k,
                         .rows = samples[at].rows,
                         .gap = sample_mean(rows[at], [](const RowFindings& row) { return row.gap; }),
                         .expected = stable::gaussian_expected_gap(n, k, 1).value,
                         .about = stable::gaussian_expected_gap_about(n, k, 1).value});
  }
  return study;
}

nlohmann::ordered_json to_json(const GaussianStudy& study, const GaussianStudyOptions& options) {
  using Json = nlohmann::ordered_json;
  const auto spread = [](const SampleMean& s) {
    return Json{{"mean", s.mean}, {"deviation", s.deviation}, {"error", s.error}};
  };
  Json json{{"schema", "tailmass.study-gaussian/1"}, {"seed", options.seed}};
  for (const char* part : {"k_epsilon", "tail_mass", "gap"})
    json[part] = Json::array();
  for (const KEpsilonFinding& f : study.k_epsilon)
    json["k_epsilon"].push_back({{"sigma", f.sigma},
                                 {"n", f.n},
                                 {"epsilon", f.epsilon},
                                 {"rows", f.rows},
                                 {"k", spread(f.k)},
                                 {"rule", f.rule},
                                 {"excess", f.excess},
                                 {"excess_error", f.excess_error},
                                 {"enough", f.enough}});
  for (const TailMassFinding& f : study.tail_mass)
    json["tail_mass"].push_back({{"sigma", f.sigma},
                                 {"n", f.n},
                                 {"k", f.k},
                                 {"rows", f.rows},
                                 {"tau", spread(f.tau)},
                                 {"limit", f.limit},
                                 {"limit_deviation", f.limit_deviation}});
  for (const GapFinding& f : study.gap)
    json["gap"].push_back({{"n", f.n},
                           {"k", f.k},
                           {"rows", f.rows},
                           {"gap_over_sigma", spread(f.gap)},
                           {"expected", f.expected},
                           {"about", f.about}});
  return json;
}

} // namespace tailmass::verify::studies
