// Building float32 safetensors files.
#include "verify/tests/input/float_file.hpp"

#include "verify/input/tensor.hpp"

namespace tailmass::samples {

Bytes safetensors_of(const std::vector<FloatTensor>& tensors) {
  std::string header;
  Bytes data;
  for (const FloatTensor& tensor : tensors) {
    const std::size_t begin = data.size();
    const Bytes bytes = bytes_of(tensor.entries);
    data.insert(data.end(), bytes.begin(), bytes.end());
    header += (header.empty() ? "{" : ",") +
              entry(tensor.name, "F32", verify::input::shape_text(tensor.shape), begin, data.size());
  }
  return safetensors(header + "}", data);
}

} // namespace tailmass::samples
