// Where the bundled scores lie.
#include "verify/attention/bundled.hpp"

#include <dlfcn.h>

namespace tailmass::verify::attention {

namespace {

/// The data of a package beside the shared object that holds this code, as that of Python does.
std::filesystem::path beside_object() {
  static const char own = 0;
  Dl_info object{};
  if (dladdr(&own, &object) == 0 || !object.dli_fname)
    return {};
  return std::filesystem::path(object.dli_fname).parent_path() / "tailmass-data";
}

std::filesystem::path data_folder() {
  std::error_code error; // a system without /proc leaves the source tree's
  if (const std::filesystem::path beside = beside_object(); std::filesystem::is_directory(beside, error))
    return beside;
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
