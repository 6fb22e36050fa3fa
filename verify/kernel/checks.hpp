// The checks of stored numbers and of a kernel's results: their names, and their bounds in words.
#pragma once

#include "verify/record/consistency.hpp"

#include <string_view>

namespace tailmass::verify::kernel {

struct CheckWords {
  std::string_view name, bound;
  /// Returns its record, of no numbers yet.
  [[nodiscard]] record::ConsistencyRecord record() const {
    return {.check = std::string(name), .bound = std::string(bound)};
  }
};

inline constexpr CheckWords stored_scores{"stored-scores", "|s - q.k| <= gamma_d sum |q_x k_x|"};
inline constexpr CheckWords stored_outputs{"stored-outputs",
                                           "|o - Attn| <= sum p G |v|, G of the format and n"};
inline constexpr CheckWords kernel_indices{"kernel-indices", "no dropped score exceeds a kept one"};
inline constexpr CheckWords kernel_lse{
    "kernel-lse", "|lse - LSE| <= E of the format, n and range, or max <= lse <= max + ln n"};
inline constexpr CheckWords kernel_outputs{
    "kernel-outputs", "|o - mu_H| <= sum p^ G |v|, G of the format and k, or o within the values of H"};

} // namespace tailmass::verify::kernel
