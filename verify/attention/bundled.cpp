// Where the bundled scores lie.
#include "verify/attention/bundled.hpp"

namespace tailmass::verify::attention {

namespace {

std::filesystem::path data_folder() {
  std::error_code error; // a system without /proc leaves the source tree's
  const std::filesystem::path command = std::filesystem::read_symlink("/proc/self/exe", error);
  std::filesystem::path installed = (command.parent_path() / TAILMASS_DATA_FROM_COMMAND).lexically_normal();
  if (!error && std::filesystem::is_directory(installed, error))
    return installed;
  return TAILMASS_BUNDLED_DATA;
}

} // namespace

std::vector<std::filesystem::path> recogniser_files() {
  const std::filesystem::path folder = data_folder();
  return {folder / "ocr-attention-584.safetensors", folder / "ocr-vocabulary-logits.npy"};
}

std::vector<std::filesystem::path> bundled_files() {
  std::vector<std::filesystem::path> files = recogniser_files();
  files.insert(files.begin(), data_folder() / "stories-attention-512.safetensors");
  return files;
}

} // namespace tailmass::verify::attention
