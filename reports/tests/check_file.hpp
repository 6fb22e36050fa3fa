// Runs check_files.py, which asks programs of others what they think of a file.
#pragma once

#include <string>
#include <vector>

namespace tailmass::tests {

/// What it prints; a test failure with its message where it fails.
std::string check_file(const std::vector<std::string>& arguments);

/// A file of reports/schema.
std::string schema_file(const std::string& name);

} // namespace tailmass::tests
