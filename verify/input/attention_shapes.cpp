// Axes that scores demand of the tensors beside them.
#include "verify/input/attention_shapes.hpp"

#include "verify/input/input_error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

namespace tailmass::verify::input {
namespace {

using Shape = std::vector<std::size_t>;

void require_readable(const Tensor& tensor, const std::string& file) {
  if (!is_floating(tensor.dtype))
    throw InputError({file, tensor.name}, not_floating(tensor.dtype));
  if (tensor.shape.empty())
    throw InputError({file, tensor.name}, "is a scalar, not rows");
}

[[noreturn]] void refuse(const Tensor& part, const Tensor& scores, const std::string& needed,
                         const std::string& file) {
  throw InputError({file, part.name},
                   fmt::format("shape {} does not fit {} of shape {}, which needs {}", shape_text(part.shape),
                               in_quotes(scores.name), shape_text(scores.shape), needed));
}

// The axes of a part as a message tells them; `heads_axis` may be shorter by a whole factor.
std::string axes_text(const Shape& leading, const char* last, std::optional<std::size_t> heads_axis = {}) {
  std::string text = "[";
  for (std::size_t axis = 0; axis < leading.size(); ++axis)
    text += axis == heads_axis ? "h, " : fmt::format("{}, ", leading[axis]);
  text += fmt::format("{}]", last);
  return heads_axis ? fmt::format("{} with h a divisor of {}", text, leading[*heads_axis]) : text;
}

// Whether the shape is `leading` and then one axis of any length.
bool leads(const Shape& leading, const Shape& shape) {
  return !shape.empty() && std::equal(leading.begin(), leading.end(), shape.begin(), shape.end() - 1);
}

// The part must be `leading` and then one axis of any length, called `last` in the message.
void require_axes(const Tensor& part, const Tensor& scores, const Shape& leading, const char* last,
                  const std::string& file) {
  if (!leads(leading, part.shape))
    refuse(part, scores, axes_text(leading, last), file);
}

// The same of a part that groups of heads may share: the heads' axis is the one before the last of `leading`.
void require_shared_axes(const Tensor& part, const Tensor& scores, const Shape& leading, const char* last,
                         const std::string& file) {
  if (leading.size() < 2 || leading[leading.size() - 2] == 1)
    return require_axes(part, scores, leading, last, file);
  const std::size_t heads_axis = leading.size() - 2;
  const std::size_t own = part.shape.size() > heads_axis ? part.shape[heads_axis] : 0;
  Shape shared = leading;
  if (own != 0 && leading[heads_axis] % own == 0)
    shared[heads_axis] = own;
  if (!leads(shared, part.shape))
    refuse(part, scores, axes_text(leading, last, heads_axis), file);
}

void require_same_width(const std::optional<Tensor>& a, const std::optional<Tensor>& b,
                        const std::string& file) {
  if (a && b && a->width() != b->width())
    throw InputError({file, a->name},
                     fmt::format("shape {} and {} of shape {} differ in their last axis",
                                 shape_text(a->shape), in_quotes(b->name), shape_text(b->shape)));
}

void require_kernel_results(const AttentionGroup& group, const Shape& per_query, const std::string& file) {
  const Tensor& scores = group.scores;
  if (const auto& indices = group.indices) {
    if (!is_integer(indices->dtype))
      throw InputError({file, indices->name}, not_integer(indices->dtype));
    require_shared_axes(*indices, scores, per_query, "k", file);
  }
  if (const auto& lse = group.lse) {
    if (!is_floating(lse->dtype))
      throw InputError({file, lse->name}, not_floating(lse->dtype));
    Shape column = per_query;
    column.push_back(1);
    if (lse->shape != per_query && lse->shape != column)
      refuse(*lse, scores, fmt::format("{} or {}", shape_text(per_query), shape_text(column)), file);
  }
  if (const auto& truncated = group.truncated) {
    require_readable(*truncated, file);
    require_axes(*truncated, scores, per_query, "d", file);
    if (!group.indices)
      throw InputError({file, truncated->name}, "needs the indices of its head, and there are none");
    if (!group.values)
      throw InputError({file, truncated->name}, "needs values, and there are none");
    require_same_width(group.truncated, group.values, file);
  }
}

} // namespace

void require_fitting(const AttentionGroup& group, const std::string& file) {
  const Tensor& scores = group.scores;
  require_readable(scores, file);
  for (const auto* part : {&group.values, &group.keys, &group.queries, &group.outputs})
    if (*part)
      require_readable(**part, file);
  const Shape per_query(scores.shape.begin(), scores.shape.end() - 1);
  Shape per_key = per_query;
  if (!per_key.empty())
    per_key.pop_back();
  per_key.push_back(scores.width());
  if (group.values)
    require_shared_axes(*group.values, scores, per_key, "d", file);
  if (group.keys)
    require_shared_axes(*group.keys, scores, per_key, "c", file);
  if (group.queries)
    require_axes(*group.queries, scores, per_query, "c", file);
  if (group.outputs)
    require_axes(*group.outputs, scores, per_query, "d", file);
  require_same_width(group.queries, group.keys, file);
  require_same_width(group.outputs, group.values, file);
  require_kernel_results(group, per_query, file);
}

} // namespace tailmass::verify::input
