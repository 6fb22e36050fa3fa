// Merging what the rows gave in their order.
#include "verify/campaign/campaign.hpp"

#include "verify/campaign/kernel_failures.hpp"
#include "verify/campaign/row_campaign.hpp"
#include "verify/campaign/row_fault.hpp"
#include "verify/input/input_error.hpp"

namespace tailmass::verify::campaign {

namespace {

constexpr std::size_t most_stored_failures = 50;

/// Takes row results in the order of the rows.
class Collector {
public:
  Collector(std::span<const Theorem* const> theorems, const CampaignOptions& options)
      : sheet_(theorems), options_(options) {}

  void merge_row(RowResult result) {
    sheet_.merge(std::move(result.sheet));
    record::merge(record_, std::move(result.found));
    kernel_failures_.note(record_);
    for (FailedCase& failed : result.failed)
      if (record_.failures.size() < most_stored_failures) {
        failed.failure.case_file = stored(failed.stored);
        record_.failures.push_back(std::move(failed.failure));
      }
  }

  /// Stores a case and returns where, or nothing where it cannot be: the verdict comes all the same.
  [[nodiscard]] std::string stored(const cases::StoredCase& failed) const {
    std::error_code ignored;
    std::filesystem::create_directories(options_.failures, ignored);
    const std::filesystem::path path = options_.failures / cases::case_file_name(failed);
    try {
      cases::write_case_file(path, failed);
    } catch (const input::InputError&) {
      return {};
    }
    return path.string();
  }

  /// The record of the rows merged so far.
  record::Record record(cases::Dataset& dataset, const cases::RowChoice& rows) {
    record_.theorems = sheet_.records();
    kernel_failures_.name_causes(record_, dataset, rows, options_);
    return std::move(record_);
  }

private:
  TallySheet sheet_;
  record::Record record_;
  KernelFailures kernel_failures_;
  const CampaignOptions& options_;
};

/// Positions of the theorems about random rows.
std::vector<std::size_t> of_the_model(std::span<const Theorem* const> theorems) {
  std::vector<std::size_t> positions;
  for (std::size_t t = 0; t < theorems.size(); ++t)
    if (theorems[t]->scope == Scope::model)
      positions.push_back(t);
  return positions;
}

} // namespace

record::Record run_campaign(cases::Dataset& dataset, std::span<const Theorem* const> theorems,
                            const CampaignOptions& options, const MoreRows& more) {
  const cases::RowChoice chosen = options.rows.value_or(cases::RowChoice(dataset.rows()));
  const std::size_t rows = chosen.size(), all_rows = rows + more.count;
  const std::vector<std::size_t> models = of_the_model(theorems); // judged once, after the rows
  WorkOptions work{.threads = options.threads, .progress = {}, .stop = options.stop};
  if (options.progress)
    work.progress = [&](std::size_t done, std::size_t) {
      options.progress(std::min(done, all_rows), all_rows);
    };
  Collector collector(theorems, options);
  InOrder<RowResult> results([&](RowResult result) { collector.merge_row(std::move(result)); });
  const auto row_of = [&](judge::Judge& judge, std::size_t index) {
    return judged(
        dataset, chosen[index], [&] { return judge_row(judge, dataset, chosen, index, theorems, options); },
        [&](record::Record fault) {
          RowResult result = nothing_yet(theorems, 0);
          result.found = std::move(fault);
          return result;
        });
  };
  const unsigned threads = share_rows(all_rows + models.size(), work, [&] {
    return [&, judge = std::make_shared<judge::Judge>()](std::size_t index) {
      results.enter(index, index < rows ? row_of(*judge, index)
                           : index < all_rows
                               ? more.judge(*judge, index - rows)
                               : judge_model(*judge, models[index - all_rows], theorems, options));
    };
  });
  record::Record record = collector.record(dataset, chosen);
  record.rows = std::min(results.merged(), rows);
  record.rows_total = dataset.rows();
  record.generated = std::min(results.merged(), all_rows) - record.rows;
  record.interrupted = results.merged() < all_rows + models.size();
  record.host.threads = threads;
  return record;
}

} // namespace tailmass::verify::campaign
