// Ranges of rows and samples of them.
#include "verify/cases/row_choice.hpp"

#include "theory/numbers/random.hpp"
#include "verify/input/input_error.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <set>

namespace tailmass::verify::cases {

namespace {

/// A whole number, or `otherwise` of an empty text; nothing of any other text.
std::optional<std::size_t> number_in(std::string_view text, std::size_t otherwise) {
  if (text.empty())
    return otherwise;
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size())
    return std::nullopt;
  return number;
}

} // namespace

void RowChoice::keep_range(std::string_view words) {
  const std::size_t colon = words.find(':');
  const auto first = number_in(words.substr(0, colon), 0);
  const auto end = colon == std::string_view::npos ? std::nullopt : number_in(words.substr(colon + 1), end_);
  if (!first || !end)
    throw RowChoiceError(fmt::format("rows {} are no A:B", input::in_quotes(words)));
  if (*first >= *end || *end > end_)
    throw RowChoiceError(fmt::format("rows {}:{} are none of the {}", *first, *end, end_));
  begin_ = *first;
  end_ = *end;
}

void RowChoice::keep_sample(std::size_t count, std::uint64_t seed) {
  const std::size_t rows = size();
  if (count < 1 || count > rows)
    throw RowChoiceError(fmt::format("a sample of {} rows of {}", count, rows));
  RandomStream random(seed, {"sample of rows"});
  std::set<std::size_t> drawn; // Floyd's: each set of `count` rows is as likely
  for (std::size_t last = rows - count; last < rows; ++last)
    if (!drawn.insert(begin_ + random.below(last + 1)).second)
      drawn.insert(begin_ + last);
  sample_.emplace(drawn.begin(), drawn.end());
}

} // namespace tailmass::verify::cases
