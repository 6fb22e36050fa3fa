// Files and tensor names on the command line.
#include "reports/commands/file_options.hpp"

#include "reports/text/output.hpp"
#include "verify/attention/attention_file.hpp"
#include "verify/attention/attention_parts.hpp"
#include "verify/attention/bundled.hpp"
#include "verify/input/input_error.hpp"

#include <fmt/format.h>

namespace tailmass::reports::commands {

std::vector<std::filesystem::path> FileOptions::paths() const {
  if (files.empty())
    return verify::attention::bundled_files();
  return {files.begin(), files.end()};
}

verify::attention::TensorNames FileOptions::naming() const {
  verify::attention::TensorNames given;
  const auto parts = verify::attention::attention_parts();
  for (std::size_t i = 0; i < names.size(); ++i)
    if (names[i])
      given.tensors.emplace(parts[i].name, *names[i]);
  verify::attention::Declarations ignored;
  const auto words = verify::attention::declaration_words();
  for (std::size_t i = 0; i < declared.size(); ++i) {
    if (!declared[i].set && !declared[i].value)
      continue;
    const std::string text = declared[i].value.value_or("true");
    if (!words[i].declare(ignored, text))
      throw text::UsageError(fmt::format("{} is {}, not {}", verify::attention::option_of(words[i].name),
                                         verify::input::in_quotes(text), words[i].values));
    given.declared.emplace(words[i].name, text);
  }
  return given;
}

verify::cases::RowChoice RowOptions::of(const verify::cases::Dataset& dataset, std::uint64_t seed) const {
  verify::cases::RowChoice rows(dataset.rows());
  try {
    if (range)
      rows.keep(*range, [&](std::size_t row) { return dataset.query_position(row); });
    if (sample)
      rows.keep_sample(*sample, seed);
  } catch (const verify::cases::RowChoiceError& error) {
    throw text::UsageError(error.what());
  }
  return rows;
}

void add_row_options(const text::Verb& verb, RowOptions& options) {
  verb.option(
      "--rows", options.range,
      "Only rows A:B, from A up to before B, counted over all files; A or B may be missing. Or those at some "
      "positions of the query axis: every:N, last:N or I,..");
  verb.option("--sample", options.sample, "Only so many rows, drawn by the seed from these");
}

void add_file_options(const text::Verb& verb, FileOptions& options) {
  verb.option("files", options.files,
              verify::attention::formats_in_words() + " files; default: the bundled real scores");
  const auto parts = verify::attention::attention_parts();
  options.names.resize(parts.size());
  for (std::size_t i = 0; i < parts.size(); ++i)
    verb.option(verify::attention::option_of(parts[i].name), options.names[i],
                "Name of " + std::string(parts[i].help));
  const auto words = verify::attention::declaration_words();
  options.declared.resize(words.size());
  for (std::size_t i = 0; i < words.size(); ++i)
    if (words[i].flag)
      verb.flag(verify::attention::option_of(words[i].name), options.declared[i].set,
                std::string(words[i].help));
    else
      verb.option(verify::attention::option_of(words[i].name), options.declared[i].value,
                  std::string(words[i].help));
}

} // namespace tailmass::reports::commands
