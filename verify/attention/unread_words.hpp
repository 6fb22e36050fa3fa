// The check that what is declared is read.
#pragma once

#include "verify/attention/attention_group.hpp"

#include <functional>
#include <span>
#include <string>

namespace tailmass::verify::attention {

// What declares no more than holds without it may stand anywhere.

/// Throws InputError (naming `file`) of the first word that the metadata declares, for one group or for all,
/// and that no group reads for which it is; of all groups it may be read `elsewhere` too, in those of the
/// file that are not chosen. `given` stands before the metadata.
void require_metadata_read(std::span<const AttentionGroup> groups, const DeclaredTexts& given,
                           const DeclaredTexts& metadata, const std::string& file,
                           const std::function<bool(const Word&)>& elsewhere);

/// The groups of one file.
struct GroupsOfFile {
  const std::string& file;
  std::span<const AttentionGroup> groups;
};

/// Throws InputError, naming the first group, of the first word that is given for all files and that no group
/// of any reads.
void require_given_read(std::span<const GroupsOfFile> files, const DeclaredTexts& given);

} // namespace tailmass::verify::attention
