// Building safetensors files.
#include "verify/tests/input/float_file.hpp"

#include "verify/input/tensor.hpp"

namespace tailmass::samples {

Bytes safetensors_of(const std::vector<FloatTensor>& tensors) {
  std::vector<StoredTensor> stored;
  for (const FloatTensor& tensor : tensors)
    stored.push_back({tensor.name, "F32", tensor.shape, bytes_of(tensor.entries)});
  return safetensors_stored(stored);
}

Bytes safetensors_stored(const std::vector<StoredTensor>& tensors) {
  std::string header;
  Bytes data;
  for (const StoredTensor& tensor : tensors) {
    const std::size_t begin = data.size();
    data.insert(data.end(), tensor.bytes.begin(), tensor.bytes.end());
    header += (header.empty() ? "{" : ",") +
              entry(tensor.name, tensor.dtype, verify::input::shape_text(tensor.shape), begin, data.size());
  }
  return safetensors(header + "}", data);
}

} // namespace tailmass::samples
