// Guard bands, and the four forms of a function in C.
#include "properties/kernels/function_call.hpp"

#include "properties/kernels/element.hpp"
#include "properties/kernels/python_process.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <fmt/format.h>

namespace tailmass::properties::kernels {

namespace {

using verify::input::DType;

constexpr std::size_t head_bytes = 64, band = 4096;
constexpr std::byte nan{0xFF}, untouched{0xC5};

/// Calls it on elements of T, of half formats their bits.
template <class T>
void call(void* function, FunctionForm form, RowHead row, const std::byte* scores, std::byte* numbers) {
  const T* s = reinterpret_cast<const T*>(scores);
  T* to = reinterpret_cast<T*>(numbers);
  const auto as = [&]<class F>(F* /*type*/) { return reinterpret_cast<F*>(function); };
  if (form.gives_row && form.takes_rank)
    as(static_cast<void (*)(const T*, std::size_t, std::size_t, T*)>(nullptr))(s, row.n, row.k, to);
  else if (form.gives_row)
    as(static_cast<void (*)(const T*, std::size_t, T*)>(nullptr))(s, row.n, to);
  else if (form.takes_rank)
    *to = as(static_cast<T (*)(const T*, std::size_t, std::size_t)>(nullptr))(s, row.n, row.k);
  else
    *to = as(static_cast<T (*)(const T*, std::size_t)>(nullptr))(s, row.n);
}

} // namespace

FunctionMemory::FunctionMemory(DType dtype, FunctionForm form, std::size_t n)
    : dtype_(dtype), keys_(n), numbers_(form.gives_row ? n : 1) {}

std::size_t FunctionMemory::scores_at() {
  return head_bytes;
}
std::size_t FunctionMemory::numbers_at() {
  return band;
}
std::size_t FunctionMemory::input_bytes() const {
  return head_bytes + keys_ * bytes_of(dtype_) + band;
}
std::size_t FunctionMemory::output_bytes() const {
  return band + numbers_ * bytes_of(dtype_) + band;
}

void FunctionMemory::fill(std::span<std::byte> input, std::span<std::byte> output,
                          std::span<const double> scores, std::size_t k) const {
  std::ranges::fill(input, nan);
  const RowHead row{keys_, k};
  std::memcpy(input.data(), &row, sizeof row);
  elements_from_double(dtype_, scores, input.data() + scores_at());
  std::ranges::fill(output, untouched);
  std::ranges::fill(output.subspan(numbers_at(), numbers_ * bytes_of(dtype_)), nan);
}

std::string FunctionMemory::trespass(std::span<const std::byte> output) const {
  const auto is_touched = [](std::byte byte) { return byte != untouched; };
  const auto touched = std::ranges::count_if(output.first(numbers_at()), is_touched) +
                       std::ranges::count_if(output.last(band), is_touched);
  return touched > 0 ? fmt::format("{} bytes written beside its numbers", touched) : std::string();
}

std::vector<double> FunctionMemory::read(std::span<const std::byte> output) const {
  std::vector<double> numbers(numbers_);
  verify::input::elements_to_double(dtype_, output.data() + numbers_at(), numbers);
  return numbers;
}

Open function_opened(const FunctionName& name, FunctionForm form) {
  if (name.in_python())
    return python_function_opened(name, form);
  return [=](std::string& /*hello*/) -> Serve {
    const SharedLibrary library(name.at.file);
    return [function = library.address(name.at.symbol), form,
            dtype = name.dtype](std::span<const std::byte> input, std::span<std::byte> output) {
      RowHead row;
      std::memcpy(&row, input.data(), sizeof row);
      const std::byte* scores = input.data() + FunctionMemory::scores_at();
      std::byte* numbers = output.data() + FunctionMemory::numbers_at();
      if (dtype == DType::F64)
        call<double>(function, form, row, scores, numbers);
      else if (dtype == DType::F32)
        call<float>(function, form, row, scores, numbers);
      else
        call<std::uint16_t>(function, form, row, scores, numbers);
      return std::string();
    };
  };
}

} // namespace tailmass::properties::kernels
