// When a ball is the number that the reference table has.
#pragma once

#include "theory/numbers/ball.hpp"

#include <optional>
#include <string>

namespace tailmass {

inline constexpr long last_bits = 16384;      ///< where precision stops to rise
inline constexpr long cancelled_bits = 15360; ///< losing more than this leaves too few of the last bits

/// A decimal of the table. Its exponent may have 620 digits: the error of a power of ten grows with their
/// number.
[[nodiscard]] Ball decimal(const std::string& text);

/// Relative accuracy of the table, 1e-49: it is rounded at 50 digits.
[[nodiscard]] const Ball& table_accuracy();

/// Whether x is the number in the table, nothing while its radius is too large to tell. Zeros in the table
/// are exact; there x must vanish beside its scale, the terms that it is made from.
[[nodiscard]] std::optional<bool> matches(const Ball& x, const Ball& expected, const Ball& scale);

/// Whether a number other than 0 is so small beside its scale that the last bits do not show it, as a tail
/// mass of e^{-1e9} beside the probabilities whose differences it is the sum of.
[[nodiscard]] bool out_of_reach(const Ball& expected, const Ball& scale);

} // namespace tailmass
