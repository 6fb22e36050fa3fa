// Runs programs that judge, check_files.py among them, which asks others what they think of a file.
#pragma once

#include <string>
#include <vector>

namespace tailmass::tests {

/// What a shell command prints; a test failure with its message where it fails.
std::string printed_by(const std::string& command);

/// The same of check_files.py.
std::string check_file(const std::vector<std::string>& arguments);

/// A file of reports/schema.
std::string schema_file(const std::string& name);

} // namespace tailmass::tests
