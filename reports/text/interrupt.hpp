// Ctrl-C, SIGTERM and SIGHUP as a request to stop that a run can read; a file that shrinks while it is read.
#pragma once

#include <atomic>

namespace tailmass::reports::text {

/// While one lives, the first SIGINT, SIGTERM or SIGHUP sets a flag; the next one ends the program.
class Interrupt {
public:
  Interrupt();
  ~Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;
  [[nodiscard]] const std::atomic<bool>* requested() const;
};

/// Ends the program by SIGINT, SIGTERM and, unless nohup has it ignored, SIGHUP with one line that says so,
/// where no Interrupt takes them; with one line that names the file and exit code 2, instead of by SIGBUS,
/// where a mapped file has become shorter than it was; and has writes to a closed pipe fail instead of ending
/// it by SIGPIPE.
void end_well_on_signals();

} // namespace tailmass::reports::text
