// Handlers of signals.
#include "reports/text/interrupt.hpp"

#include "verify/input/input_error.hpp"

#include <csignal>
#include <cstdint>
#include <cstring>
#include <fcntl.h>
#include <string_view>
#include <unistd.h>

namespace tailmass::reports::text {

namespace {

std::atomic<bool> interrupt_requested = false; // a signal handler may touch nothing but such as these
std::atomic<int> readers = 0;                  // that look at it

constexpr int bad_input = 2;

void say(std::string_view text) {
  (void)!::write(STDERR_FILENO, text.data(), text.size());
}

/// Asks whoever looks for it to stop; ends the program where nobody does, or nobody has yet.
void request_or_end(int signal) {
  if (readers > 0 && !interrupt_requested.exchange(true))
    return;
  say(signal == SIGINT    ? "tailmass: ended by SIGINT\n"
      : signal == SIGTERM ? "tailmass: ended by SIGTERM\n"
                          : "tailmass: ended by SIGHUP\n");
  (void)std::signal(signal, SIG_DFL);
  (void)::raise(signal);
}

/// Reads a hexadecimal number and moves behind it.
std::uintptr_t number_at(const char*& text) {
  std::uintptr_t value = 0;
  for (;; ++text) {
    if (*text >= '0' && *text <= '9')
      value = 16 * value + static_cast<std::uintptr_t>(*text - '0');
    else if (*text >= 'a' && *text <= 'f')
      value = 16 * value + static_cast<std::uintptr_t>(*text - 'a' + 10);
    else
      return value;
  }
}

/// Prints the name of the file that a line of /proc/self/maps maps, if the address lies in it.
bool name_file(const char* line, std::uintptr_t address) {
  const char* at = line;
  const std::uintptr_t begin = number_at(at);
  if (*at++ != '-')
    return false;
  const std::uintptr_t end = number_at(at);
  const char* name = std::strchr(at, '/');
  if (address < begin || address >= end || name == nullptr)
    return false;
  // The fault is of a byte of the file, never of the allocator, which may be called here.
  say("tailmass: " + verify::input::printable(name, std::strlen(name)) +
      ": became shorter while it was read\n");
  return true;
}

/// What a signal handler may do, open, read and write, up to the file's name.
void end_on_shrunk_file(int /*signal*/, siginfo_t* info, void* /*context*/) {
  const auto address = reinterpret_cast<std::uintptr_t>(info->si_addr);
  char line[4352]; // a path and what stands before it
  std::size_t length = 0;
  const int maps = ::open("/proc/self/maps", O_RDONLY | O_CLOEXEC);
  for (char c = 0; maps >= 0 && ::read(maps, &c, 1) == 1;) {
    if (c != '\n') {
      if (length + 1 < sizeof line)
        line[length++] = c;
      continue;
    }
    line[length] = '\0';
    length = 0;
    if (name_file(line, address))
      ::_exit(bad_input);
  }
  say("tailmass: a file became shorter while it was read\n");
  ::_exit(bad_input);
}

} // namespace

Interrupt::Interrupt() {
  ++readers;
}

Interrupt::~Interrupt() {
  --readers;
}

const std::atomic<bool>* Interrupt::requested() const {
  return &interrupt_requested;
}

void end_well_on_signals() {
  (void)std::signal(SIGPIPE, SIG_IGN);
  struct sigaction action = {};
  action.sa_sigaction = end_on_shrunk_file;
  action.sa_flags = SA_SIGINFO;
  (void)sigaction(SIGBUS, &action, nullptr);
  for (const int signal : {SIGINT, SIGTERM})
    (void)std::signal(signal, request_or_end);
  if (std::signal(SIGHUP, request_or_end) == SIG_IGN) // by nohup
    (void)std::signal(SIGHUP, SIG_IGN);
}

} // namespace tailmass::reports::text
