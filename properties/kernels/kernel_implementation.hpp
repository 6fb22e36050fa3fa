// A kernel's log-sum-exp and output as further implementations of these quantities.
#pragma once

#include "properties/kernels/kernel.hpp"
#include "theory/implementations.hpp"

#include <memory>
#include <optional>
#include <vector>

namespace tailmass::properties::kernels {

/// Returns what is measured of the kernel, each with the kernel's name, as one word, for a variant: its
/// `log_sum_exp`, and its output, the `head_mean` of a kernel that gives indices and the `output_mean` of one
/// that gives none. Their domain are the cases that measured_case() gives; of an output beside indices those
/// whose Top-k set is the kernel's head, where ties leave a choice. A call that goes wrong gives NaN, as does
/// a head that is no Top-k set. Bounds are those of a kernel of its formats.
///
/// Throws std::invalid_argument, in one line, where it gives neither.
[[nodiscard]] std::vector<Implementation> kernel_implementations(std::shared_ptr<const Kernel> kernel);

/// Returns the case as the kernel takes it, as kernel_case() does, with values of no more columns than its
/// dimension and without what belongs to other scores.
[[nodiscard]] std::optional<Case> measured_case(const KernelInfo& info, Case c);

} // namespace tailmass::properties::kernels
