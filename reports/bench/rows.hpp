// Rows of scores that are timed: usual ones, and those that algorithms like least.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace tailmass::reports::bench {

enum class RowKind {
  gaussian,     ///< N(0, 2^2)
  masked,       ///< every tenth of them -inf
  half_masked,  ///< the second half -inf
  ties,         ///< all equal
  sorted,       ///< descending
  reversed,     ///< ascending
  peaked,       ///< N(0, 8^2): few keys hold nearly all mass
  offset,       ///< around 10^6
  beyond_range, ///< uniform in [-5000, 5000]: most weights are below the smallest double
};

inline constexpr std::array hard_kinds{RowKind::masked, RowKind::half_masked, RowKind::ties,
                                       RowKind::sorted, RowKind::reversed,    RowKind::peaked,
                                       RowKind::offset, RowKind::beyond_range};

[[nodiscard]] std::string_view name_of(RowKind kind);

/// n scores; the same for a seed, up to the C library's sine and logarithm. Float rows are the double ones
/// rounded. Instantiated for float and double.
template <class T>
[[nodiscard]] std::vector<T> make_row(RowKind kind, std::size_t n, std::uint64_t seed);

} // namespace tailmass::reports::bench
