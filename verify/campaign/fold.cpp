// Where chunks begin, and which are one's own.
#include "verify/campaign/fold.hpp"

#include <algorithm>

namespace tailmass::verify::campaign {

std::vector<std::size_t> chunk_bounds(std::size_t units,
                                      const std::function<bool(std::size_t)>& begins_chunk) {
  std::vector<std::size_t> bounds;
  for (std::size_t unit = 0; unit < units; ++unit)
    if (bounds.empty() || unit == bounds.back() + most_in_chunk || (begins_chunk && begins_chunk(unit)))
      bounds.push_back(unit);
  bounds.push_back(units);
  return bounds;
}

} // namespace tailmass::verify::campaign
