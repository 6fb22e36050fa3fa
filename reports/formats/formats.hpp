// The formats that several verbs write: --junit, --markdown, --html, and the comparison --against.
#pragma once

#include "reports/sections/comparison.hpp"
#include "reports/text/verb.hpp"
#include "verify/record/record.hpp"

#include <filesystem>
#include <optional>
#include <span>
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

/// Writes a page and says on standard error where it is, unless that is standard output.
void write_page(const PageContent& page, const std::string& path);

/// Before the work rather than after it: throws UsageError where two formats go to standard output or to one
/// file, or one of them over a file that the run reads, and InputError where the old record cannot be read.
/// Returns that record. An empty path is no input.
std::optional<verify::record::Record>
check_format_options(const FormatOptions& options, std::span<const std::filesystem::path> inputs = {});

/// Shows the table of a record and a comparison with the old one below it, unless a format goes to standard
/// output, and writes what was asked for, each whatever becomes of the others. `seen` are changes that the
/// run itself found beside those of the records. Returns the exit code of all outcomes, the comparison's too;
/// that of an error where all held and something could not be written.
[[nodiscard]] int write_formats(const verify::record::Record& record, const FormatOptions& options,
                                const std::string& table, const std::vector<sections::Change>& seen = {});

/// Does so where the page has more to show than the record: its content but for the comparison.
[[nodiscard]] int write_formats(const verify::record::Record& record, const FormatOptions& options,
                                const std::string& table, const std::vector<sections::Change>& seen,
                                PageContent page);

} // namespace tailmass::reports::formats
