// Causes for what is printed.
#include "verify/campaign/kernel_failures.hpp"

#include "verify/kernel/check.hpp"

#include <utility>

namespace tailmass::verify::campaign {

void KernelFailures::note(const record::Record& merged) {
  for (const record::ConsistencyRecord& check : merged.kernel)
    rows_[check.check].resize(check.failures.size(), next_);
  ++next_;
}

void KernelFailures::name_causes(record::Record& in, cases::Dataset& dataset,
                                 const WorkOptions& options) const {
  struct Unexplained {
    const std::string* check;
    record::NumberFailure* failure;
  };
  std::map<std::size_t, std::vector<Unexplained>> by_row;
  for (record::ConsistencyRecord& check : in.kernel)
    for (std::size_t i = 0; i < check.failures.size(); ++i)
      if (check.failures[i].cause.empty())
        by_row[rows_.at(check.check)[i]].push_back({&check.check, &check.failures[i]});
  if (by_row.empty())
    return;
  const std::vector<std::pair<std::size_t, std::vector<Unexplained>>> rows(by_row.begin(), by_row.end());
  (void)share_rows(rows.size(), {.threads = options.threads, .progress = {}, .stop = options.stop}, [&] {
    return [&](std::size_t i) {
      const auto& [index, failures] = rows[i];
      const cases::AttentionRow row = dataset.row(index, false);
      for (const auto& [check, failure] : failures)
        kernel::name_cause(row, *check, *failure);
    };
  });
}

} // namespace tailmass::verify::campaign
