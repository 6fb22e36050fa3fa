// Where the programs are that tests run.
#pragma once

#include <string>

namespace tailmass::tests {

/// Returns the path of the command under test.
[[nodiscard]] std::string tailmass_program();

/// Returns the path of a Python with the packages of .ci/debian-packages.txt.
[[nodiscard]] std::string python_program();

/// Returns the path of a browser.
[[nodiscard]] std::string chromium_program();

} // namespace tailmass::tests
