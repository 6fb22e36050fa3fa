// libFuzzer target: any bytes as a .safetensors file are read to the end or refused by InputError.
#include "verify/attention/attention_group.hpp"
#include "verify/input/input_error.hpp"
#include "verify/input/safetensors.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tailmass::verify::input;
  try {
    const std::vector<Tensor> tensors =
        parse_safetensors(std::as_bytes(std::span(data, size)), "fuzz.safetensors");
    std::vector<double> row;
    for (const Tensor& tensor : tensors)
      for (std::size_t i = 0; tensor.refusal.empty() && is_floating(tensor.dtype) && i < tensor.rows(); ++i) {
        read_row(tensor, i, row);
        row_index(tensor, i);
      }
    for (const attention::AttentionGroup& group :
         attention::group_tensors(tensors, {}, {}, "fuzz.safetensors"))
      for (const auto* part : {&group.values, &group.keys})
        if (*part && group.geometry.rows() > 0) {
          const attention::RowPlace last = group.geometry.place(group.geometry.rows() - 1);
          const attention::Sequence& sequence = group.geometry.sequences()[last.sequence];
          for (std::size_t key = 0; key < sequence.length; ++key)
            read_row(**part, group.geometry.key_rows(**part, last).of(key), row);
        }
  } catch (const InputError&) { // the only way out that is not a finding
  }
  return 0;
}
