// What a user declares of a kernel's arithmetic: formats and orders that its tensors do not tell.
#pragma once

#include "verify/input/dtype.hpp"

#include <cstddef>
#include <optional>
#include <string_view>

namespace tailmass::verify::attention {

/// The formats, the exponential and the parts of a row's sums; nothing: what formats of tensors tell, and any
/// order.
struct Arithmetic {
  std::optional<input::DType> accumulate; ///< of exponentials, sums and quotients
  std::optional<input::DType> p;          ///< what P is rounded to before it meets V; F64: to nothing
  bool sums_rounded_p = false;            ///< the sum of a row is that of rounded P
  std::optional<double> exponential;      ///< the relative error of one, at most
  bool unfused = false;                   ///< exponents are s c - m c with both products rounded
  bool fused_rescaling = false;         ///< sums are rescaled by exp2 of fma(m, c, -m' c), not of (m - m') c
  std::optional<std::size_t> tile;      ///< keys that are summed before they meet the sum of those before
  std::size_t lanes = 0;                ///< that add their keys of a tile to a sum of their own each; 0: none
  bool rounded_scores = false;          ///< stored scores are the kernel's, rounded when they were stored
  std::size_t splits = 1;               ///< parts of a row at most, merged by their log-sum-exps
  bool merged_once = false;             ///< all parts at once, not in any order of several merges
  std::optional<input::DType> part;     ///< of the parts' outputs and log-sum-exps
  std::optional<input::DType> part_lse; ///< of their log-sum-exps, where it is another one
  bool tf32 = false;                    ///< operands of q k and of P V are rounded to 11 bits
  friend bool operator==(const Arithmetic&, const Arithmetic&) = default;
};

/// What `read_arithmetic` reads, in words.
inline constexpr std::string_view arithmetic_values =
    "a list, as p=bf16,tile=128, of accumulate=f64, f32 or f16; p=none, bf16, f16 or fp8; sum=p; exp=E "
    "(2^-22 or "
    "8.8e-5, at most 0.1); exp2=unfused; rescale=fma; tile=KEYS; lanes=LANES; scores=rounded; splits=PARTS; "
    "merge=once; part=f32, f16 or bf16; part_lse=f32, f16 or bf16; tf32; each once";

/// Reads such a list; false where the text is none. A merge and a part need splits, lanes a tile.
bool read_arithmetic(Arithmetic& arithmetic, std::string_view text);

} // namespace tailmass::verify::attention
