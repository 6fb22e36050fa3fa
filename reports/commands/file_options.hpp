// The options of a verb that reads attention files.
#pragma once

#include "reports/text/verb.hpp"
#include "verify/input/attention_group.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace tailmass::reports::commands {

struct FileOptions {
  std::vector<std::string> files;
  verify::input::TensorNames names;

  /// The files given, or the bundled ones.
  [[nodiscard]] std::vector<std::filesystem::path> paths() const;
};

/// Adds `files` and the names of tensors to a verb; `options` must outlive the parsing.
void add_file_options(const text::Verb& verb, FileOptions& options);

} // namespace tailmass::reports::commands
