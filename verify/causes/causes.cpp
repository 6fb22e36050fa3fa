// Causes by check, and the words of a failure.
#include "verify/causes/causes.hpp"

#include "theory/nouns/domain_error.hpp"
#include "theory/numbers/assumed_arithmetic.hpp"
#include "verify/causes/diagnosis.hpp"
#include "verify/input/input_error.hpp"
#include "verify/kernel/checks.hpp"
#include "verify/kernel/failure.hpp"
#include "verify/kernel/head.hpp"
#include "verify/kernel/results.hpp"

namespace tailmass::verify::causes {

namespace {

Found causes_of_failure(const cases::AttentionRow& row, std::string_view check,
                        const record::NumberFailure& failure, double operations, const Known& known) {
  const AssumedArithmetic assumed;
  const Effort effort{operations, known};
  if (!failure.cause.empty() || !row.scores)
    return {};
  if (check == kernel::kernel_indices.name)
    return causes_of_indices(row, effort);
  const std::optional<Head> head = row.indices ? kernel::kernel_head(row).head : std::nullopt;
  const std::size_t axis = failure.number ? failure.number->axis.value_or(0) : 0;
  if (check == kernel::kernel_lse.name)
    return causes_of_lse({row, head, kernel::arithmetic_of_lse(row)}, effort);
  if (check == kernel::kernel_outputs.name && head)
    return causes_of_truncated({row, head, kernel::arithmetic_of_truncated(row), axis}, effort);
  if (check == kernel::stored_outputs.name)
    return causes_of_outputs({row, head, kernel::arithmetic_of_outputs(row), axis}, effort);
  return {};
}

} // namespace

Found causes_of(const cases::AttentionRow& row, std::string_view check, const record::NumberFailure& failure,
                double operations, const Known& known) {
  try {
    return causes_of_failure(row, check, failure, operations, known);
  } catch (const input::InputError&) { // of what nothing but the search reads, and no verdict hangs on
    return {};
  } catch (const DomainError&) {
    return {};
  }
}

void name_cause(record::NumberFailure& failure, const std::string& cause) {
  if (cause.empty())
    return;
  failure.cause = cause;
  if (failure.message.ends_with(kernel::unknown_cause))
    failure.message.replace(failure.message.size() - kernel::unknown_cause.size(),
                            kernel::unknown_cause.size(), kernel::as_if(failure.cause));
}

void name_cause(const cases::AttentionRow& row, std::string_view check, record::NumberFailure& failure) {
  const std::vector<std::vector<Candidate>> alone{causes_of(row, check, failure).causes};
  name_cause(failure, likeliest(alone).front());
}

} // namespace tailmass::verify::causes
