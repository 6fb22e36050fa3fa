// Files and tensor names on the command line.
#include "reports/commands/file_options.hpp"

#include "reports/text/output.hpp"
#include "verify/input/bundled.hpp"
#include "verify/input/input_error.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace tailmass::reports::commands {

std::vector<std::filesystem::path> FileOptions::paths() const {
  if (files.empty())
    return verify::input::bundled_files();
  return {files.begin(), files.end()};
}

namespace {

/// "--lse-base" of "lse_base".
std::string option_of(const verify::input::Word& word) {
  std::string name = "--" + std::string(word.name);
  std::ranges::replace(name, '_', '-');
  return name;
}

} // namespace

verify::input::TensorNames FileOptions::naming() const {
  verify::input::TensorNames given = names;
  verify::input::Declarations ignored;
  const auto words = verify::input::declaration_words();
  for (std::size_t i = 0; i < declared.size(); ++i) {
    if (!declared[i].set && !declared[i].value)
      continue;
    const std::string text = declared[i].value.value_or("true");
    if (!words[i].declare(ignored, text))
      throw text::UsageError(fmt::format("{} is {}, not {}", option_of(words[i]),
                                         verify::input::in_quotes(text), words[i].values));
    given.declared.emplace(words[i].name, text);
  }
  return given;
}

void add_file_options(const text::Verb& verb, FileOptions& options) {
  verb.option("files", options.files, ".safetensors, .npz or .npy files; default: the bundled real scores");
  verb.option("--scores", options.names.scores, "Name of the scores' tensor");
  verb.option("--values", options.names.values, "Name of the values' tensor");
  verb.option("--queries", options.names.queries, "Name of the queries' tensor");
  verb.option("--keys", options.names.keys, "Name of the keys' tensor");
  verb.option("--outputs", options.names.outputs, "Name of the outputs' tensor");
  verb.option("--indices", options.names.indices, "Name of the tensor of a kernel's Top-k indices");
  verb.option("--lse", options.names.lse, "Name of the tensor of a kernel's log-sum-exps");
  verb.option("--truncated", options.names.truncated, "Name of the tensor of a kernel's outputs");
  const auto words = verify::input::declaration_words();
  options.declared.resize(words.size());
  for (std::size_t i = 0; i < words.size(); ++i)
    if (words[i].flag)
      verb.flag(option_of(words[i]), options.declared[i].set, std::string(words[i].help));
    else
      verb.option(option_of(words[i]), options.declared[i].value, std::string(words[i].help));
}

} // namespace tailmass::reports::commands
