// A kernel's answer to a case, held to the theory.
#pragma once

#include "properties/kernels/kernel.hpp"
#include "theory/nouns/case.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tailmass::properties::kernels {

/// What is asked of a kernel.
enum class Question : std::uint8_t { returns, indices, lse, output, repeats };
/// Returns it as a claim: "the indices are a Top-k set".
[[nodiscard]] std::string_view claim_of(Question question);

/// What is asked of this kernel, by what it writes.
[[nodiscard]] std::vector<Question> questions_of(const KernelInfo& info);

/// What was found of one question.
struct Finding {
  /// The largest error over its bound; of what is right or wrong 0 or infinite. Above 1 exactly where the
  /// kernel is wrong; -infinite where the case does not ask.
  double share = 0;
  std::string fault; ///< in words, where it is wrong
};

/// Calls the kernel on a batch of rows that the case makes, twice, and answers its questions in their order.
/// The rows are the case's own and the same turned by parts of its length: of long rows one, of short ones
/// as many as four. Where its dimension is fixed, the columns of the case's values are taken in turn.
///
/// `told`: whether the words of what is wrong are wanted, with its cause.
[[nodiscard]] std::vector<Finding> check_kernel(const Kernel& kernel, const Case& c, bool told = false);

} // namespace tailmass::properties::kernels
