// Merging what the rows gave in their order.
#include "verify/campaign/campaign.hpp"

#include "verify/campaign/fold.hpp"
#include "verify/campaign/kernel_failures.hpp"
#include "verify/campaign/row_campaign.hpp"
#include "verify/campaign/row_fault.hpp"
#include "verify/cases/whole_file.hpp"

#include <algorithm>

namespace tailmass::verify::campaign {

namespace {

/// Takes row results in the order of the rows.
class Collector {
public:
  Collector(std::span<const Theorem* const> theorems, const CampaignOptions& options)
      : sheet_(theorems), options_(options) {}

  void merge_row(RowResult result) {
    sheet_.merge(std::move(result.sheet));
    record::merge(record_, std::move(result.found));
    for (FailedCase& failed : result.failed)
      if (record_.failures.size() < most_stored_failures) {
        failed.failure.case_file = stored(failed);
        record_.failures.push_back(std::move(failed.failure));
      }
  }

  /// Stores a case and returns where, or nothing where it cannot be: the verdict comes all the same.
  [[nodiscard]] std::string stored(const FailedCase& failed) const {
    std::error_code ignored;
    std::filesystem::create_directories(options_.failures, ignored);
    const std::filesystem::path path = options_.failures / failed.file_name;
    return cases::write_whole_file(path, failed.text) ? std::string() : path.string();
  }

  /// The record of the rows merged so far.
  record::Record record() {
    record_.theorems = sheet_.records();
    return std::move(record_);
  }

private:
  TallySheet sheet_;
  record::Record record_;
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
  WorkOptions work = options;
  if (options.progress)
    work.progress = [&](std::size_t done, std::size_t total) {
      const std::size_t units = options.part ? total : all_rows;
      options.progress(std::min(done, units), units);
    };
  Collector collector(theorems, options);
  const auto row_of = [&](judge::Judge& judge, std::size_t index) {
    return judged(
        dataset, chosen[index], [&] { return judge_row(judge, dataset, chosen, index, theorems, options); },
        [&](record::Record fault) {
          RowResult result = nothing_yet(theorems, 0);
          result.found = std::move(fault);
          return result;
        });
  };
  const Folded folded = fold_units<RowResult>(
      {.count = all_rows + models.size(),
       .begins_chunk =
           [&](std::size_t index) {
             return index < rows       ? !dataset.same_matrix(chosen[index - 1], chosen[index])
                    : index < all_rows ? (index - rows) % more.of_a_kind == 0
                                       : true;
           },
       .make_worker =
           [&] {
             return [&, judge = std::make_shared<judge::Judge>()](std::size_t index) {
               return index < rows       ? row_of(*judge, index)
                      : index < all_rows ? more.judge(*judge, index - rows)
                                         : judge_model(*judge, models[index - all_rows], theorems, options);
             };
           },
       .whole = [](const RowResult& result) { return result.whole; },
       .join = join,
       .fold = [&](RowResult result) { collector.merge_row(std::move(result)); },
       .write = [](const RowResult& result) { return to_part(result); },
       .read = [&](const record::Field& json) { return of_part(theorems, json); }},
      work);
  record::Record record = collector.record();
  name_causes(record, dataset, chosen, folded.units, options);
  record.rows = std::min(folded.units, rows);
  record.rows_total = dataset.rows();
  record.generated = std::min(folded.units, all_rows) - record.rows;
  record.interrupted = folded.units < all_rows + models.size();
  record.host.threads = folded.threads;
  return record;
}

} // namespace tailmass::verify::campaign
