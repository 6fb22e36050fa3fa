// The formats that several verbs write: --junit, --markdown, --html, and the comparison --against.
#pragma once

#include "reports/sections/comparison.hpp"
#include "reports/text/verb.hpp"
#include "verify/record/record.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tailmass::reports::formats {

struct PageContent;

struct FormatOptions {
  std::string json;
  std::string markdown;
  std::string junit;
  std::string html;
  std::string csv; ///< of verbs that have rows
  std::string against;
  double factor = sections::default_factor;
  /// Whether standard output is taken by one of the formats, and shows no table then.
  [[nodiscard]] bool taken() const;
};

/// Adds --markdown, --junit, --against and --factor to a verb, and --json where it writes a record.
void add_format_options(const text::Verb& verb, FormatOptions& options, bool with_json = true);

/// Before the work rather than after it: throws UsageError where two formats go to standard output, and
/// InputError where the old record cannot be read. Returns that record.
std::optional<verify::record::Record> check_format_options(const FormatOptions& options);

/// Writes what was asked for, and a comparison with the old record below the table on standard output unless
/// a format goes there. `seen` are changes that the run itself found beside those of the records. Returns the
/// exit code of all outcomes, the comparison's too.
[[nodiscard]] int write_formats(const verify::record::Record& record, const FormatOptions& options,
                                const std::vector<sections::Change>& seen = {});

/// Does so where the page has more to show than the record: its content but for the comparison.
[[nodiscard]] int write_formats(const verify::record::Record& record, const FormatOptions& options,
                                const std::vector<sections::Change>& seen, PageContent page);

} // namespace tailmass::reports::formats
