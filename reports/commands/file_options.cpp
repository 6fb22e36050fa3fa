// Files and tensor names on the command line.
#include "reports/commands/file_options.hpp"

#include "verify/input/bundled.hpp"

#include <CLI/CLI.hpp>

namespace tailmass::reports::commands {

std::vector<std::filesystem::path> FileOptions::paths() const {
  if (files.empty())
    return verify::input::bundled_files();
  return {files.begin(), files.end()};
}

void add_file_options(CLI::App& verb, FileOptions& options) {
  verb.add_option("files", options.files, ".safetensors or .npy files; default: the bundled real scores");
  verb.add_option("--scores", options.names.scores, "Name of the scores' tensor");
  verb.add_option("--values", options.names.values, "Name of the values' tensor");
  verb.add_option("--queries", options.names.queries, "Name of the queries' tensor");
  verb.add_option("--keys", options.names.keys, "Name of the keys' tensor");
  verb.add_option("--outputs", options.names.outputs, "Name of the outputs' tensor");
  verb.add_option("--indices", options.names.indices, "Name of the tensor of a kernel's Top-k indices");
  verb.add_option("--lse", options.names.lse, "Name of the tensor of a kernel's log-sum-exps");
  verb.add_option("--truncated", options.names.truncated, "Name of the tensor of a kernel's outputs");
}

} // namespace tailmass::reports::commands
