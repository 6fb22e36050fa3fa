// Zones with guard bands between them.
#include "properties/kernels/call_memory.hpp"

#include "properties/kernels/element.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

namespace tailmass::properties::kernels {

namespace {

constexpr std::size_t guard = 4096, alignment = 64;
constexpr std::byte nan{0xFF}, no_index{0x7F}, untouched{0xC5};

/// Lays out zones one after another, a guard band on either side of each.
class Layout {
public:
  explicit Layout(std::size_t head) : end_(head + guard) {}
  Zone add(std::size_t bytes) {
    const Zone zone{(end_ + alignment - 1) / alignment * alignment, bytes};
    end_ = zone.from + bytes + guard;
    return zone;
  }
  [[nodiscard]] std::size_t end() const { return end_; }

private:
  std::size_t end_;
};

void fill(std::span<std::byte> memory, Zone zone, std::byte with) {
  std::ranges::fill(memory.subspan(zone.from, zone.bytes), with);
}

} // namespace

CallMemory::CallMemory(const KernelInfo& info, const CallShape& shape) {
  Layout in(sizeof(CallShape));
  scores = in.add(shape.rows * shape.keys * bytes_of(info.scores));
  values = in.add(shape.keys * shape.dimension * bytes_of(info.values));
  input = in.end();
  Layout out(calls * sizeof(CallEnd));
  for (WrittenZones& of_call : written) {
    of_call.indices = out.add(info.indices ? shape.rows * shape.k * sizeof(std::int32_t) : 0);
    of_call.lse = out.add(info.lse ? shape.rows * bytes_of(info.lse_dtype) : 0);
    of_call.output = out.add(info.output ? shape.rows * shape.dimension * bytes_of(info.output_dtype) : 0);
  }
  output = out.end();
}

void CallMemory::guard_input(std::span<std::byte> memory) const {
  fill(memory, {0, scores.from}, nan);
  fill(memory, {scores.from + scores.bytes, values.from - scores.from - scores.bytes}, nan);
  fill(memory, {values.from + values.bytes, input - values.from - values.bytes}, nan);
}

void CallMemory::guard_output(std::span<std::byte> memory) const {
  fill(memory, {0, output}, untouched);
  for (const WrittenZones& of_call : written) {
    fill(memory, of_call.indices, no_index);
    fill(memory, of_call.lse, nan);
    fill(memory, of_call.output, nan);
  }
}

std::string CallMemory::trespass(std::span<const std::byte> memory) const {
  const auto is_touched = [](std::byte byte) { return byte != untouched; };
  std::size_t from = calls * sizeof(CallEnd);
  Zone before; // the tensor that ends where the band begins
  std::string_view name_before;
  const auto look = [&](std::size_t to, Zone after, std::string_view name_after) -> std::string {
    const auto band = memory.subspan(from, to - from);
    const auto first = std::ranges::find_if(band, is_touched);
    if (first == band.end())
      return {};
    const auto touched = std::ranges::count_if(band, is_touched);
    const std::size_t at = from + static_cast<std::size_t>(first - band.begin());
    // The nearer tensor is the likelier one.
    const bool is_after = before.bytes > 0 && (after.bytes == 0 || at - from < to - at);
    return fmt::format("{} bytes written {} its {}", touched,
                       is_after ? fmt::format("from {} after the end of", at - before.from - before.bytes)
                                : fmt::format("from {} before the start of", after.from - at),
                       is_after ? name_before : name_after);
  };
  for (const WrittenZones& of_call : written)
    for (const auto& [zone, name] : {std::pair<Zone, std::string_view>{of_call.indices, "indices"},
                                     {of_call.lse, "lse"},
                                     {of_call.output, "output"}}) {
      if (zone.bytes == 0)
        continue; // its band is part of the next
      if (std::string found = look(zone.from, zone, name); !found.empty())
        return found;
      from = zone.from + zone.bytes;
      before = zone;
      name_before = name;
    }
  return look(output, {}, {});
}

} // namespace tailmass::properties::kernels
