// Safetensors files, of float32 or any tensors, for tests of what reads them.
#pragma once

#include "verify/tests/input/samples.hpp"

#include <string>
#include <vector>

namespace tailmass::samples {

struct FloatTensor {
  std::string name;
  std::vector<std::size_t> shape;
  std::vector<float> entries;
};

struct StoredTensor {
  std::string name;
  std::string dtype;
  std::vector<std::size_t> shape;
  Bytes bytes;
};

/// The bytes of a .safetensors file with these F32 tensors.
Bytes safetensors_of(const std::vector<FloatTensor>& tensors);

/// The bytes of a .safetensors file with these tensors.
Bytes safetensors_stored(const std::vector<StoredTensor>& tensors);

} // namespace tailmass::samples
