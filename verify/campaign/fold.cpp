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

std::vector<std::size_t> own_units(std::size_t units, const std::function<bool(std::size_t)>& begins_chunk,
                                   const WorkOptions& options) {
  std::vector<std::size_t> own;
  if (options.parts)
    return own;
  const std::vector<std::size_t> bounds = chunk_bounds(units, begins_chunk);
  const std::vector<std::size_t> unfinished =
      options.part ? options.part->unfinished(bounds.size() - 1) : std::vector<std::size_t>{};
  for (std::size_t chunk = 0; chunk + 1 < bounds.size(); ++chunk)
    if (!options.part || std::ranges::binary_search(unfinished, chunk))
      for (std::size_t unit = bounds[chunk]; unit < bounds[chunk + 1]; ++unit)
        own.push_back(unit);
  return own;
}

} // namespace tailmass::verify::campaign
