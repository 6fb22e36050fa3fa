// Records as one page of HTML that needs nothing beside itself.
#pragma once

#include "reports/sections/comparison.hpp"
#include "verify/record/record.hpp"

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

namespace tailmass::reports::formats {

/// What a run says of itself above all else.
struct PageHeading {
  std::string command;
  std::string conclusion;           ///< what held and what did not
  std::vector<std::string> answers; ///< what was asked, in numbers
  nlohmann::ordered_json certified; ///< of `certify`: what bounds certify over all rows
};
[[nodiscard]] PageHeading heading_of(const verify::record::Record& record);

/// What a page shows.
struct PageContent {
  /// Run records, and those of the studies; of a part that several have, the first is shown.
  std::vector<nlohmann::ordered_json> records = {};
  std::vector<sections::Outcome> outcomes = {}; ///< of all of them, the comparison's too
  std::vector<PageHeading> headings = {};       ///< of the run records
  std::optional<sections::Comparison> comparison = std::nullopt;
  std::optional<nlohmann::ordered_json> history = std::nullopt; ///< of history_of()
};

/// The page: the records, the catalogue and all that draws them inside. It loads nothing, whatever the names
/// in the records are.
[[nodiscard]] std::string html_of(const PageContent& content);

/// The catalogue as the page has it: of each theorem its words, its statement as MathML, its hypotheses and
/// source, and what does not hold.
[[nodiscard]] nlohmann::ordered_json catalogue_json();

} // namespace tailmass::reports::formats
