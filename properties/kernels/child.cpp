// Forking, shared memory, and waiting for an answer.
#include "properties/kernels/child.hpp"

#include "properties/kernels/channel.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <csignal>
#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <stdexcept>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace tailmass::properties::kernels {

namespace {

constexpr double seconds_to_open = 60; // beside those of a call: libraries of accelerators are large

} // namespace

Child::Child(const Open& open, double seconds, std::optional<int> file)
    : seconds_(seconds + seconds_to_open), own_memory_(!file) {
  std::array<int, 2> ends{};
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0)
    fail("socketpair");
  socket_ = ends[0];
  file_ = file ? fcntl(*file, F_DUPFD_CLOEXEC, 0) : memfd_create("tailmass", MFD_CLOEXEC);
  process_ = file_ < 0 ? -1 : fork();
  if (process_ == 0) {
    socket_ = ends[1];
    run(open, seconds);
  }
  (void)close(ends[1]);
  std::string fault = process_ < 0 ? "no process could be started" : std::string();
  char status = 0;
  if (fault.empty())
    fault = answer(status, hello_);
  if (fault.empty() && status == 0) {
    seconds_ = seconds;
    return;
  }
  (void)ended();
  (void)close(socket_);
  (void)close(file_);
  throw std::runtime_error(fault.empty() ? hello_ : fault + " while it was loaded");
}

Child::~Child() {
  (void)ended();
  (void)close(socket_);
  (void)close(file_);
  if (memory_)
    (void)munmap(memory_, mapped_);
}

void Child::resize(std::size_t input, std::size_t output) {
  const std::size_t all = whole_pages(input) + whole_pages(output);
  if (own_memory_ && all > mapped_) {
    if (memory_)
      (void)munmap(memory_, mapped_);
    memory_ = nullptr;
    mapped_ = 0;
    if (ftruncate(file_, static_cast<off_t>(all)) != 0)
      fail("shared memory");
    memory_ = mapped(file_, 0, all, PROT_READ | PROT_WRITE);
    mapped_ = all;
  }
  input_ = input;
  output_ = output;
}

std::span<std::byte> Child::output() {
  return {memory_ + whole_pages(input_), output_};
}

std::string Child::call() {
  const Request request{input_, output_};
  char status = 0;
  std::string text;
  std::string fault =
      send_message(socket_, &request, sizeof request) ? answer(status, text) : "ended before it was called";
  if (!fault.empty() || status == status_threw)
    (void)ended();
  if (!fault.empty())
    return fault;
  return status == status_threw ? "threw an exception: " + text : text;
}

/// Waits for a message; returns what went wrong instead. A process that other programs keep from running has
/// not hung: it has its seconds of processor time, or waits for something else six times as long.
std::string Child::answer(char& status, std::string& text) {
  using Clock = std::chrono::steady_clock;
  constexpr double longest_wait = 6;
  constexpr int moment = 100; // milliseconds
  const auto start = Clock::now();
  const double worked_before = processor_seconds();
  for (;;) {
    const double waited = std::chrono::duration<double>(Clock::now() - start).count();
    const double left = seconds_ - waited;
    pollfd waiting{socket_, POLLIN, 0};
    const int ready =
        poll(&waiting, 1, left > 0 ? static_cast<int>(std::ceil(std::min(1e6, left) * 1000)) : moment);
    if (ready > 0)
      break;
    if (ready == 0 && left <= 0 &&
        (waited > longest_wait * seconds_ || processor_seconds() - worked_before >= seconds_))
      return fmt::format("gave no answer within {:g} s", seconds_);
  }
  std::string message(longest_message, '\0');
  message.resize(receive_message(socket_, message.data(), message.size()));
  if (message.empty())
    return ended();
  status = message.front();
  text = message.substr(1);
  return {};
}

/// What it has worked so far.
double Child::processor_seconds() const {
  clockid_t clock{};
  timespec time{};
  if (clock_getcpuclockid(process_, &clock) != 0 || clock_gettime(clock, &time) != 0)
    return 0;
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

/// Ends the process where it has not ended itself; returns how it did.
std::string Child::ended() {
  if (process_ < 0)
    return {};
  constexpr int moments = 1000; // it has closed its end of the socket, or is to be killed
  int status = 0;
  pid_t found = 0;
  for (int i = 0; i < moments && found == 0; ++i) {
    found = waitpid(process_, &status, WNOHANG);
    pollfd end{socket_, POLLIN, 0};
    if (found == 0 && !(poll(&end, 1, 0) > 0 && (end.revents & POLLHUP) != 0))
      break;
    if (found == 0)
      (void)usleep(1000);
  }
  if (found == 0) {
    (void)kill(process_, SIGKILL);
    (void)waitpid(process_, &status, 0);
  }
  process_ = -1;
  if (WIFSIGNALED(status))
    return fmt::format("crashed: {}", strsignal(WTERMSIG(status)));
  return fmt::format("ended its process with exit code {}", WEXITSTATUS(status));
}

} // namespace tailmass::properties::kernels
