// libFuzzer target: any bytes as a .npz file are read to the end or refused by InputError.
#include "verify/input/input_error.hpp"
#include "verify/input/npz.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tailmass::verify::input;
  try {
    Storage storage;
    std::vector<double> row;
    for (const Tensor& tensor : parse_npz(std::as_bytes(std::span(data, size)), "fuzz.npz", storage))
      for (std::size_t i = 0; tensor.refusal.empty() && is_floating(tensor.dtype) && i < tensor.rows(); ++i)
        read_row(tensor, i, row);
  } catch (const InputError&) { // the only way out that is not a finding
  }
  return 0;
}
