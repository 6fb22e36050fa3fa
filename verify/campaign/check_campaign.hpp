// Holds the results of kernels in every row of a dataset to their bounds.
#pragma once

#include "verify/campaign/row_workers.hpp"
#include "verify/cases/dataset.hpp"
#include "verify/cases/row_choice.hpp"
#include "verify/record/record.hpp"

namespace tailmass::verify::campaign {

struct CheckOptions : WorkOptions {
  std::optional<cases::RowChoice> rows = std::nullopt; ///< of the dataset; nothing: all
};

/// Adds to a record what else is measured of a row that sees a key; `index` is its number in the dataset.
using MeasureRow =
    std::function<void(const cases::AttentionRow& row, std::size_t index, record::Record& found)>;

/// Sees what a row, or a chunk of them in a part, gave before it is merged, one after the other in their
/// order.
using SeeRows = std::function<void(const record::Record& rows)>;

/// Checks all rows, on all cores: the stored scores and outputs and the results of the user's kernel. Fills
/// `rows`, `rows_total`, `empty`, `consistency`, `kernel`, `kernel_heads` and `interrupted` of a record, and
/// what `measure` adds; of rows outside the domain `faulty` and `row_faults`. The result does not depend on
/// the number of threads. With a part to write, or parts to merge, see fold_units(). Throws InputError for a
/// fault of a whole file.
[[nodiscard]] record::Record run_check(cases::Dataset& dataset, const CheckOptions& options,
                                       const MeasureRow& measure = {}, const SeeRows& see = {});

} // namespace tailmass::verify::campaign
