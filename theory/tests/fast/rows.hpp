// Rows that the fast path is tried on, and the true sums of them in balls.
#pragma once

#include "theory/fast/distribution/accumulator.hpp"
#include "theory/fast/kernels/targets.hpp"
#include "theory/numbers/ball.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tailmass {

using fast::OnTarget;

struct FastRow {
  std::string name;
  std::vector<double> scores; ///< floats, so that every type of row can hold them but the narrow ones
};

/// n scores of each kind: spread, ties, order, masks, offsets, ranges past the exponents.
[[nodiscard]] std::vector<FastRow> fast_rows(std::size_t n, std::uint64_t seed);

/// sum e^{s_i - s_(1)}, at 192 bits.
[[nodiscard]] Ball true_partition(const std::vector<double>& scores);

/// Whether a sum encloses `partition` e^top; `used` is how much of its radius the error takes, 1 at most.
[[nodiscard]] bool encloses(const fast::ScaledSum& sum, const Ball& partition, double top,
                            double* used = nullptr);
[[nodiscard]] bool encloses(fast::Enclosure enclosure, const Ball& truth);

} // namespace tailmass
