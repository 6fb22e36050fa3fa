// Numbers judged again, to be told.
#include "verify/kernel/worst.hpp"

#include "theory/numbers/assumed_arithmetic.hpp"
#include "verify/kernel/checks.hpp"
#include "verify/kernel/head.hpp"
#include "verify/kernel/plain_head.hpp"
#include "verify/kernel/results.hpp"

#include <span>
#include <utility>
#include <vector>

namespace tailmass::verify::kernel {

namespace {

std::optional<WorstNumber> worst_of(const cases::Stored<double>& stored, const std::vector<Judged>& numbers) {
  std::optional<WorstNumber> worst;
  for (std::size_t axis = 0; axis < numbers.size(); ++axis) {
    const Judged& number = numbers[axis];
    if (number.outcome != Judged::Outcome::unbounded && (!worst || number.ratio > worst->ratio))
      worst = {.tensor = stored.tensor,
               .axis = axis,
               .stored = stored.numbers[axis],
               .value = number.value,
               .bound = number.bound,
               .ratio = number.ratio};
  }
  return worst;
}

/// The keys of finite score that the indices name, where they name a head; without an order of the row where
/// that tells.
std::optional<std::vector<Key>> keys_of_head(const cases::AttentionRow& row) {
  if (std::optional<PlainHead> plain = plain_head(row))
    return plain->finite.empty() ? std::nullopt : std::optional(std::move(plain->finite));
  const std::optional<Head> head = kernel_head(row).head;
  if (!head)
    return std::nullopt;
  return std::vector<Key>(head->finite_head().begin(), head->finite_head().end());
}

} // namespace

std::optional<WorstNumber> worst_number(const cases::AttentionRow& row, std::string_view check) {
  const AssumedArithmetic assumed;
  if (!row.scores)
    return std::nullopt;
  if (check == stored_outputs.name && row.outputs)
    return worst_of(*row.outputs, sums_of_outputs(row).means(row.outputs->numbers));
  const std::optional<std::vector<Key>> head = row.indices ? keys_of_head(row) : std::nullopt;
  const ResultRow at{.row = row, .head = head ? std::optional(std::span(*head)) : std::nullopt};
  if (check == kernel_outputs.name && row.truncated)
    return worst_of(*row.truncated, sums_of_truncated(at).means(row.truncated->numbers));
  if (check != kernel_lse.name || !row.lse)
    return std::nullopt;
  const std::optional<KernelSums> sums = sums_of_lse(at);
  return sums ? worst_of(*row.lse, {sums->log_sum_exp(row.lse->numbers.front())}) : std::nullopt;
}

} // namespace tailmass::verify::kernel
