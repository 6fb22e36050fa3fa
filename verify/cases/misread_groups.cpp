// Copies of a group, each with one declaration left out.
#include "verify/cases/misread_groups.hpp"

#include "verify/cases/row_scores.hpp"

#include <algorithm>
#include <numeric>
#include <span>
#include <utility>

namespace tailmass::verify::cases {

namespace {

using attention::AttentionGroup;
using attention::Geometry;
using attention::Sequence;

/// The group with its sequences changed.
template <class Change>
AttentionGroup with_sequences(AttentionGroup group, const Change& change) {
  std::vector<Sequence> sequences = group.geometry.sequences();
  for (std::size_t i = 0; i < sequences.size(); ++i)
    change(sequences[i], i);
  group.geometry = Geometry(group.declared.layout, group.geometry.extents(), std::move(sequences),
                            group.geometry.page_size(), group.scores.has_value());
  return group;
}

std::size_t pages_of(const AttentionGroup& group) {
  std::size_t pages = group.block_table->width() * group.block_table->rows();
  for (const auto* vectors : {&group.keys, &group.values})
    if (*vectors)
      pages = std::min(pages, (*vectors)->rows() /
                                  (group.geometry.key_heads(**vectors) * group.geometry.page_size()));
  return pages;
}

void add_scales(Misreadings& to, const AttentionGroup& group) {
  const auto add = [&](const char* words, bool of_keys, bool of_values) {
    MisreadGroup misread{words, of_keys ? *to.formed : group, !of_keys};
    if (of_keys)
      misread.group.key_scales.reset();
    if (of_values)
      misread.group.value_scales.reset();
    to.groups.push_back(std::move(misread));
  };
  const bool of_keys = group.key_scales && to.formed, of_values = group.value_scales && group.values;
  if (of_keys)
    add("key_scales were left out", true, false);
  if (of_values)
    add("value_scales were left out", false, true);
  if (of_keys && of_values)
    add("key_scales and value_scales were left out", true, true);
}

/// Positions from 0 in each sequence, in place of those at its end.
void add_first_aligned(Misreadings& to, const AttentionGroup& group) {
  const std::vector<Sequence>& sequences = group.geometry.sequences();
  const bool aligned = std::ranges::all_of(
      sequences, [](const Sequence& sequence) { return sequence.queries == sequence.length; });
  const bool one_axis = group.declared.layout == attention::Declarations::Layout::thd;
  if (!group.declared.causal || group.positions || aligned || !group.geometry.extents().query_axis)
    return;
  to.groups.push_back({"the causal mask were aligned to the first key, not to the last", group});
  MisreadGroup& misread = to.groups.back();
  misread.positions.resize(group.geometry.extents().queries);
  for (const Sequence& sequence : sequences) {
    const auto first = misread.positions.begin() + static_cast<std::ptrdiff_t>(sequence.first_query);
    std::iota(first, first + static_cast<std::ptrdiff_t>(sequence.queries), std::int64_t{0});
    if (!one_axis)
      break;
  }
  misread.group.positions = input::Tensor{.name = "positions",
                                          .dtype = input::DType::I64,
                                          .shape = {misread.positions.size()},
                                          .bytes = std::as_bytes(std::span(misread.positions))};
}

void add_pages(Misreadings& to, const AttentionGroup& group) {
  const AttentionGroup& of = to.formed ? *to.formed : group;
  const std::size_t pages = pages_of(group), width = group.block_table->width();
  for (const std::size_t step : {std::size_t{0}, width}) {
    MisreadGroup misread{"pages were read in their order, not by block_table",
                         with_sequences(of,
                                        [&](Sequence& sequence, std::size_t i) {
                                          for (std::size_t page = 0; page < sequence.pages.size(); ++page)
                                            sequence.pages[page] = std::min(i * step + page, pages - 1);
                                        }),
                         !to.formed};
    to.groups.push_back(std::move(misread));
  }
}

} // namespace

Misreadings misreadings_of(const AttentionGroup& group) {
  Misreadings found;
  if (group.queries && group.keys) {
    found.formed = group;
    found.formed->scores.reset();
    found.formed->declared.scale = scale_of(group);
    found.formed = with_sequences(*found.formed, [](Sequence&, std::size_t) {});
  }
  add_scales(found, group);
  add_first_aligned(found, group);
  if (group.positions) {
    MisreadGroup misread{"positions were ignored, the last query having the last key", group};
    misread.group.positions.reset();
    misread.group.declared.causal = true;
    found.groups.push_back(std::move(misread));
  }
  if (group.lengths && !group.block_table)
    found.groups.push_back(
        {"lengths were ignored",
         with_sequences(group, [](Sequence& sequence, std::size_t) { sequence.length = sequence.keys; })});
  if (group.block_table && group.geometry.page_size() > 0)
    add_pages(found, group);
  return found;
}

} // namespace tailmass::verify::cases
