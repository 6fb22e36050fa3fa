// The handler of SIGINT.
#include "reports/text/interrupt.hpp"

#include <csignal>

namespace tailmass::reports::text {

namespace {

std::atomic<bool> interrupt_requested = false; // a signal handler may touch nothing else

} // namespace

Interrupt::Interrupt() {
  (void)std::signal(SIGINT, [](int) { interrupt_requested = true; });
}

Interrupt::~Interrupt() {
  (void)std::signal(SIGINT, SIG_DFL);
}

const std::atomic<bool>* Interrupt::requested() const {
  return &interrupt_requested;
}

} // namespace tailmass::reports::text
