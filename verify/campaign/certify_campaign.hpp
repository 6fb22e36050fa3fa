// Measures every row of a dataset: what its truncations lose and what the bounds certify of that.
#pragma once

#include "verify/campaign/check_campaign.hpp"
#include "verify/cases/dataset.hpp"
#include "verify/record/record.hpp"

#include <vector>

namespace tailmass::verify::campaign {

struct CertifyOptions : CheckOptions {
  std::vector<double> epsilons{0.1, 0.01, 0.001};
  /// Called with what each row, or chunk of a part, gave, one after the other in their order.
  std::function<void(std::span<const record::RowRecord>)> rows_done{};
};

/// Returns the records of one row, one for each epsilon; the row is not empty. Throws InputError when its
/// query and keys are outside the domain, DomainError unless 0 < epsilon < 1.
[[nodiscard]] std::vector<record::RowRecord> certify_row(const cases::AttentionRow& row,
                                                         std::span<const double> epsilons);

/// All rows, on all cores: fills `cases` and `certified` of a record beside what run_check() does. The result
/// does not depend on the number of threads. Throws what run_check() throws.
[[nodiscard]] record::Record run_certify(cases::Dataset& dataset, const CertifyOptions& options);

} // namespace tailmass::verify::campaign
