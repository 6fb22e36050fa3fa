// Cases as a kernel takes them: in its formats, of its sizes.
#pragma once

#include "properties/kernels/kernel_info.hpp"
#include "theory/nouns/case.hpp"

#include <optional>

namespace tailmass::properties::kernels {

/// Returns the case with scores and values rounded to the kernel's formats, padded with masked keys to a
/// number of keys that it takes, and with a Top-k set for a head, of a k that it takes. Values whose sum
/// may be beyond their format are scaled to its upper end by a power of two. Nothing where a score is beyond
/// its format or the row is too long.
[[nodiscard]] std::optional<Case> kernel_case(const KernelInfo& info, Case c);

} // namespace tailmass::properties::kernels
