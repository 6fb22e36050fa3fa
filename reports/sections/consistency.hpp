// What the terminal shows of stored numbers that were held to their bounds.
#pragma once

#include "reports/text/places.hpp"
#include "verify/record/record.hpp"

#include <cstddef>
#include <string>

namespace tailmass::reports::sections {

/// Columns of the labels below a run's table.
inline constexpr std::size_t check_indent = 16;

/// Says of one check how many numbers held, the worst of them, and the bound.
[[nodiscard]] std::string check_text(const verify::record::ConsistencyRecord& check,
                                     const text::Places& places, const text::TableStyle& style,
                                     std::size_t width);

/// Tells what was held to bounds: empty queries, each check of stored numbers and of the user's kernel, the
/// tail mass of its heads, then a line for each failure, whole whatever the width. Empty where no file has
/// any.
[[nodiscard]] std::string checks_text(const verify::record::Record& record, const text::Places& places,
                                      const text::TableStyle& style, std::size_t width);

} // namespace tailmass::reports::sections
