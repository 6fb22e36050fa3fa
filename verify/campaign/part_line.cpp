// The beginning of a line is always written alike, so that its chunk is known at once.
#include "verify/campaign/part_line.hpp"

#include "verify/cases/checksum.hpp"

#include <charconv>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace tailmass::verify::campaign {

namespace {

constexpr std::string_view before = "{\"chunk\":", guarded = ",\"checksum\":\"",
                           between = "\",\"result\":", after = "}";

std::string checksum_of(std::string_view result) {
  cases::Checksum sum;
  sum.add(result);
  return sum.text();
}

} // namespace

std::string line_of(std::size_t chunk, const nlohmann::ordered_json& result) {
  const std::string text = result.dump();
  return fmt::format("{}{}{}{}{}{}{}\n", before, chunk, guarded, checksum_of(text), between, text, after);
}

std::optional<std::size_t> chunk_of(std::string_view line) {
  if (!line.starts_with(before) || !line.ends_with(after))
    return std::nullopt;
  line.remove_prefix(before.size());
  std::size_t chunk = 0;
  const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), chunk);
  line.remove_prefix(static_cast<std::size_t>(end - line.data()));
  const std::size_t begin = line.find(between);
  if (error != std::errc() || !line.starts_with(guarded) || begin == std::string_view::npos)
    return std::nullopt;
  std::string_view result = line.substr(begin + between.size());
  result.remove_suffix(after.size());
  const std::string_view checksum = line.substr(guarded.size(), begin - guarded.size());
  return checksum == checksum_of(result) ? std::optional(chunk) : std::nullopt;
}

} // namespace tailmass::verify::campaign
