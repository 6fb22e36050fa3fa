// Causes of what a kernel got wrong, over the rows of a run.
#pragma once

#include "verify/campaign/row_workers.hpp"
#include "verify/cases/dataset.hpp"
#include "verify/cases/row_choice.hpp"
#include "verify/record/record.hpp"

#include <atomic>
#include <map>
#include <string>
#include <vector>

namespace tailmass::verify::campaign {

/// Knows the rows of the failures that a record keeps, and seeks the causes of these when all rows are done:
/// of no others, as a file of wrong rows has thousands. All of that costs no more than checking rows like the
/// failing ones did, or than least_operations where that is more.
class KernelFailures {
public:
  /// Notes the next row, whose results were merged into the record last.
  void note(const record::Record& merged);
  /// Whether the record may keep the failure of indices of a row that is not noted yet. From any thread.
  [[nodiscard]] bool keeps_indices() const { return keeps_indices_; }
  /// Names the causes, on all cores; those noted were the first rows of `chosen`. What a stopped run leaves
  /// out stays without one.
  void name_causes(record::Record& in, cases::Dataset& dataset, const cases::RowChoice& chosen,
                   const WorkOptions& options) const;

private:
  std::size_t next_ = 0;
  std::atomic<bool> keeps_indices_ = true;
  std::map<std::string, std::vector<std::size_t>> rows_; // of the failures kept, by their check
};

} // namespace tailmass::verify::campaign
