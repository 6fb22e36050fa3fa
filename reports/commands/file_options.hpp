// The options of a verb that reads attention files.
#pragma once

#include "reports/text/verb.hpp"
#include "verify/input/attention_group.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace tailmass::reports::commands {

struct FileOptions {
  std::vector<std::string> files;
  /// What is declared by one word: its value, or of a flag that it is set.
  struct Declared {
    std::optional<std::string> value;
    bool set = false;
  };
  std::vector<Declared> declared = {};                ///< by the positions of declaration_words()
  std::vector<std::optional<std::string>> names = {}; ///< by the positions of attention_parts()

  /// The files given, or the bundled ones.
  [[nodiscard]] std::vector<std::filesystem::path> paths() const;
  /// The names of tensors with what is declared. Throws UsageError for a value that its word does not have.
  [[nodiscard]] verify::input::TensorNames naming() const;
};

/// Adds `files` and the names of tensors to a verb; `options` must outlive the parsing.
void add_file_options(const text::Verb& verb, FileOptions& options);

} // namespace tailmass::reports::commands
