// Which instruction sets there are, and the one that a thread's kernels run on.
#pragma once

#include <string_view>
#include <vector>

namespace tailmass::fast {

/// Returns the instruction sets that this processor has and the kernels are compiled for, "AVX3" or the like,
/// the best one first.
[[nodiscard]] std::vector<std::string_view> targets();
/// Returns that of this thread's kernels: the best one, unless it chose another.
[[nodiscard]] std::string_view target_in_use();

/// Runs this thread's kernels on one instruction set while it lives, and afterwards on the one before; other
/// threads' are not concerned. An empty name is the best one. Throws std::invalid_argument for one that is
/// not among targets().
class OnTarget {
public:
  explicit OnTarget(std::string_view name);
  ~OnTarget();
  OnTarget(const OnTarget&) = delete;
  OnTarget& operator=(const OnTarget&) = delete;

private:
  std::string_view before_;
};

} // namespace tailmass::fast
