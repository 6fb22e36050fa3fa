// Forking, shared memory, and waiting for an answer.
#include "properties/kernels/child.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <stdexcept>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

namespace tailmass::properties::kernels {

namespace {

constexpr std::size_t page = 4096, longest_message = 4096;
constexpr double seconds_to_open = 60; // beside those of a call: libraries of accelerators are large

struct Request {
  std::size_t input = 0, output = 0;
};

[[noreturn]] void fail(const char* what) {
  throw std::runtime_error(fmt::format("{}: {}", what, std::generic_category().message(errno)));
}

std::byte* mapped(int file, std::size_t from, std::size_t bytes, int protection) {
  if (bytes == 0)
    return nullptr;
  void* at = mmap(nullptr, bytes, protection, MAP_SHARED, file, static_cast<off_t>(from));
  if (at == MAP_FAILED)
    fail("shared memory");
  return static_cast<std::byte*>(at);
}

/// In the child: signals as they are at the start of a program, no core, no file of the parent's but these.
void leave_the_parent(int& socket, int& file) {
  for (int number = 1; number < NSIG; ++number)
    (void)std::signal(number, SIG_DFL);
  for (const int number :
       {SIGINT, SIGTERM, SIGHUP}) // of all that a terminal runs: it is the parent that ends
    (void)std::signal(number, SIG_IGN);
  const rlimit none{0, 0};
  (void)setrlimit(RLIMIT_CORE, &none);
  // Numbers above those to come, and then down: neither must stand where the other goes.
  const int high_socket = fcntl(socket, F_DUPFD, 16), high_file = fcntl(file, F_DUPFD, 16);
  socket = dup2(high_socket, 3);
  file = dup2(high_file, memory_file);
  (void)close_range(memory_file + 1, ~0U, 0);
  (void)dup2(STDERR_FILENO, STDOUT_FILENO); // what the code prints is no part of a report
}

bool send_message(int socket, const void* bytes, std::size_t size) {
  ssize_t sent = -1;
  do
    sent = send(socket, bytes, size, MSG_NOSIGNAL);
  while (sent < 0 && errno == EINTR);
  return sent == static_cast<ssize_t>(size);
}

/// Returns the number of bytes, 0 at the end.
std::size_t receive_message(int socket, void* bytes, std::size_t most) {
  ssize_t got = -1;
  do
    got = recv(socket, bytes, most, 0);
  while (got < 0 && errno == EINTR);
  return got > 0 ? static_cast<std::size_t>(got) : 0;
}

bool send_text(int socket, char status, const std::string& text) {
  const std::string message = status + text.substr(0, longest_message - 1);
  return send_message(socket, message.data(), message.size());
}

} // namespace

std::size_t whole_pages(std::size_t bytes) {
  return (bytes + page - 1) / page * page;
}

Child::Child(const Open& open, double seconds) : seconds_(seconds + seconds_to_open) {
  std::array<int, 2> ends{};
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0)
    fail("socketpair");
  socket_ = ends[0];
  file_ = memfd_create("tailmass", MFD_CLOEXEC);
  process_ = file_ < 0 ? -1 : fork();
  if (process_ == 0) {
    socket_ = ends[1];
    run(open);
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
  if (all > mapped_) {
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
  if (!fault.empty())
    (void)ended();
  return fault.empty() && status != 0 ? text : fault;
}

/// Waits for a message; returns what went wrong instead.
std::string Child::answer(char& status, std::string& text) {
  using Clock = std::chrono::steady_clock;
  const auto end = Clock::now() + std::chrono::duration<double>(seconds_);
  for (;;) {
    pollfd waiting{socket_, POLLIN, 0};
    const std::chrono::duration<double> left = end - Clock::now();
    const int milliseconds = static_cast<int>(std::ceil(std::min(1e6, std::max(0.0, left.count())) * 1000));
    const int ready = poll(&waiting, 1, milliseconds);
    if (ready == 0 && left.count() <= 0)
      return fmt::format("gave no answer within {:g} s", seconds_);
    if (ready > 0)
      break;
  }
  std::string message(longest_message, '\0');
  message.resize(receive_message(socket_, message.data(), message.size()));
  if (message.empty())
    return ended();
  status = message.front();
  text = message.substr(1);
  return {};
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

void Child::run(const Open& open) {
  leave_the_parent(socket_, file_);
  const auto longest_orphan = static_cast<unsigned>(std::min(1e6, seconds_ + seconds_to_open));
  try {
    std::string hello;
    const Serve serve = open(hello);
    if (!send_text(socket_, 0, hello))
      _exit(0);
    Request last, request;
    std::byte *input = nullptr, *output = nullptr;
    while (receive_message(socket_, &request, sizeof request) == sizeof request) {
      if (request.input != last.input || request.output != last.output) {
        if (input)
          (void)munmap(input, whole_pages(last.input));
        if (output)
          (void)munmap(output, whole_pages(last.output));
        input = mapped(file_, 0, whole_pages(request.input), PROT_READ);
        output =
            mapped(file_, whole_pages(request.input), whole_pages(request.output), PROT_READ | PROT_WRITE);
        last = request;
      }
      (void)alarm(longest_orphan); // where the parent was killed, and this hangs
      serve({input, request.input}, {output, request.output});
      (void)alarm(0);
      if (!send_text(socket_, 0, {}))
        break;
    }
    _exit(0);
  } catch (const std::exception& error) {
    (void)send_text(socket_, 1, error.what());
  } catch (...) {
    (void)send_text(socket_, 1, "threw something");
  }
  _exit(0);
}

Children::Children(Open open, double seconds) : open_(std::move(open)), seconds_(seconds) {
  auto first = std::make_unique<Child>(open_, seconds_);
  hello_ = first->hello();
  idle_.push_back(std::move(first));
}

std::unique_ptr<Child> Children::taken() const {
  {
    const std::lock_guard lock(idle_mutex_);
    if (!idle_.empty()) {
      auto child = std::move(idle_.back());
      idle_.pop_back();
      return child;
    }
  }
  return std::make_unique<Child>(open_, seconds_);
}

void Children::give_back(std::unique_ptr<Child> child) const {
  const std::lock_guard lock(idle_mutex_);
  if (child->alive())
    idle_.push_back(std::move(child));
}

} // namespace tailmass::properties::kernels
