// Rows shared out, and their records merged in order.
#include "verify/campaign/check_campaign.hpp"

#include "verify/campaign/kernel_failures.hpp"
#include "verify/campaign/row_fault.hpp"
#include "verify/kernel/check.hpp"
#include "verify/kernel/consistency.hpp"

namespace tailmass::verify::campaign {

namespace {

record::Record check_row(cases::Dataset& dataset, std::size_t index, const MeasureRow& measure,
                         bool keeps_indices) {
  const cases::AttentionRow row = dataset.row(index, false);
  record::Record found;
  found.empty = row.scores ? 0 : 1;
  if (row.scores && measure)
    measure(row, found);
  found.consistency = kernel::check_consistency(row);
  kernel::merge(found, kernel::check_kernel(row, keeps_indices));
  return found;
}

} // namespace

record::Record run_check(cases::Dataset& dataset, const CheckOptions& options, const MeasureRow& measure,
                         const SeeRow& see) {
  const cases::RowChoice rows = options.rows.value_or(cases::RowChoice(dataset.rows()));
  record::Record record;
  KernelFailures failures;
  InOrder<record::Record> results([&](record::Record row) {
    if (see)
      see(row);
    record::merge(record, std::move(row));
    failures.note(record);
  });
  record.host.threads = share_rows(rows.size(), options, [&] {
    return [&](std::size_t index) {
      results.enter(index,
                    judged(
                        dataset, rows[index],
                        [&] { return check_row(dataset, rows[index], measure, failures.keeps_indices()); },
                        [](record::Record fault) { return fault; }));
    };
  });
  failures.name_causes(record, dataset, rows, options);
  record.rows = results.merged();
  record.rows_total = dataset.rows();
  record.interrupted = record.rows < rows.size();
  return record;
}

} // namespace tailmass::verify::campaign
