// Axes that scores, or queries and keys, demand of the tensors beside them.
#include "verify/attention/attention_shapes.hpp"

#include "verify/attention/attention_parts.hpp"
#include "verify/attention/axes.hpp"
#include "verify/input/input_error.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <numeric>

namespace tailmass::verify::attention {
namespace {

using Layout = Declarations::Layout;

void require_together(const AttentionGroup& group, const std::optional<input::Tensor>& part,
                      std::optional<input::Tensor> AttentionGroup::*needed, const char* words,
                      const std::string& file) {
  if (part && !(group.*needed))
    throw input::InputError({file, part->name}, fmt::format("needs {}, and there are none", words));
}

/// The axes of the parts of one group.
class Fitting {
public:
  Fitting(const AttentionGroup& group, const Extents& extents, const std::string& file)
      : group_(group), extents_(extents), file_(file), layout_(group.declared.layout) {}

  void all() const {
    require(group_.queries, {queries({.any = "c"})});
    require(group_.keys, keys("c"));
    require(group_.values, keys("d"));
    require(group_.outputs, {queries({.any = "d"})});
    require(group_.truncated, {queries({.any = "d"})});
    require(group_.indices, {queries({.any = "k"}, true), shared_by_heads({.any = "k"})});
    require(group_.lse, log_sum_exps());
    require(group_.selection, selection());
    require(group_.sinks, {{{.extent = extents_.heads}}});
    require(group_.positions, positions());
    if (group_.mask)
      require_mask();
    for (const auto& [scales, scaled] :
         {std::pair{&group_.key_scales, &group_.keys}, std::pair{&group_.value_scales, &group_.values}})
      if (*scales && *scaled)
        require_scales(**scales, **scaled);
    same_width(group_.queries, group_.keys);
    same_width(group_.outputs, group_.values);
    same_width(group_.truncated, group_.values);
  }

private:
  [[nodiscard]] Axes batch() const {
    Axes axes;
    for (const std::size_t extent : extents_.batch)
      axes.push_back({.extent = extent});
    return axes;
  }

  /// [b, h, q] in the order of the layout, or in that of scores.
  [[nodiscard]] Axes per_query(bool shared, bool heads_first) const {
    Axes axes = batch();
    const Axis heads{.extent = extents_.heads, .shared = shared};
    if (extents_.head_axis && heads_first)
      axes.push_back(heads);
    if (extents_.query_axis)
      axes.push_back({.extent = extents_.queries});
    if (extents_.head_axis && !heads_first)
      axes.push_back(heads);
    return axes;
  }
  /// [b, q]
  [[nodiscard]] Axes without_heads() const {
    Axes axes = batch();
    if (extents_.query_axis)
      axes.push_back({.extent = extents_.queries});
    return axes;
  }
  /// [b, q, last]: the same for all heads.
  [[nodiscard]] Axes shared_by_heads(const Axis& last) const {
    Axes axes = without_heads();
    axes.push_back(last);
    return axes;
  }
  [[nodiscard]] bool heads_first() const { return layout_ == Layout::bhqd; }
  [[nodiscard]] Axes queries(const Axis& last, bool shared = false) const {
    Axes axes = per_query(shared, heads_first());
    axes.push_back(last);
    return axes;
  }

  [[nodiscard]] std::vector<Axes> keys(const char* last) const {
    const Axis heads{.extent = extents_.heads, .shared = true};
    if (group_.block_table) {
      const std::optional<std::size_t> size = group_.declared.page_size;
      const Axis page = size ? Axis{.extent = *size} : Axis{.any = "page"};
      if (!extents_.head_axis)
        return {{{.any = "pages"}, page, {.any = last}}};
      if (heads_first())
        return {{{.any = "pages"}, heads, page, {.any = last}}};
      std::vector<Axes> either{{{.any = "pages"}, page, heads, {.any = last}}};
      if (size)
        either.push_back({{.any = "slots"}, heads, {.any = last}});
      return either;
    }
    Axes axes = batch();
    const Axis all = extents_.keys > 0 ? Axis{.extent = extents_.keys} : Axis{.any = "n"};
    if (extents_.head_axis && heads_first())
      axes.push_back(heads);
    axes.push_back(all);
    if (extents_.head_axis && !heads_first())
      axes.push_back(heads);
    axes.push_back({.any = last});
    return {axes};
  }

  [[nodiscard]] std::vector<Axes> log_sum_exps() const {
    std::vector<Axes> either{per_query(false, heads_first())};
    if (!heads_first() && extents_.head_axis)
      either.push_back(per_query(false, true));
    for (std::size_t i = 0, shapes = either.size(); i < shapes; ++i) {
      Axes column = either[i];
      column.push_back({.extent = 1});
      either.push_back(std::move(column));
    }
    return either;
  }

  /// Selection scores have the order of scores, and of sequences of several lengths room for the longest.
  [[nodiscard]] std::vector<Axes> selection() const {
    Axes axes = per_query(true, layout_ != Layout::thd);
    const bool one_length = layout_ != Layout::thd && extents_.keys > 0;
    const Axis last = one_length ? Axis{.extent = extents_.keys} : Axis{.any = "n"};
    axes.push_back(last);
    return {axes, shared_by_heads(last)};
  }

  [[nodiscard]] std::vector<Axes> positions() const {
    std::vector<Axes> either{per_query(false, true), without_heads()};
    if (extents_.query_axis)
      either.push_back({{.extent = extents_.queries}});
    return either;
  }

  void require_mask() const {
    if (layout_ == Layout::thd)
      throw input::InputError({file_, group_.mask->name}, "does not go with layout thd");
    Axes axes = per_query(false, true);
    axes.push_back(extents_.keys > 0 ? Axis{.extent = extents_.keys} : Axis{.any = "n"});
    const std::vector<std::size_t>& shape = group_.mask->shape;
    // Axes may be missing in front, and each may be 1.
    const std::size_t missing = axes.size() - std::min(axes.size(), shape.size());
    const Axes present(axes.begin() + static_cast<std::ptrdiff_t>(missing), axes.end());
    if (!std::ranges::equal(present, shape, [](const Axis& axis, std::size_t extent) {
          return extent == 1 || axis.any || extent == axis.extent;
        }))
      refuse(*group_.mask, axes_text(axes) + ", each axis of it or 1, and none missing but in front");
  }

  void require_scales(const input::Tensor& scales, const input::Tensor& scaled) const {
    const std::vector<std::size_t>& shape = scales.shape;
    const std::vector<std::size_t>& whole = scaled.shape;
    const bool one = scales.rows() * scales.width() == 1;
    const std::size_t heads = Geometry(layout_, extents_, {}, 0, false).key_heads(scaled);
    const bool of_heads = shape.size() == 1 && shape.front() == heads;
    const bool of_keys =
        shape.size() + 1 == whole.size() && std::equal(shape.begin(), shape.end(), whole.begin());
    const bool of_blocks =
        shape.size() == whole.size() &&
        std::ranges::equal(shape, whole, [](std::size_t few, std::size_t all) { return all % few == 0; });
    if (!one && !of_heads && !of_keys && !of_blocks)
      throw input::InputError(
          {file_, scales.name},
          fmt::format("shape {} does not fit {} of shape {}, which needs one factor, [{}], one a "
                      "key, or as many axes, each of a divisor of its extent",
                      input::shape_text(shape), input::in_quotes(scaled.name), input::shape_text(whole),
                      heads));
  }

  void same_width(const std::optional<input::Tensor>& a, const std::optional<input::Tensor>& b) const {
    if (a && b && a->width() != b->width())
      throw input::InputError({file_, a->name},
                              fmt::format("shape {} and {} of shape {} differ in their last axis",
                                          input::shape_text(a->shape), input::in_quotes(b->name),
                                          input::shape_text(b->shape)));
  }

  void require(const std::optional<input::Tensor>& part, const std::vector<Axes>& either) const {
    if (!part || std::ranges::any_of(either, [&](const Axes& axes) { return fits(axes, part->shape); }))
      return;
    std::vector<std::string> needed;
    for (const Axes& axes : either)
      if (std::string text = axes_text(axes); std::ranges::find(needed, text) == needed.end())
        needed.push_back(std::move(text));
    const bool of_keys = &part == &group_.keys || &part == &group_.values;
    const bool deeper = part->shape.size() > either.front().size();
    refuse(*part, fmt::format("{}{}{}", fmt::join(needed, " or "),
                              of_keys && deeper && !group_.block_table ? ", or a block_table of pages" : "",
                              fits_exchanged(part, either)
                                  ? ": are its heads and queries exchanged, as in layout bqhd?"
                                  : ""));
  }

  /// Whether a result of a kernel fits where its heads and queries are exchanged.
  [[nodiscard]] bool fits_exchanged(const std::optional<input::Tensor>& part,
                                    const std::vector<Axes>& either) const {
    const bool is_vector = &part == &group_.outputs || &part == &group_.truncated;
    if ((!is_vector && &part != &group_.lse) || layout_ != Layout::bhqd)
      return false;
    std::vector<std::size_t> shape(part->shape);
    const std::size_t behind = is_vector ? 1 : 0;
    if (shape.size() < 2 + behind)
      return false;
    std::swap(shape[shape.size() - 1 - behind], shape[shape.size() - 2 - behind]);
    return std::ranges::any_of(either, [&](const Axes& axes) { return fits(axes, shape); });
  }

  [[noreturn]] void refuse(const input::Tensor& part, const std::string& needed) const {
    const input::Tensor& naming = group_.naming();
    throw input::InputError({file_, part.name},
                            fmt::format("shape {} does not fit {} of shape {}, which needs {}",
                                        input::shape_text(part.shape), input::in_quotes(naming.name),
                                        input::shape_text(naming.shape), needed));
  }

  const AttentionGroup& group_;
  const Extents& extents_;
  const std::string& file_;
  Layout layout_;
};

/// The extents of axes [b.., h, q] in the order of scores.
Extents of_axes(std::span<const std::size_t> axes) {
  Extents extents;
  if (!axes.empty()) {
    extents.query_axis = true;
    extents.queries = axes.back();
    axes = axes.first(axes.size() - 1);
  }
  if (!axes.empty()) {
    extents.head_axis = true;
    extents.heads = axes.back();
    axes = axes.first(axes.size() - 1);
  }
  extents.batch.assign(axes.begin(), axes.end());
  return extents;
}

/// The extent of the axis of keys in a tensor [b.., h, n, c] or so; 0 where pages hold them.
std::size_t keys_in(const AttentionGroup& group) {
  const std::vector<std::size_t>& shape = group.keys->shape;
  if (group.block_table)
    return 0;
  const std::size_t from_end = group.declared.layout == Layout::bqhd ? 3 : 2;
  if (group.declared.layout == Layout::thd)
    return shape.front();
  return shape.size() >= from_end ? shape[shape.size() - from_end] : 0;
}

} // namespace

void require_types(const AttentionGroup& group, const std::string& file) {
  for (const AttentionPart& part : attention_parts()) {
    const std::optional<input::Tensor>& tensor = group.*part.tensor;
    if (!tensor)
      continue;
    if (!is_of(part.elements, tensor->dtype))
      throw input::InputError(
          {file, tensor->name},
          part.elements == Elements::integers ? input::not_integer(tensor->dtype)
          : part.elements == Elements::mask
              ? fmt::format("dtype {} is neither BOOL, U8 nor floating", input::dtype_name(tensor->dtype))
              : input::not_floating(tensor->dtype));
    const bool may_be_scalar =
        part.tensor == &AttentionGroup::lse || part.tensor == &AttentionGroup::lengths ||
        part.tensor == &AttentionGroup::positions || part.tensor == &AttentionGroup::key_scales ||
        part.tensor == &AttentionGroup::value_scales;
    if (tensor->shape.empty() && !may_be_scalar)
      throw input::InputError({file, tensor->name}, "is a scalar, not rows");
  }
}

Extents extents_of(const AttentionGroup& group, const std::string& file) {
  const Layout layout = group.declared.layout;
  const input::Tensor& naming = group.naming();
  const std::span<const std::size_t> axes = std::span(naming.shape).first(naming.shape.size() - 1);
  if (group.scores) {
    if (layout == Layout::thd)
      throw input::InputError({file, naming.name}, "does not go with layout thd");
    Extents extents = of_axes(axes);
    extents.keys = naming.width();
    return extents;
  }
  if (layout != Layout::bhqd && axes.size() < (layout == Layout::thd ? 1U : 2U))
    throw input::InputError({file, naming.name}, fmt::format("shape {} has too few axes for layout {}",
                                                             input::shape_text(naming.shape),
                                                             layout == Layout::thd ? "thd" : "bqhd"));
  if (layout == Layout::thd && axes.size() > 2)
    throw input::InputError({file, naming.name}, fmt::format("shape {} has too many axes for layout thd",
                                                             input::shape_text(naming.shape)));
  std::vector<std::size_t> order(axes.begin(), axes.end());
  if (layout != Layout::bhqd && order.size() > 1)
    std::swap(order[order.size() - 1], order[order.size() - 2]);
  Extents extents = of_axes(order);
  extents.keys = keys_in(group);
  return extents;
}

namespace {

/// Whether all tensors of a group would have the axes of another layout.
bool fits_layout(AttentionGroup group, Layout layout, const std::string& file) {
  group.declared.layout = layout;
  try {
    Fitting(group, extents_of(group, file), file).all();
  } catch (const input::InputError&) {
    return false;
  }
  return true;
}

} // namespace

void require_fitting(const AttentionGroup& group, const Extents& extents, const std::string& file) {
  try {
    Fitting(group, extents, file).all();
  } catch (const input::InputError& error) {
    const bool heads_first = group.declared.layout == Layout::bhqd;
    if (group.declared.layout == Layout::thd ||
        !fits_layout(group, heads_first ? Layout::bqhd : Layout::bhqd, file))
      throw;
    throw input::InputError({error.file(), error.tensor()},
                            fmt::format("{}; all would fit the layout {}, if that is declared",
                                        error.reason(), heads_first ? "bqhd" : "bhqd"));
  }
}

namespace {

/// Throws of a tensor that declares something and that nothing reads as the group is.
void require_read(const AttentionGroup& group, const std::string& file) {
  const auto refuse = [&](const input::Tensor& tensor, const char* reason) {
    throw input::InputError({file, tensor.name}, reason);
  };
  if (group.sinks && !group.lse && !group.outputs && !group.truncated)
    refuse(*group.sinks, "nothing reads it without X.lse, X.outputs or X.truncated");
  const bool top_k = group.declared.head == Declarations::HeadKind::top_k &&
                     group.declared.index_space != Declarations::IndexSpace::page;
  if (group.selection && !top_k)
    refuse(*group.selection, "nothing reads it where a head is any keys, not a Top-k set of its scores");
}

} // namespace

void require_whole(const AttentionGroup& group, const std::string& file) {
  require_together(group, group.truncated, &AttentionGroup::indices, "the indices of its head", file);
  require_together(group, group.selection, &AttentionGroup::indices, "the indices of its head", file);
  require_together(group, group.truncated, &AttentionGroup::values, "values", file);
  require_together(group, group.outputs, &AttentionGroup::values, "values", file);
  require_together(group, group.value_scales, &AttentionGroup::values, "values", file);
  require_together(group, group.key_scales, &AttentionGroup::keys, "keys", file);
  require_read(group, file);
  for (const auto& [vectors, scales] :
       {std::pair{&group.keys, &group.key_scales}, std::pair{&group.values, &group.value_scales}})
    if (*vectors && (*vectors)->dtype == input::DType::I8 && !*scales)
      throw input::InputError({file, (*vectors)->name}, "of I8 needs its scales, and there are none");
  for (const auto& [vectors, scales] :
       {std::pair{&group.keys, &group.key_scales}, std::pair{&group.values, &group.value_scales}})
    if (*vectors && *scales && (*vectors)->dtype == input::DType::F64)
      throw input::InputError({file, (*scales)->name},
                              fmt::format("scales {} of F64, whose products would be rounded",
                                          input::in_quotes((*vectors)->name)));
  if (group.indices && group.declared.index_space == Declarations::IndexSpace::page &&
      !group.declared.page_size && !group.block_table)
    throw input::InputError({file, group.indices->name}, "counts pages, and no page_size is declared");
  if (group.queries && group.queries->dtype == input::DType::I8)
    throw input::InputError({file, group.queries->name}, input::not_floating(input::DType::I8));
}

} // namespace tailmass::verify::attention
