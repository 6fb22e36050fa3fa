// Pages and slots, found in the geometry.
#include "verify/cases/index_space.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <unordered_map>

namespace tailmass::verify::cases {

namespace {

using Space = input::Declarations::IndexSpace;
using Padding = input::Declarations::Padding;

std::string text_of(const input::Integer& index) {
  return fmt::format("{}{}", index.negative ? "-" : "", index.magnitude);
}

/// Whether an index can only be padding: negative, or the largest number of its type.
bool beyond_all(const input::Integer& index, input::DType dtype) {
  const std::uint64_t all = ~std::uint64_t{0} >> (64 - input::dtype_bits(dtype));
  return index.negative || index.magnitude == (input::is_unsigned(dtype) ? all : all >> 1);
}

class Translation {
public:
  Translation(const input::AttentionGroup& group, const input::RowPlace& place,
              Stored<input::Integer>& indices)
      : group_(group), place_(place), indices_(indices),
        sequence_(group.geometry.sequences()[place.sequence]) {}

  void pages() {
    const std::size_t size = page_size();
    const std::size_t count = (sequence_.keys + size - 1) / size;
    bool zero_was = false;
    std::vector<input::Integer> keys;
    for (const input::Integer& page : indices_.numbers) {
      const bool repeated_zero = group_.declared.padding == Padding::zero && page.magnitude == 0 && zero_was;
      zero_was = zero_was || page.magnitude == 0;
      if (beyond_all(page, indices_.dtype) || repeated_zero) {
        keys.push_back(page);
      } else if (page.magnitude >= count) {
        const bool padding = group_.declared.padding == Padding::key_count && page.magnitude == count;
        keys.push_back({.negative = false, .magnitude = padding ? sequence_.keys : page.magnitude});
        if (!padding)
          note(fmt::format("page {} is outside the pages 0..{}", text_of(page), count - 1));
      } else {
        for (std::size_t key = page.magnitude * size;
             key < std::min((page.magnitude + 1) * size, sequence_.keys); ++key)
          keys.push_back({.negative = false, .magnitude = key});
      }
    }
    indices_.numbers = std::move(keys);
  }

  void slots() {
    std::unordered_map<std::size_t, std::size_t> key_at;
    const std::size_t page = group_.geometry.page_size();
    for (std::size_t key = 0; key < sequence_.length; ++key)
      key_at.emplace(page == 0 ? sequence_.first_key + key : sequence_.pages[key / page] * page + key % page,
                     key);
    for (input::Integer& index : indices_.numbers) {
      if (beyond_all(index, indices_.dtype) ||
          (group_.declared.padding == Padding::key_count && index.magnitude == sequence_.keys &&
           !key_at.contains(index.magnitude)))
        continue;
      if (const auto found = key_at.find(index.magnitude); found != key_at.end())
        index.magnitude = found->second;
      else
        note(fmt::format("slot {} holds no key of the row", text_of(index)));
    }
  }

private:
  [[nodiscard]] std::size_t page_size() const {
    if (group_.declared.page_size)
      return *group_.declared.page_size;
    if (group_.geometry.page_size() == 0)
      throw input::InputError({"", indices_.tensor}, "counts pages, and no page_size is declared");
    return group_.geometry.page_size();
  }
  void note(const std::string& fault) {
    if (indices_.fault.empty())
      indices_.fault = fault;
  }

  const input::AttentionGroup& group_;
  const input::RowPlace& place_;
  Stored<input::Integer>& indices_;
  const input::Sequence& sequence_;
};

} // namespace

void to_row_space(const input::AttentionGroup& group, const input::RowPlace& place,
                  Stored<input::Integer>& indices) {
  Translation translation(group, place, indices);
  if (group.declared.index_space == Space::page)
    translation.pages();
  if (group.declared.index_space == Space::slot)
    translation.slots();
}

} // namespace tailmass::verify::cases
