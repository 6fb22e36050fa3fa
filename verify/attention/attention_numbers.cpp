// Reading all scales and sinks once, so that a fault of theirs is one error and not one of each row.
#include "verify/attention/attention_numbers.hpp"

#include "verify/input/input_error.hpp"

#include <fmt/format.h>
#include <limits>

namespace tailmass::verify::attention {
namespace {

/// Throws of the first element that is not `allowed`.
void require_each(const input::Tensor& tensor, bool (*allowed)(double), const char* words,
                  const std::string& file) {
  std::vector<double> row;
  for (std::size_t i = 0; i < tensor.rows(); ++i) {
    input::read_row(tensor, i, row);
    for (std::size_t x = 0; x < row.size(); ++x)
      if (!allowed(row[x]))
        throw input::InputError({file, tensor.name},
                                fmt::format("element {} is {}, {}", i * row.size() + x, row[x], words));
  }
}

/// A factor of 24 bits times an element of at most 24 is exact; kernels have no others.
bool is_factor(double number) {
  constexpr double largest = std::numeric_limits<float>::max();
  return number >= 0 && number <= largest && static_cast<double>(static_cast<float>(number)) == number;
}

bool is_sink(double number) {
  return number < std::numeric_limits<double>::infinity();
}

} // namespace

void require_numbers(const AttentionGroup& group, const std::string& file) {
  for (const auto* scales : {&group.key_scales, &group.value_scales})
    if (*scales)
      require_each(**scales, is_factor, "no finite number of float32 that is 0 or more", file);
  if (group.sinks)
    require_each(*group.sinks, is_sink, "no score", file);
}

} // namespace tailmass::verify::attention
