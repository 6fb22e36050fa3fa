// Causes for what is printed.
#include "verify/campaign/kernel_failures.hpp"

#include "verify/causes/causes.hpp"
#include "verify/kernel/check.hpp"
#include "verify/kernel/checks.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace tailmass::verify::campaign {

void note_place(record::Record& found, std::size_t place) {
  for (auto* checks : {&found.consistency, &found.kernel})
    for (record::ConsistencyRecord& check : *checks)
      for (record::NumberFailure& failure : check.failures)
        failure.place = place;
}

bool keeps_indices(const record::Record& record) {
  return std::ranges::none_of(record.kernel, [](const record::ConsistencyRecord& check) {
    return check.check == kernel::kernel_indices.name &&
           check.failures.size() == record::most_number_failures;
  });
}

void name_causes(record::Record& in, cases::Dataset& dataset, const cases::RowChoice& chosen,
                 std::size_t rows, const WorkOptions& options) {
  struct Unexplained {
    const std::string* check;
    record::NumberFailure* failure;
    std::vector<causes::Candidate> causes;
  };
  std::map<std::size_t, std::vector<Unexplained>> by_row;
  std::size_t unexplained = 0;
  for (auto* checks : {&in.consistency, &in.kernel})
    for (record::ConsistencyRecord& check : *checks)
      for (record::NumberFailure& failure : check.failures)
        if (failure.cause.empty()) {
          ++unexplained;
          by_row[failure.place].push_back({&check.check, &failure, {}});
        }
  if (by_row.empty())
    return;
  std::vector<std::pair<std::size_t, std::vector<Unexplained>>> failing(by_row.begin(), by_row.end());
  (void)share_rows(failing.size(), {.threads = options.threads, .progress = {}, .stop = options.stop}, [&] {
    return [&, unexplained](std::size_t i) {
      auto& [index, failures] = failing[i];
      const cases::AttentionRow row = dataset.row(chosen[index], false);
      const double run = static_cast<double>(rows) * kernel::operations_of(row);
      const double operations = std::max(run, causes::least_operations) / static_cast<double>(unexplained);
      for (Unexplained& each : failures)
        each.causes = causes::causes_of(row, *each.check, *each.failure, operations);
    };
  });
  for (const auto* checks : {&in.consistency, &in.kernel})
    for (const record::ConsistencyRecord& check : *checks) {
      std::vector<record::NumberFailure*> failures;
      std::vector<std::vector<causes::Candidate>> causes;
      for (auto& [index, of_row] : failing)
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
