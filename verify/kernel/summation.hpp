// The terms of a sum over keys of a row, as a kernel should have summed it or as a faulty one may have.
#pragma once

#include "verify/cases/attention_row.hpp"
#include "verify/kernel/error.hpp"

#include <optional>
#include <span>
#include <vector>

namespace tailmass::verify::kernel {

/// Keys, each with the finite score that its weight comes from and, of the first `valued`, the value that is
/// weighted; the others only add to the sum of weights.
struct Summation {
  std::vector<Key> keys;
  std::vector<double> scores;
  std::vector<double> errors = {}; ///< absolute errors of the scores; empty where they are the stored ones
  std::size_t valued = 0;
};

/// Returns all of these keys, which are of finite score, with their values, and where it is wanted the row's
/// sink, as a key without one.
[[nodiscard]] Summation summation(const cases::AttentionRow& row, std::span<const Key> keys,
                                  const KernelArithmetic& arithmetic, bool with_sink = true);

/// Adds the row's sink to a sum, if it has one that is finite.
void add_sink(Summation& sum, const cases::AttentionRow& row);

/// Returns one coordinate of the values of a summation.
[[nodiscard]] std::vector<double> values_of(const Values& values, const Summation& sum, std::size_t axis);

/// Returns the arithmetic of a result of the row, of this format. Scores that are formed are in that of the
/// accumulation, values that have factors are rounded once more, and a sink may rescale once more what is
/// summed.
[[nodiscard]] KernelArithmetic arithmetic_of(const cases::AttentionRow& row, input::DType result,
                                             std::optional<input::DType> values = {});

} // namespace tailmass::verify::kernel
