// The one list of the tensors that an attention consists of.
#pragma once

#include "verify/attention/attention_group.hpp"

#include <span>
#include <string_view>

namespace tailmass::verify::attention {

/// What the elements of a part may be.
enum class Elements : std::uint8_t {
  floating,
  vectors, ///< floating, or int8 with scales
  integers,
  mask ///< BOOL, U8 as such, or floating
};

/// A part of an attention.
struct AttentionPart {
  std::string_view name; ///< X.name, and --name of the command, where "_" is "-"
  std::optional<input::Tensor> AttentionGroup::*tensor;
  Elements elements;
  std::string_view help;  ///< what --name names, after "Name of "
  std::string_view words; ///< other names that people give it, each between spaces
};

/// Returns all of them, in the order of the help.
[[nodiscard]] std::span<const AttentionPart> attention_parts();

/// Whether a part may consist of such elements.
[[nodiscard]] bool is_of(Elements elements, input::DType dtype);

/// Tells whether a tensor that may be this part has one of its other names, in any case, as the last word of
/// its own.
[[nodiscard]] bool is_called(const AttentionPart& part, const input::Tensor& tensor);

/// Returns the option of a word: "--lse-base" of "lse_base".
[[nodiscard]] std::string option_of(std::string_view word);

} // namespace tailmass::verify::attention
