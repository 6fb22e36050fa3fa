// NLopt's optimisers on a few numbers, to whom a NaN is never shown.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

namespace tailmass::properties::hunt {

/// Which of NLopt's algorithms.
enum class Optimiser {
  esch, ///< an evolution strategy over the whole box
  crs,  ///< controlled random search over the whole box
  sbplx ///< subspace simplex from the start, which ends what the others began
};
[[nodiscard]] std::string_view name_of(Optimiser optimiser);

/// A box about a start.
struct SearchBox {
  std::vector<double> lower, start, upper; ///< equally long, lower <= start <= upper
};

/// What an optimiser is told in the place of a score that is no finite number: some optimisers return NaN as
/// their best value, and report success.
inline constexpr double worst_for_optimiser = -1e9;

/// What NLopt says of a search.
struct Optimised {
  std::size_t calls = 0; ///< of the score
  double best = worst_for_optimiser;
};

/// Maximises `score` over the box in at most `evaluations` calls. A score that is NaN or infinite enters as
/// `worst_for_optimiser`. `score` keeps what it finds by itself; once it returns false in `go_on`, the search
/// ends. The result depends on the seed and the scores alone, whatever other threads do.
Optimised maximise(Optimiser optimiser, const SearchBox& box, std::uint64_t seed, std::size_t evaluations,
                   const std::function<double(const std::vector<double>&, bool& go_on)>& score);

} // namespace tailmass::properties::hunt
