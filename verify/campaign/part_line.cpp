// The beginning of a line is always written alike, so that its chunk is known at once.
#include "verify/campaign/part_line.hpp"

#include <charconv>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace tailmass::verify::campaign {

namespace {

constexpr std::string_view before = "{\"chunk\":", between = ",\"result\":", after = "}";

} // namespace

std::string line_of(std::size_t chunk, const nlohmann::ordered_json& result) {
  return fmt::format("{}{}{}{}{}\n", before, chunk, between, result.dump(), after);
}

std::optional<std::size_t> chunk_of(std::string_view line) {
  if (!line.starts_with(before) || !line.ends_with(after))
    return std::nullopt;
  line.remove_prefix(before.size());
  std::size_t chunk = 0;
  const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), chunk);
  line.remove_prefix(static_cast<std::size_t>(end - line.data()));
  return error == std::errc() && line.starts_with(between) ? std::optional(chunk) : std::nullopt;
}

} // namespace tailmass::verify::campaign
