// A view of the first columns of a tensor.
#include "verify/attention/value_columns.hpp"

#include "verify/input/input_error.hpp"

#include <fmt/format.h>

namespace tailmass::verify::attention {

namespace {

input::Strides row_major(const input::Tensor& tensor) {
  input::Strides strides{.first = 0, .steps = std::vector<std::ptrdiff_t>(tensor.shape.size(), 1)};
  for (std::size_t axis = tensor.shape.size(); axis-- > 1;)
    strides.steps[axis - 1] = strides.steps[axis] * static_cast<std::ptrdiff_t>(tensor.shape[axis]);
  return strides;
}

input::Tensor first_columns(input::Tensor tensor, std::size_t columns) {
  if (!tensor.strides)
    tensor.strides = row_major(tensor);
  tensor.shape.back() = columns;
  return tensor;
}

/// The factors of the first columns, of a factor for each block of columns; all of them where there are no
/// such blocks.
input::Tensor factors_of(const input::Tensor& scales, const input::Tensor& keys, std::size_t columns,
                         const std::string& file) {
  const bool of_blocks = scales.shape.size() == keys.shape.size() && scales.width() > 1;
  if (!of_blocks || keys.width() % scales.width() != 0) // which is refused as what it is of the keys
    return scales;
  const std::size_t block = keys.width() / scales.width();
  if (columns % block != 0)
    throw input::InputError(
        {file, scales.name},
        fmt::format("has a factor for each {} columns of {}, of which value_columns is {}", block,
                    input::in_quotes(keys.name), columns));
  return first_columns(scales, columns / block);
}

} // namespace

void take_value_columns(AttentionGroup& group, const std::optional<DeclaredText>& declared,
                        const std::string& file) {
  if (!declared)
    return;
  const std::size_t columns = std::stoull(std::string(declared->text));
  if (!group.keys)
    throw input::InputError({file, group.naming().name}, "has no keys of which value_columns may be values");
  const input::Tensor& keys = *group.keys;
  if (group.values)
    throw input::InputError({file, group.values->name},
                            fmt::format("beside value_columns, which makes columns of {} the values",
                                        input::in_quotes(keys.name)));
  if (columns > keys.width())
    throw input::InputError({file, keys.name}, fmt::format("has {} columns, of which value_columns is {}",
                                                           keys.width(), columns));
  if (keys.shape.empty())
    return; // refused as what it is
  if (group.key_scales && !group.value_scales)
    group.value_scales = factors_of(*group.key_scales, keys, columns, file);
  group.values = first_columns(keys, columns);
}

} // namespace tailmass::verify::attention
