// Runs the built `tailmass` as a user would and keeps what it prints.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace tailmass::tests {

struct CommandResult {
  int exit_code = -1; ///< 128 and its number where a signal ended it, as shells have it
  std::string out;
  std::string err;
};

/// What surrounds a run.
struct Surroundings {
  double signal_after_seconds = 0; ///< where it is not 0: when it gets the signal
  int signal = 2;                  ///< SIGINT
  bool twice = false;              ///< whether it gets it once more after as long
  std::string out = {}, err = {};  ///< where standard output and error go, instead of into the result
  std::vector<std::pair<std::string, std::string>> environment = {}; ///< more variables
};

/// Runs the command with these arguments, no shell between; standard output and error are files, so no
/// terminal.
CommandResult run_command(const std::vector<std::string>& arguments, const Surroundings& surroundings = {});

} // namespace tailmass::tests
