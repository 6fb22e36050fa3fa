// The figures of `study search` as a table and as JSON.
#pragma once

#include "reports/text/style.hpp"
#include "verify/studies/search_study.hpp"

#include <string>
#include <vector>

namespace tailmass::reports::sections {

/// A block a source and epsilon, a row a search: keys scored and key products spent, how many times fewer
/// than all, and how its certificates and the false ones were judged; the paper's figures and what the
/// synthetic keys are below.
[[nodiscard]] std::string search_table(const std::vector<verify::studies::StudiedSource>& sources,
                                       const text::TableStyle& style);

/// The same, schema "tailmass.study-search/1".
[[nodiscard]] std::string search_json(const std::vector<verify::studies::StudiedSource>& sources,
                                      const std::string& command, std::uint64_t seed,
                                      const std::string& commit);

} // namespace tailmass::reports::sections
