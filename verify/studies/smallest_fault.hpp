// The smallest fault of a kernel that its bounds see, by format, length and kind of row.
#pragma once

#include "verify/campaign/row_workers.hpp"
#include "verify/input/dtype.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace tailmass::verify::studies {

/// The least that is accused in a kind of row.
struct LeastSeen {
  /// Relative error of a coordinate whose values have one sign; times the mean |v|, of any coordinate.
  double output = 0;

  double lse = 0; ///< absolute shift
  /// Share of the row's weight that a lost key must have, to be seen in the lse, and in a coordinate where
  /// its value is of the mean size and those of the others cancel.
  double share_in_lse = 0, share_in_output = 0;
};

inline constexpr std::size_t longest_row = std::size_t{1} << 20U;

struct SmallestFault {
  input::DType format = input::DType::F64;
  std::size_t keys = 0;
  LeastSeen flat;   ///< of a row whose keys all weigh the same
  LeastSeen peaked; ///< of a row whose i-th key weighs i^-2
};

/// Returns the smallest faults that are seen in flat and in peaked rows whose largest score is 8. Values and
/// outputs are of the format; scores and the lse too, but of F32 beside F16 and BF16, as kernels give them.
/// By format, then length. Throws DomainError for a length outside of 1 to `longest_row`, up to which there
/// are bounds of all formats.
[[nodiscard]] std::vector<SmallestFault> smallest_faults(std::span<const std::size_t> lengths,
                                                         const campaign::WorkOptions& work = {});

} // namespace tailmass::verify::studies
