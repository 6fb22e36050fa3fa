// Causes of what a kernel got wrong, over the rows of a run.
#pragma once

#include "verify/campaign/row_workers.hpp"
#include "verify/cases/dataset.hpp"
#include "verify/cases/row_choice.hpp"
#include "verify/record/record.hpp"

namespace tailmass::verify::campaign {

/// Notes of what was found in a row which of the chosen ones it is.
void note_place(record::Record& found, std::size_t place);

/// Returns whether a record may still keep the failure of indices of a later row.
[[nodiscard]] bool keeps_indices(const record::Record& record);

/// Names the causes of the failures that a record keeps, on all cores, once all rows are done: of no others,
/// as a file of wrong rows has thousands. All of that costs no more than checking its rows did, counted in
/// operations, and what a run costs that has hardly any. A few failures of each check are looked at first;
/// what explains them is tried first on the others, and what is left goes to those that nothing explains yet.
/// What a stopped run leaves out stays without one.
void name_causes(record::Record& in, cases::Dataset& dataset, const cases::RowChoice& chosen,
                 std::size_t rows, const WorkOptions& options);

} // namespace tailmass::verify::campaign
