// The figures of `study search` as a table and as JSON.
#pragma once

#include "reports/text/style.hpp"
#include "verify/studies/search_study.hpp"

#include <string>
#include <vector>

namespace tailmass::reports::sections {

/// A block a source, a row a kind of cells: mean keys scored under each bound, and how many times fewer the
/// smaller bound scores, for each epsilon; the paper's figures and what the synthetic keys are below.
[[nodiscard]] std::string search_table(const std::vector<verify::studies::StudiedSource>& sources,
                                       const text::TableStyle& style);

/// The same, schema "tailmass.study-search/1".
[[nodiscard]] std::string search_json(const std::vector<verify::studies::StudiedSource>& sources,
                                      const std::string& command, std::uint64_t seed,
                                      const std::string& commit);

} // namespace tailmass::reports::sections
