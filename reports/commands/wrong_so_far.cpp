// Counting over both kinds of checks.
#include "reports/commands/wrong_so_far.hpp"

#include "reports/text/text.hpp"

#include <fmt/format.h>

namespace tailmass::reports::commands {

void WrongSoFar::add(const verify::record::Record& row) {
  for (const auto* checks : {&row.consistency, &row.kernel})
    for (const verify::record::ConsistencyRecord& check : *checks) {
      count_ += check.exceeded;
      if (first_.empty() && !check.failures.empty())
        first_ = check.failures.front().message;
    }
}

std::string WrongSoFar::text() const {
  if (count_ == 0)
    return {};
  return fmt::format("{} wrong{}", text::grouped(count_), first_.empty() ? "" : ", first " + first_);
}

} // namespace tailmass::reports::commands
