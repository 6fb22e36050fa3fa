// The committed table of reference values, as cases with their results.
#pragma once

#include "theory/nouns/case.hpp"

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace tailmass {

/// One line of theory/tests/reference/table.jsonl.
struct ReferenceRow {
  std::string id;
  std::string regime;
  Case c;
  std::map<std::string, std::vector<std::string>> results; ///< decimals by quantity; absent when null
};

/// Returns the path of the table.
[[nodiscard]] std::string reference_table_path();

/// All lines, read once. Throws std::runtime_error when the file cannot be read.
[[nodiscard]] const std::vector<ReferenceRow>& reference_table();

/// Returns whether the table leaves out a quantity that is defined there: brute force is for few keys.
[[nodiscard]] bool left_out(std::string_view quantity, const ReferenceRow& line);
/// Returns the names in its header.
[[nodiscard]] std::set<std::string> quantities_of_table();

} // namespace tailmass
