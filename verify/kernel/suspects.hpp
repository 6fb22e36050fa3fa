// What a faulty kernel may have summed in place of what it should.
#pragma once

#include "theory/nouns/head.hpp"
#include "verify/cases/attention_row.hpp"
#include "verify/kernel/budget.hpp"
#include "verify/kernel/summation.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tailmass::verify::kernel {

/// A named way to go wrong.
struct Suspect {
  std::string cause; ///< reads on from "as if"
  Summation sum;
};

/// The row with its masked keys scored as their queries and keys say, or 0 where it has not both; and
/// errors that cover the rounding of those products.
struct UnmaskedRow {
  std::vector<double> scores;
  std::vector<double> errors;
  std::string cause;
};
/// Nothing when no key of the row is masked, or when a product is not finite.
[[nodiscard]] std::optional<UnmaskedRow> unmasked(const cases::AttentionRow& row);

/// Other sums for a log-sum-exp of the row: over the head alone, the mask ignored, the sink left out, a scale
/// applied twice or left out.
[[nodiscard]] std::vector<Suspect> log_sum_exp_suspects(const cases::AttentionRow& row,
                                                        const std::optional<Head>& head,
                                                        const KernelArithmetic& arithmetic);

/// Other sums for a mean over the head: over k - 1, k + 1 or all keys, over a Top-k set where the head is
/// none, divided by the sum over all keys, the mask ignored, the sink left out, a scale applied twice or left
/// out, equal weights.
[[nodiscard]] std::vector<Suspect> truncated_suspects(const cases::AttentionRow& row, const Head& head,
                                                      const KernelArithmetic& arithmetic);

/// The head with one key's index, or only its value, replaced by another's, where that comes near the stored
/// coordinates, within twice the bounds: as far as the budget reaches, and none where more than a few do.
[[nodiscard]] std::vector<Suspect> swapped_suspects(const cases::AttentionRow& row, const Head& head,
                                                    const KernelArithmetic& arithmetic,
                                                    std::span<const double> stored,
                                                    std::span<const double> bounds, Budget& budget);

} // namespace tailmass::verify::kernel
