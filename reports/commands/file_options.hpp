// The options of a verb that reads attention files.
#pragma once

#include "reports/text/verb.hpp"
#include "verify/attention/attention_group.hpp"
#include "verify/cases/dataset.hpp"
#include "verify/cases/row_choice.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace tailmass::reports::commands {

/// Which rows of the files are read.
struct RowOptions {
  std::optional<std::string> range;
  std::optional<std::size_t> sample;

  /// The rows chosen of a dataset. Throws UsageError where there are none such.
  [[nodiscard]] verify::cases::RowChoice of(const verify::cases::Dataset& dataset, std::uint64_t seed) const;
};

/// Adds --rows and --sample to a verb.
void add_row_options(const text::Verb& verb, RowOptions& options);

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
  [[nodiscard]] verify::attention::TensorNames naming() const;
};

/// Adds `files` and the names of tensors to a verb; `options` must outlive the parsing.
void add_file_options(const text::Verb& verb, FileOptions& options);

} // namespace tailmass::reports::commands
