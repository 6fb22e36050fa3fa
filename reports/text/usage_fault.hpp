// What is wrong with a command line that cannot be read.
#pragma once

#include <string>

namespace CLI {
class App;
class Error;
} // namespace CLI

namespace tailmass::reports::text {

/// Returns it in a line: the word that is no verb or option, and which one is near to it.
[[nodiscard]] std::string usage_fault(const CLI::App& app, const CLI::Error& error);

} // namespace tailmass::reports::text
