// Pages and slots, found in the geometry.
#include "verify/cases/index_space.hpp"

#include "verify/attention/padding.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <optional>
#include <unordered_map>

namespace tailmass::verify::cases {

namespace {

using Space = attention::Declarations::IndexSpace;

class Translation {
public:
  Translation(const attention::AttentionGroup& group, const attention::RowPlace& place,
              Stored<input::Integer>& indices)
      : group_(group), indices_(indices), sequence_(group.geometry.sequences()[place.sequence]),
        page_(group.declared.page_size.value_or(group.geometry.page_size())) {}

  void pages() {
    const std::size_t count = sequence_.keys / page_ + (sequence_.keys % page_ == 0 ? 0 : 1);
    translate(count, count > 0, [&](std::size_t index, std::vector<input::Integer>& keys) {
      const std::size_t end = index < count ? std::min((index + 1) * page_, sequence_.keys) : 0;
      for (std::size_t key = index * page_; key < end; ++key)
        keys.push_back({.negative = false, .magnitude = key});
      return end > 0 ? "" : fmt::format("page {} is none of the {} pages of the row", index, count);
    });
  }

  void slots() {
    std::unordered_map<std::size_t, std::size_t> place_of; // of a page among those of the row
    for (std::size_t at = 0; at < sequence_.pages.size(); ++at)
      place_of.emplace(sequence_.pages[at], at);
    const auto key_of = [&](std::size_t slot) -> std::optional<std::size_t> {
      std::size_t key = slot - sequence_.first_key;
      if (group_.block_table) {
        const auto found = place_of.find(slot / page_);
        if (found == place_of.end())
          return std::nullopt;
        key = found->second * page_ + slot % page_;
      } else if (slot < sequence_.first_key) {
        return std::nullopt;
      }
      return key < sequence_.length ? std::optional(key) : std::nullopt;
    };
    translate(all_slots(), key_of(0).has_value(), [&](std::size_t slot, std::vector<input::Integer>& keys) {
      const std::optional<std::size_t> key = key_of(slot);
      if (!key)
        return fmt::format("slot {} holds no key of the row", slot);
      keys.push_back({.negative = false, .magnitude = *key});
      return std::string();
    });
  }

private:
  /// Replaces each index, which counts up to `count`, by what `keys_of` makes of it, or by -1 where it is
  /// padding; notes the first that is neither.
  template <class KeysOf>
  void translate(std::size_t count, bool zero_is_one, const KeysOf& keys_of) {
    const std::vector<bool> padding = attention::padding_among(indices_.numbers, count, zero_is_one,
                                                               group_.declared.padding, indices_.dtype);
    std::vector<input::Integer> keys;
    for (std::size_t i = 0; i < indices_.numbers.size(); ++i) {
      const input::Integer& index = indices_.numbers[i];
      std::string fault;
      if (padding[i])
        keys.push_back({.negative = true, .magnitude = 1});
      else if (index.negative)
        fault = fmt::format("index -{} at position {} is negative", index.magnitude, i);
      else
        fault = keys_of(index.magnitude, keys);
      if (indices_.fault.empty())
        indices_.fault = std::move(fault);
    }
    indices_.numbers = std::move(keys);
  }

  /// The slots of the tensor of keys, or of values where there are none.
  [[nodiscard]] std::size_t all_slots() const {
    if (!group_.block_table)
      return group_.geometry.extents().keys;
    const input::Tensor& tensor = group_.keys ? *group_.keys : *group_.values;
    return tensor.rows() / group_.geometry.key_heads(tensor);
  }

  const attention::AttentionGroup& group_;
  Stored<input::Integer>& indices_;
  const attention::Sequence& sequence_;
  std::size_t page_;
};

} // namespace

void to_row_space(const attention::AttentionGroup& group, const attention::RowPlace& place,
                  Stored<input::Integer>& indices) {
  Translation translation(group, place, indices);
  if (group.declared.index_space == Space::page)
    translation.pages();
  if (group.declared.index_space == Space::slot)
    translation.slots();
}

} // namespace tailmass::verify::cases
