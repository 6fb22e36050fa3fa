// Holds the results of kernels in every row of a dataset to their bounds.
#pragma once

#include "verify/campaign/row_workers.hpp"
#include "verify/cases/dataset.hpp"
#include "verify/record/record.hpp"

namespace tailmass::verify::campaign {

/// Adds to a record what else is measured of a row that sees a key.
using MeasureRow = std::function<void(const cases::AttentionRow& row, record::Record& found)>;

/// Checks all rows, on all cores: the stored scores and outputs and the results of the user's kernel. Fills
/// `rows`, `rows_total`, `empty`, `consistency`, `kernel`, `kernel_heads` and `interrupted` of a record, and
/// what `measure` adds; of rows outside the domain `faulty` and `row_faults`. The result does not depend on
/// the number of threads. Throws InputError for a fault of a whole file.
[[nodiscard]] record::Record run_check(cases::Dataset& dataset, const WorkOptions& options,
                                       const MeasureRow& measure = {});

} // namespace tailmass::verify::campaign
