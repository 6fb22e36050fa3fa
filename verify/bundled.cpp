// Where the bundled scores lie.
#include "verify/bundled.hpp"

namespace tailmass {

std::vector<std::filesystem::path> bundled_files() {
  const std::filesystem::path folder = TAILMASS_BUNDLED_DATA;
  return {folder / "ocr-attention-584.safetensors", folder / "ocr-vocabulary-logits.npy"};
}

} // namespace tailmass
