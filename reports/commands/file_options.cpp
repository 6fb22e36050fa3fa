// Files and tensor names on the command line.
#include "reports/commands/file_options.hpp"

#include "verify/input/bundled.hpp"

namespace tailmass::reports::commands {

std::vector<std::filesystem::path> FileOptions::paths() const {
  if (files.empty())
    return verify::input::bundled_files();
  return {files.begin(), files.end()};
}

void add_file_options(const text::Verb& verb, FileOptions& options) {
  verb.option("files", options.files, ".safetensors or .npy files; default: the bundled real scores");
  verb.option("--scores", options.names.scores, "Name of the scores' tensor");
  verb.option("--values", options.names.values, "Name of the values' tensor");
  verb.option("--queries", options.names.queries, "Name of the queries' tensor");
  verb.option("--keys", options.names.keys, "Name of the keys' tensor");
  verb.option("--outputs", options.names.outputs, "Name of the outputs' tensor");
  verb.option("--indices", options.names.indices, "Name of the tensor of a kernel's Top-k indices");
  verb.option("--lse", options.names.lse, "Name of the tensor of a kernel's log-sum-exps");
  verb.option("--truncated", options.names.truncated, "Name of the tensor of a kernel's outputs");
}

} // namespace tailmass::reports::commands
