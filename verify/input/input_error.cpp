// Words of an input error.
#include "verify/input/input_error.hpp"

#include <fmt/format.h>

#include <limits>
#include <utility>

namespace tailmass::verify::input {
namespace {

constexpr std::size_t no_limit = std::numeric_limits<std::size_t>::max();

unsigned char byte_at(std::string_view text, std::size_t i) {
  return i < text.size() ? static_cast<unsigned char>(text[i]) : 0;
}

bool between(unsigned char low, unsigned char byte, unsigned char high) {
  return low <= byte && byte <= high;
}

// Length of the well-formed UTF-8 sequence that text starts with (Unicode 15, table 3-7), 0 if there is none.
std::size_t sequence_length(std::string_view text) {
  const unsigned char first = byte_at(text, 0);
  const unsigned char second = byte_at(text, 1);
  const bool third = between(0x80, byte_at(text, 2), 0xBF);
  const bool fourth = between(0x80, byte_at(text, 3), 0xBF);
  if (first < 0x80)
    return 1;
  if (between(0xC2, first, 0xDF))
    return between(0x80, second, 0xBF) ? 2 : 0;
  if (between(0xE0, first, 0xEF)) {
    const unsigned char low = first == 0xE0 ? 0xA0 : 0x80;
    const unsigned char high = first == 0xED ? 0x9F : 0xBF;
    return between(low, second, high) && third ? 3 : 0;
  }
  if (between(0xF0, first, 0xF4)) {
    const unsigned char low = first == 0xF0 ? 0x90 : 0x80;
    const unsigned char high = first == 0xF4 ? 0x8F : 0xBF;
    return between(low, second, high) && third && fourth ? 4 : 0;
  }
  return 0;
}

// Characters that break a line, drive a terminal or reorder the text around them.
bool unsafe(std::string_view sequence) {
  const unsigned char first = byte_at(sequence, 0);
  const unsigned char second = byte_at(sequence, 1);
  const unsigned char third = byte_at(sequence, 2);
  const bool control = first < 0x20 || first == 0x7F || (first == 0xC2 && second < 0xA0);
  const bool separator_or_bidi =
      first == 0xE2 && second == 0x80 && (between(0x8E, third, 0x8F) || between(0xA8, third, 0xAE));
  const bool isolate = first == 0xE2 && second == 0x81 && between(0xA6, third, 0xA9);
  return control || separator_or_bidi || isolate;
}

/// Text with \xNN for each byte of what is no UTF-8 or what `bad` says is not to stand as it is.
template <class Bad>
std::string escaped(std::string_view text, std::size_t limit, const Bad& bad) {
  std::string shown;
  std::size_t taken = 0;
  while (taken < text.size()) {
    const std::string_view rest = text.substr(taken);
    const std::size_t length = sequence_length(rest);
    const std::string_view sequence = rest.substr(0, length == 0 ? 1 : length);
    if (taken + sequence.size() > limit)
      return shown + "...";
    if (length == 0 || bad(sequence)) {
      for (std::size_t i = 0; i < sequence.size(); ++i)
        shown += fmt::format("\\x{:02x}", byte_at(sequence, i));
    } else {
      shown += sequence;
    }
    taken += sequence.size();
  }
  return shown;
}

std::string one_line(const InputPlace& place, const std::string& reason) {
  std::string where = printable(place.file, no_limit);
  if (place.tensor)
    where += fmt::format("{}tensor {}", where.empty() ? "" : ": ", in_quotes(*place.tensor));
  if (place.row)
    where += fmt::format("{}row {}", where.empty() ? "" : place.tensor ? ", " : ": ", printable(*place.row));
  if (!where.empty())
    where += ": ";
  return where + printable(reason, no_limit);
}

} // namespace

InputError::InputError(InputPlace place, std::string reason)
    : std::runtime_error(one_line(place, reason)), place_(std::move(place)), reason_(std::move(reason)) {}

std::string as_utf8(std::string_view text) {
  return escaped(text, no_limit, [](std::string_view) { return false; });
}

std::string printable(std::string_view text, std::size_t limit) {
  return escaped(text, limit, unsafe);
}

std::string in_quotes(std::string_view name) {
  return '"' + printable(name) + '"';
}

} // namespace tailmass::verify::input
