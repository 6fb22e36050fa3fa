// Tensors and words of a file that nothing reads, told to who may have meant them to be read.
#pragma once

#include "verify/attention/attention_file.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tailmass::verify::attention {

/// Returns a line for each tensor of no group whose name is another word for a part that a group lacks, with
/// the option that makes it that part (with several groups: the name that would), and a line that lists the
/// others. No more than 20 tensors are named.
[[nodiscard]] std::vector<std::string> unused_tensors(const AttentionFile& file);

/// Returns a line for each key of the metadata that declares nothing and was meant to: it is a word of a
/// group that there is not, or near to a word that would take its text, as hardly a key of another program
/// is.
[[nodiscard]] std::vector<std::string> unused_words(const AttentionFile& file);

} // namespace tailmass::verify::attention
