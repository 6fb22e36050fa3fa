// A process that runs a user's code, where the process that asked for it is gone.
#include "properties/kernels/child.hpp"

#include <csignal>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace tailmass::properties::kernels {

TEST(Child, ThatHangsEndsWithItsParent) {
  auto* const hanging = static_cast<volatile pid_t*>(
      mmap(nullptr, sizeof(pid_t), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
  ASSERT_NE(hanging, MAP_FAILED);
  const pid_t parent = fork();
  if (parent == 0) {
    const Open open = [hanging](std::string&) {
      return [hanging](std::span<const std::byte>, std::span<std::byte>) -> std::string {
        *hanging = getpid();
        for (;;)
          pause();
      };
    };
    Child child(open, 1); // after ten times as long what is left alone ends
    child.resize(1, 1);
    (void)child.call();
    _exit(0);
  }
  while (*hanging == 0)
    usleep(1000);
  const int child = static_cast<int>(syscall(SYS_pidfd_open, *hanging, 0));
  ASSERT_GE(child, 0);
  pollfd end{.fd = child, .events = POLLIN, .revents = 0};
  EXPECT_EQ(poll(&end, 1, 100), 0) << "it hangs";
  ASSERT_EQ(kill(parent, SIGKILL), 0);
  ASSERT_EQ(waitpid(parent, nullptr, 0), parent);
  EXPECT_EQ(poll(&end, 1, 60'000), 1) << "it is left behind";
  (void)close(child);
}

} // namespace tailmass::properties::kernels
