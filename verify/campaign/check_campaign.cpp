// Rows shared out, and their records merged in order.
#include "verify/campaign/check_campaign.hpp"

#include "verify/campaign/fold.hpp"
#include "verify/campaign/kernel_failures.hpp"
#include "verify/campaign/row_fault.hpp"
#include "verify/kernel/check.hpp"
#include "verify/kernel/consistency.hpp"

namespace tailmass::verify::campaign {

namespace {

record::Record check_row(cases::Dataset& dataset, const cases::RowChoice& rows, std::size_t place,
                         const MeasureRow& measure, bool keeps_indices) {
  const cases::AttentionRow row = dataset.row(rows[place], false);
  record::Record found;
  found.empty = row.scores ? 0 : 1;
  if (row.scores && measure)
    measure(row, rows[place], found);
  found.consistency = kernel::check_consistency(row);
  kernel::merge(found, kernel::check_kernel(row, keeps_indices));
  note_place(found, place);
  return found;
}

} // namespace

record::Record run_check(cases::Dataset& dataset, const CheckOptions& options, const MeasureRow& measure,
                         const SeeRows& see) {
  const cases::RowChoice rows = options.rows.value_or(cases::RowChoice(dataset.rows()));
  record::Record record;
  std::atomic<bool> keeps = true;
  const auto check = [&](std::size_t place) {
    return judged(
        dataset, rows[place], [&] { return check_row(dataset, rows, place, measure, keeps); },
        [](record::Record fault) { return fault; });
  };
  const Folded folded = fold_units<record::Record>(
      {.count = rows.size(),
       .begins_chunk = [&](std::size_t place) { return !dataset.same_matrix(rows[place - 1], rows[place]); },
       .make_worker = [&] { return check; },
       .join = [](record::Record& into, record::Record later) { record::merge(into, std::move(later)); },
       .fold =
           [&](record::Record found) {
             if (see)
               see(found);
             record::merge(record, std::move(found));
             record::keep_first_rows(record);
             keeps = keeps_indices(record);
           },
       .write = record::to_part,
       .read = record::of_part},
      options);
  name_causes(record, dataset, rows, folded.units, options);
  record.host.threads = folded.threads;
  record.rows = folded.units;
  record.rows_total = dataset.rows();
  record.interrupted = record.rows < rows.size();
  return record;
}

} // namespace tailmass::verify::campaign
