// The checks of an attention kernel's results as a library: tensors in memory in, what exceeds its proven
// bound out. Standard C++ only; link tailmass::kernel_checks.
#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace tailmass::kernel_checks {

/// A tensor of the program, read where it lies.
struct Tensor {
  /// What it is of the attention, as `tailmass check --help` names its options: "scores" [.., n], or
  /// "queries"
  /// [.., c] and "keys" [.., n, c]; "values" [.., n, d]; of the kernel's results "indices" [.., k], "lse"
  /// [..], "truncated" [.., d] (the mean over its own head), "outputs" [.., d] (over all keys); "mask" and
  /// the others beside them.
  std::string part;
  std::string
      format; ///< of its elements, as safetensors have it: "F64", "F32", "F16", "BF16", "F8_E4M3", "I32", ..
  const void* data = nullptr; ///< its first element, little-endian, in memory of the host
  std::vector<std::size_t> shape;
  std::vector<std::ptrdiff_t> steps = {}; ///< elements from one to the next of each axis; empty: row-major
};

/// Something that is not as it should be.
struct Fault {
  std::string tensor;  ///< the part
  std::string row;     ///< leading indices, "[3, 17]"
  std::string message; ///< one line: what was stored, what it should be, the bound, and the cause
  std::string cause;   ///< what reproduces the number, "it were in base 2, not natural"; empty where unknown
};

/// What was found.
struct Certificate {
  std::size_t rows = 0;
  std::size_t held = 0;      ///< numbers within their proven bounds, and rows of right indices
  std::size_t exceeded = 0;  ///< what is wrong
  std::size_t unbounded = 0; ///< numbers that nothing bounds: neither held nor wrong
  std::size_t faulty = 0;    ///< rows that no kernel could be held to, as of a NaN score: not judged
  std::vector<Fault> faults; ///< of what exceeds the first 50 a check, then the rows that are faulty

  /// Whether every number was judged and held, and there was one.
  [[nodiscard]] bool holds() const { return held > 0 && exceeded == 0 && unbounded == 0 && faulty == 0; }
};

/// Holds the kernel's results of every row to forward error bounds that follow from the formats, the number
/// of keys and the range of the scores, as `tailmass check` does those of a file.
///
/// `declared`: what tensors do not tell, by the words of the command's options: {"causal", "true"},
/// {"lse_base", "2"}, {"arithmetic", "p=bf16,tile=128"}. `name` begins every message. `threads`: 0 for one a
/// core. Throws std::invalid_argument, in one line that names the tensor, where tensors do not fit, there is
/// nothing to hold, or a word or its value is unknown.
[[nodiscard, gnu::visibility("default")]] Certificate
check(std::span<const Tensor> tensors, const std::map<std::string, std::string>& declared = {},
      const std::string& name = "kernel", unsigned threads = 1);

} // namespace tailmass::kernel_checks
