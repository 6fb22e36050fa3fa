// What runs in the child.
#include "properties/kernels/channel.hpp"
#include "properties/kernels/child.hpp"

#include <algorithm>
#include <csignal>
#include <exception>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

namespace tailmass::properties::kernels {

namespace {

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

} // namespace

void Child::run(const Open& open, double seconds) {
  leave_the_parent(socket_, file_);
  const auto longest_orphan = static_cast<unsigned>(std::min(1e6, 10 * seconds + 1));
  try {
    std::string hello;
    const Serve serve = open(hello);
    if (!send_text(socket_, status_well, hello))
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
      const std::string fault = serve({input, request.input}, {output, request.output});
      (void)alarm(0);
      if (!send_text(socket_, fault.empty() ? status_well : status_fault, fault))
        break;
    }
    _exit(0);
  } catch (const std::exception& error) {
    (void)send_text(socket_, status_threw, error.what());
  } catch (...) {
    (void)send_text(socket_, status_threw, "threw something");
  }
  _exit(0);
}

} // namespace tailmass::properties::kernels
