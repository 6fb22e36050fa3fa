// Reading a list of key=value.
#include "verify/attention/arithmetic.hpp"

#include "verify/attention/choice.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <vector>

namespace tailmass::verify::attention {

namespace {

constexpr double largest_exponential = 0.1;
constexpr std::size_t largest_count = std::size_t{1} << 32U;

template <class Number>
bool read_number(Number& number, std::string_view text) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size();
}

/// A relative error: a decimal number, or a power of two as 2^-22.
bool read_error(std::optional<double>& member, std::string_view text) {
  double number = 0;
  int power = 0;
  if (text.starts_with("2^")) {
    if (!read_number(power, text.substr(2)))
      return false;
    number = std::ldexp(1.0, power);
  } else if (!read_number(number, text)) {
    return false;
  }
  if (!(number > 0 && number <= largest_exponential))
    return false;
  member = number;
  return true;
}

bool read_count(std::size_t& count, std::string_view text) {
  return read_number(count, text) && count > 0 && count <= largest_count;
}
bool read_count(std::optional<std::size_t>& member, std::string_view text) {
  return read_count(member.emplace(), text);
}

using Format = std::optional<input::DType>;

bool read_part(Format& member, std::string_view text) {
  return choose<Format>(
      member, text, {{"f32", input::DType::F32}, {"f16", input::DType::F16}, {"bf16", input::DType::BF16}});
}

bool read_entry(Arithmetic& to, std::string_view key, std::string_view value) {
  if (key == "accumulate")
    return choose<Format>(
        to.accumulate, value,
        {{"f64", input::DType::F64}, {"f32", input::DType::F32}, {"f16", input::DType::F16}});
  if (key == "p")
    return choose<Format>(to.p, value,
                          {{"none", input::DType::F64},
                           {"bf16", input::DType::BF16},
                           {"f16", input::DType::F16},
                           {"fp8", input::DType::F8E4M3}});
  if (key == "sum")
    return choose(to.sums_rounded_p, value, {{"p", true}});
  if (key == "exp")
    return read_error(to.exponential, value);
  if (key == "exp2")
    return choose(to.unfused, value, {{"unfused", true}});
  if (key == "rescale")
    return choose(to.fused_rescaling, value, {{"fma", true}});
  if (key == "tile")
    return read_count(to.tile, value);
  if (key == "lanes")
    return read_count(to.lanes, value);
  if (key == "scores")
    return choose(to.rounded_scores, value, {{"rounded", true}});
  if (key == "splits")
    return read_count(to.splits, value);
  if (key == "merge")
    return choose(to.merged_once, value, {{"once", true}});
  if (key == "part")
    return read_part(to.part, value);
  if (key == "part_lse")
    return read_part(to.part_lse, value);
  return key == "tf32" && choose(to.tf32, value, {{"", true}, {"true", true}});
}

} // namespace

bool read_arithmetic(Arithmetic& arithmetic, std::string_view text) {
  arithmetic = {};
  std::vector<std::string_view> keys;
  for (bool more = true; more;) {
    const std::size_t comma = text.find(',');
    const std::string_view entry = text.substr(0, comma);
    const std::size_t equals = std::min(entry.find('='), entry.size());
    const std::string_view key = entry.substr(0, equals);
    if (std::ranges::find(keys, key) != keys.end() ||
        !read_entry(arithmetic, key, entry.substr(std::min(equals + 1, entry.size()))))
      return false;
    keys.push_back(key);
    more = comma != std::string_view::npos;
    text = more ? text.substr(comma + 1) : "";
  }
  if (arithmetic.sums_rounded_p && !arithmetic.p)
    return false; // rounded to what
  if (arithmetic.lanes > 0 && !arithmetic.tile)
    return false; // as many keys of each tile
  const bool of_parts = arithmetic.merged_once || arithmetic.part || arithmetic.part_lse;
  return !of_parts || std::ranges::find(keys, "splits") != keys.end();
}

} // namespace tailmass::verify::attention
