// The vectors of the keys that a row of attention meets.
#pragma once

#include "theory/nouns/scores.hpp"
#include "theory/nouns/values.hpp"
#include "verify/attention/attention_file.hpp"

#include <memory>
#include <optional>
#include <vector>

namespace tailmass::verify::cases {

/// A key whose vector is not finite, or lost to a factor of 0, and where that is seen.
struct Unreadable {
  Key key;
  std::size_t tensor_row;
  std::optional<std::size_t> zero_factor; ///< the element of the scales, where that is the reason
};

/// One vector a key, of keys or values.
struct KeyMatrix {
  std::shared_ptr<const Values> vectors; ///< null where there is no key; 0 where nothing may be read
  std::vector<Unreadable> unreadable{};  ///< in rising order of keys
};

/// Reads the vectors of a row's sequence from a tensor of the group, times their scales where these are
/// given; keys beyond the sequence's length are not read. `noun` is what one entry is called.
[[nodiscard]] KeyMatrix read_key_matrix(const attention::AttentionGroup& group, const input::Tensor& tensor,
                                        const std::optional<input::Tensor>& scales,
                                        const attention::RowPlace& place, const char* noun);

} // namespace tailmass::verify::cases
