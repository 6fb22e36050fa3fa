// libFuzzer target: any bytes as a .npy file are read to the end or refused by InputError.
#include "verify/input/input_error.hpp"
#include "verify/input/npy.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tailmass::verify::input;
  try {
    const Tensor tensor = parse_npy(std::as_bytes(std::span(data, size)), "fuzz.npy", "fuzz");
    std::vector<double> row;
    for (std::size_t i = 0; i < tensor.rows(); ++i) {
      read_row(tensor, i, row);
      row_index(tensor, i);
    }
  } catch (const InputError&) { // the only way out that is not a finding
  }
  return 0;
}
