// The user's kernel as code: loaded, described and called, each time in a process that it may end.
#pragma once

#include "properties/kernels/call_memory.hpp"
#include "properties/kernels/children.hpp"
#include "properties/kernels/kernel_info.hpp"

#include <memory>
#include <span>
#include <string>
#include <vector>

namespace tailmass::properties::kernels {

/// Where a kernel is, and how long a call of it may take.
struct KernelPlace {
  std::string
      library; ///< "./lib.so", or "./lib.so:symbol" of the function to run, or "python:module:function"
  double seconds = 10;  ///< what a call may take
  unsigned callers = 1; ///< threads that call it at once, if it says that they may
};

/// What a kernel wrote.
struct KernelAnswer {
  std::string fault;        ///< what went wrong with the call itself: a crash, a hang, a failure, a trespass
  bool unsupported = false; ///< the kernel takes no such case
  std::vector<verify::input::Integer> indices;
  std::vector<double> lse, output;
  std::string difference; ///< what a second call on the same input wrote otherwise: "indices and lse"
};

/// A loaded kernel. Any thread may call it.
class Kernel {
public:
  /// Throws InputError where the library cannot be loaded, lacks a symbol or is of another ABI.
  explicit Kernel(const KernelPlace& place);

  [[nodiscard]] const KernelInfo& info() const { return info_; }
  [[nodiscard]] const KernelPlace& place() const { return place_; }

  /// Calls it on rows of scores and the values that they share, numbers of its formats.
  [[nodiscard]] KernelAnswer run(const CallShape& shape, std::span<const double> scores,
                                 std::span<const double> values) const;

private:
  KernelPlace place_;
  std::unique_ptr<Children> children_;
  KernelInfo info_;
};

} // namespace tailmass::properties::kernels
