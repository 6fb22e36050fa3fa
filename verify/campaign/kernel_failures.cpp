// Causes for what is printed.
#include "verify/campaign/kernel_failures.hpp"

#include "verify/causes/causes.hpp"
#include "verify/kernel/check.hpp"
#include "verify/kernel/checks.hpp"

#include <algorithm>
#include <utility>

namespace tailmass::verify::campaign {

void KernelFailures::note(const record::Record& merged) {
  for (const auto* checks : {&merged.consistency, &merged.kernel})
    for (const record::ConsistencyRecord& check : *checks) {
      rows_[check.check].resize(check.failures.size(), next_);
      if (check.check == kernel::kernel_indices.name && check.failures.size() == record::most_number_failures)
        keeps_indices_ = false;
    }
  ++next_;
}

void KernelFailures::name_causes(record::Record& in, cases::Dataset& dataset, const cases::RowChoice& chosen,
                                 const WorkOptions& options) const {
  struct Unexplained {
    const std::string* check;
    record::NumberFailure* failure;
    std::vector<causes::Candidate> causes;
  };
  std::map<std::size_t, std::vector<Unexplained>> by_row;
  std::size_t unexplained = 0;
  for (auto* checks : {&in.consistency, &in.kernel})
    for (record::ConsistencyRecord& check : *checks)
      for (std::size_t i = 0; i < check.failures.size(); ++i)
        if (check.failures[i].cause.empty()) {
          ++unexplained;
          by_row[rows_.at(check.check)[i]].push_back({&check.check, &check.failures[i], {}});
        }
  if (by_row.empty())
    return;
  std::vector<std::pair<std::size_t, std::vector<Unexplained>>> rows(by_row.begin(), by_row.end());
  (void)share_rows(rows.size(), {.threads = options.threads, .progress = {}, .stop = options.stop}, [&] {
    return [&, unexplained](std::size_t i) {
      auto& [index, failures] = rows[i];
      const cases::AttentionRow row = dataset.row(chosen[index], false);
      const double run = static_cast<double>(next_) * kernel::operations_of(row);
      const double operations = std::max(run, causes::least_operations) / static_cast<double>(unexplained);
      for (Unexplained& each : failures)
        each.causes = causes::causes_of(row, *each.check, *each.failure, operations);
    };
  });
  for (const auto* checks : {&in.consistency, &in.kernel})
    for (const record::ConsistencyRecord& check : *checks) {
      std::vector<record::NumberFailure*> failures;
      std::vector<std::vector<causes::Candidate>> causes;
      for (auto& [index, of_row] : rows)
        for (Unexplained& each : of_row)
          if (each.check == &check.check) {
            failures.push_back(each.failure);
            causes.push_back(std::move(each.causes));
          }
      const std::vector<std::string> named = causes::likeliest(causes);
      for (std::size_t i = 0; i < failures.size(); ++i)
        causes::name_cause(*failures[i], named[i]);
    }
}

} // namespace tailmass::verify::campaign
