// Runs the built `tailmass` as a user would and keeps what it prints.
#pragma once

#include <string>
#include <vector>

namespace tailmass::tests {

struct CommandResult {
  int exit_code = -1;
  std::string out;
  std::string err;
};

/// Runs the command with these arguments, no shell between; standard output and error are files, so no
/// terminal. With `interrupt_after_seconds` > 0 it gets SIGINT after that time.
CommandResult run_command(const std::vector<std::string>& arguments, double interrupt_after_seconds = 0);

} // namespace tailmass::tests
