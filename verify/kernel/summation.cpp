// Gathering what is summed.
#include "verify/kernel/summation.hpp"

#include <algorithm>
#include <cmath>

namespace tailmass::verify::kernel {

Summation summation(const cases::AttentionRow& row, std::span<const Key> keys,
                    const KernelArithmetic& arithmetic, bool with_sink) {
  Summation sum{.keys = {keys.begin(), keys.end()}, .scores = scores_of(*row.scores, keys)};
  sum.valued = keys.size();
  if (const std::vector<double> errors = kernel_score_errors(row, arithmetic); !errors.empty())
    for (const Key key : keys)
      sum.errors.push_back(errors[key]);
  if (with_sink)
    add_sink(sum, row);
  return sum;
}

void add_sink(Summation& sum, const cases::AttentionRow& row) {
  if (!row.sink || !std::isfinite(*row.sink))
    return;
  sum.keys.push_back(0); // any: it is not valued
  sum.scores.push_back(*row.sink);
  if (!sum.errors.empty())
    sum.errors.push_back(0);
}

std::vector<double> values_of(const Values& values, const Summation& sum, std::size_t axis) {
  std::vector<double> chosen = values_of(values, sum.keys, axis);
  std::fill(chosen.begin() + static_cast<std::ptrdiff_t>(sum.valued), chosen.end(), 0.0);
  return chosen;
}

KernelArithmetic arithmetic_of(const cases::AttentionRow& row, input::DType result,
                               std::optional<input::DType> values) {
  KernelArithmetic arithmetic =
      kernel_arithmetic(result, row.dtype, row.scores->size(), values, row.declared.arithmetic);
  if (row.formed)
    arithmetic.conversion = 0;
  if (values && row.values_scaled) { // into the format of P where that is a short one
    const double product = std::max(arithmetic.weights.unit_roundoff, arithmetic.accumulation.unit_roundoff);
    arithmetic.dequantisation += product * (1 + arithmetic.dequantisation);
  }
  if (row.sink && arithmetic.merges > 0) { // as a tile more of a part, or as a part more
    ++arithmetic.splits;
    ++arithmetic.merges;
  }
  if (row.sink)
    arithmetic.row_keys += arithmetic.tile.value_or(keys_of_tile);
  return arithmetic;
}

} // namespace tailmass::verify::kernel
