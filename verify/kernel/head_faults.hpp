// What is wrong with the head of a kernel's indices, in words.
#pragma once

#include "theory/nouns/head.hpp"
#include "verify/attention/declarations.hpp"
#include "verify/input/dtype.hpp"

#include <span>
#include <string>
#include <vector>

namespace tailmass::verify::kernel {

struct KernelIndices;

/// Returns why the indices that are no padding are not distinct keys of n.
[[nodiscard]] std::string no_set(std::span<const input::Integer> indices, const std::vector<bool>& padding,
                                 std::size_t n);

/// Returns why ties do not allow the head of these scores; empty where they do.
[[nodiscard]] std::string wrong_tie(const Scores& scores, const Head& head,
                                    attention::Declarations::Ties ties);

/// Returns why ties do not allow the head where scores were formed from key vectors and are off by errors:
/// equal vectors as they are stored, to which a mask adds the same, have equal scores; empty where they do.
[[nodiscard]] std::string wrong_tie_of_equal_keys(const KernelIndices& row, const Head& head);

/// Returns why the head is no Top-k set of scores that may each be off by their error; empty where it may be
/// one. No errors: none is off.
[[nodiscard]] std::string not_top_k(const Scores& scores, const Head& head, std::span<const double> errors);

/// Returns "key 3 of score 1.5 and rank 4", or that it is masked.
[[nodiscard]] std::string described(const Scores& scores, Key key);

/// Returns "1 key is", "3 keys are".
[[nodiscard]] std::string counted_keys(std::size_t keys);

/// Returns what gives these indices in place of a Top-k set, as far as the row tells; empty where unknown.
[[nodiscard]] std::string cause_of_head(std::span<const input::Integer> indices, const Scores& scores,
                                        const Head& head);

} // namespace tailmass::verify::kernel
