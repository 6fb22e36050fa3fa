// What the verbs take for rows of attention in memory, beside references in float64 that users would compute
// instead.
#include "reports/bench/clock.hpp"
#include "reports/bench/jobs.hpp"
#include "reports/bench/rounds.hpp"
#include "reports/bench/rows.hpp"
#include "reports/bench/words.hpp"

#include "theory/fast/outputs/outputs.hpp"
#include "theory/theorems/catalogue.hpp"
#include "verify/campaign/campaign.hpp"
#include "verify/campaign/certify_campaign.hpp"
#include "verify/cases/dataset.hpp"

#include <algorithm>
#include <deque>
#include <fmt/format.h>
#include <memory>
#include <numeric>

namespace tailmass::reports::bench {

namespace {

constexpr std::size_t rows_of_job = 4; // peers.py knows them
constexpr std::size_t width = 64;

/// Rows of scores with values, and what a right kernel in float32 makes of them.
struct Attention {
  std::vector<float> scores, values, lse, truncated;
  std::vector<std::int32_t> indices;

  Attention(std::size_t n, std::size_t k, std::uint64_t seed)
      : scores(make_row<float>(RowKind::gaussian, rows_of_job * n, seed)),
        values(make_row<float>(RowKind::gaussian, n * width, seed + 1)) {
    for (std::size_t row = 0; row < rows_of_job; ++row)
      add_results(std::span(scores).subspan(row * n, n), k);
  }
  [[nodiscard]] std::vector<verify::input::Tensor> tensors() const {
    const std::size_t n = scores.size() / rows_of_job, k = indices.size() / rows_of_job;
    using verify::input::DType;
    return {{.name = "a.scores", .dtype = DType::F32, .shape = {rows_of_job, n}, .bytes = bytes(scores)},
            {.name = "a.values", .dtype = DType::F32, .shape = {n, width}, .bytes = bytes(values)},
            {.name = "a.indices", .dtype = DType::I32, .shape = {rows_of_job, k}, .bytes = bytes(indices)},
            {.name = "a.lse", .dtype = DType::F32, .shape = {rows_of_job}, .bytes = bytes(lse)},
            {.name = "a.truncated",
             .dtype = DType::F32,
             .shape = {rows_of_job, width},
             .bytes = bytes(truncated)}};
  }

private:
  template <class T>
  static std::span<const std::byte> bytes(const std::vector<T>& numbers) {
    return std::as_bytes(std::span(numbers));
  }
  void add_results(std::span<const float> row, std::size_t k) {
    const auto rounded = [](const fast::Enclosure& x) { return static_cast<float>(x.value); };
    lse.push_back(rounded(fast::log_sum_exp(row).log()));
    std::vector<std::int32_t> keys(row.size());
    std::iota(keys.begin(), keys.end(), 0);
    std::ranges::partial_sort(keys, keys.begin() + static_cast<std::ptrdiff_t>(k), std::greater<>{},
                              [&](std::int32_t key) { return row[static_cast<std::size_t>(key)]; });
    indices.insert(indices.end(), keys.begin(), keys.begin() + static_cast<std::ptrdiff_t>(k));
    const fast::Outputs outputs = fast::truncated_outputs(row, k, std::span<const float>(values));
    std::ranges::transform(outputs.truncated, std::back_inserter(truncated), rounded);
  }
};

/// The rows as a dataset of a program's tensors, which a verb reads.
class Rows {
public:
  Rows(std::size_t n, std::size_t k, std::uint64_t seed) : attention_(n, k, seed) {
    std::deque<verify::attention::AttentionFile> files;
    files.emplace_back("rows", attention_.tensors(), verify::attention::TensorNames{});
    dataset_ = std::make_unique<verify::cases::Dataset>(std::move(files), seed);
  }
  [[nodiscard]] verify::cases::Dataset& dataset() const { return *dataset_; }
  [[nodiscard]] std::span<const float> scores() const { return attention_.scores; }

private:
  Attention attention_;
  std::unique_ptr<verify::cases::Dataset> dataset_;
};

double checked(verify::cases::Dataset& dataset) {
  verify::campaign::CheckOptions options;
  options.threads = 1;
  return static_cast<double>(verify::campaign::run_check(dataset, options).rows);
}

double certified(verify::cases::Dataset& dataset) {
  verify::campaign::CertifyOptions options;
  options.threads = 1;
  options.epsilons = {0.01};
  return static_cast<double>(verify::campaign::run_certify(dataset, options).rows);
}

double judged(verify::cases::Dataset& dataset) {
  std::vector<const Theorem*> theorems(catalogue().begin(), catalogue().end());
  std::erase_if(theorems, [](const Theorem* theorem) { return theorem->scope == Scope::model; });
  verify::campaign::CampaignOptions options;
  options.threads = 1;
  return static_cast<double>(verify::campaign::run_campaign(dataset, theorems, options).rows);
}

} // namespace

std::string name_of(Verb verb) {
  switch (verb) {
  case Verb::check:
    return "check";
  case Verb::certify:
    return "certify";
  case Verb::verify:
    return "verify";
  }
  return {};
}

Job verb_job(Verb verb, std::size_t n, std::uint64_t seed, PythonPeers& python) {
  const std::size_t k = std::max<std::size_t>(n / 32, 1);
  const auto rows = std::make_shared<const Rows>(n, k, seed);
  python.load(rows->scores());
  const auto work = verb == Verb::check ? checked : verb == Verb::certify ? certified : judged;
  constexpr const char* torch = "torch reference in float64";
  Job job{.table = fmt::format("{} rows by a verb, d = {}, k = n/32, epsilon = 0.01", rows_of_job, width),
          .column = fmt::format("{}, n = {}", name_of(verb), size_name(n)),
          .elements = rows_of_job * n,
          // Its work is that of a thread that it starts.
          .contestants = {{.name = own_name,
                           .run = timed([rows, work] { return work(rows->dataset()); }, process_seconds)},
                          python.contestant("numpy reference in float64", static_cast<double>(k)),
                          python.contestant(torch, static_cast<double>(k))},
          .reference = own_name,
          .truth = {},
          .off_by = "rows",
          .aims = {}};
  if (verb == Verb::check)
    job.aims.push_back({"at most 3 times torch's reference", own_name, {torch}, 3});
  return job;
}

} // namespace tailmass::reports::bench
