// A run as a JUnit file, for the test pages of a CI.
#pragma once

#include "reports/sections/outcome.hpp"
#include "verify/record/record.hpp"

#include <span>
#include <string>

namespace tailmass::reports::formats {

/// One test suite of one test case for each outcome, inside `testsuites`: the elements and attributes of the
/// JUnit schema of Jenkins' xUnit plugin (junit-10.xsd), where counts can stand only as properties of a
/// suite. A failed outcome has one `failure`, an undecided one `error`, a skipped one `skipped`; the first
/// problem is its message, all of them with their details and replay commands are its text. The time of the
/// run is that of the whole. Bytes that XML cannot hold are replaced.
[[nodiscard]] std::string junit_of(std::span<const sections::Outcome> outcomes,
                                   const verify::record::Record& record);

} // namespace tailmass::reports::formats
