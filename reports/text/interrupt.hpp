// Ctrl-C as a request to stop that a run can read.
#pragma once

#include <atomic>

namespace tailmass::reports::text {

/// While it lives, SIGINT sets a flag; afterwards it ends the program again. One at a time.
class Interrupt {
public:
  Interrupt();
  ~Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;
  [[nodiscard]] const std::atomic<bool>* requested() const;
};

} // namespace tailmass::reports::text
