// A group of tensors as kernels read it that leave out what is declared.
#pragma once

#include "verify/attention/attention_group.hpp"

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

namespace tailmass::verify::cases {

/// What such a kernel reads.
struct MisreadGroup {
  std::string cause; ///< reads on from "as if"
  attention::AttentionGroup group;
  bool own_scores = false;                  ///< only its values are others
  std::vector<std::int64_t> positions = {}; ///< those of its queries, where it has its own
};

/// A group without its stored scores, which are formed, and all that kernels may read in its place; its
/// tensors view the same file, which must outlive it.
struct Misreadings {
  std::optional<attention::AttentionGroup> formed; ///< nothing unless it has queries and keys
  std::deque<MisreadGroup> groups;
};

/// Returns those of the declarations that the group has: scales of keys and values, lengths, pages, positions
/// and the end at which a causal mask is aligned.
[[nodiscard]] Misreadings misreadings_of(const attention::AttentionGroup& group);

} // namespace tailmass::verify::cases
