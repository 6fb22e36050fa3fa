// Ranges of rows, positions of queries, and samples of them.
#include "verify/cases/row_choice.hpp"

#include "theory/numbers/random.hpp"
#include "verify/input/input_error.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <set>
#include <utility>

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

/// A choice of positions of a query axis.
struct Positions {
  std::function<bool(const QueryPosition&)> has;
  std::set<std::size_t> named = {};
};

/// The positions "I,.."; nothing of any other text.
std::optional<Positions> named_in(std::string_view words) {
  Positions positions;
  for (std::size_t begin = 0; begin <= words.size();) {
    const std::size_t end = std::min(words.find(',', begin), words.size());
    const std::string_view word = words.substr(begin, end - begin);
    const auto position = word.empty() ? std::nullopt : number_in(word, 0);
    if (!position)
      return std::nullopt;
    positions.named.insert(*position);
    begin = end + 1;
  }
  positions.has = [named = positions.named](const QueryPosition& row) {
    return named.contains(row.position);
  };
  return positions;
}

constexpr std::string_view every = "every:", last = "last:";

/// Whether it is "A:B" and not another choice with a colon.
bool is_range(std::string_view words) {
  return words.find(':') != std::string_view::npos && !words.starts_with(every) && !words.starts_with(last);
}

/// The positions "every:N", "last:N" or "I,.."; nothing of any other text.
std::optional<Positions> positions_in(std::string_view words) {
  const bool regular = words.starts_with(every);
  if (!regular && !words.starts_with(last))
    return named_in(words);
  const std::size_t count = number_in(words.substr(regular ? every.size() : last.size()), 0).value_or(0);
  if (count == 0)
    return std::nullopt;
  if (regular)
    return Positions{[count](const QueryPosition& row) { return row.position % count == 0; }};
  return Positions{[count](const QueryPosition& row) { return row.queries - row.position <= count; }};
}

} // namespace

void RowChoice::keep_range(std::string_view first_word, std::string_view end_word) {
  const auto first = number_in(first_word, 0), end = number_in(end_word, end_);
  if (!first || !end || *first >= *end || *end > end_)
    throw RowChoiceError(fmt::format("rows {} are none of the {}",
                                     input::in_quotes(fmt::format("{}:{}", first_word, end_word)), end_));
  begin_ = *first;
  end_ = *end;
}

void RowChoice::keep(std::string_view words,
                     const std::function<QueryPosition(std::size_t row)>& position_of) {
  if (is_range(words))
    return keep_range(words.substr(0, words.find(':')), words.substr(words.find(':') + 1));
  const std::optional<Positions> positions = positions_in(words);
  if (!positions)
    throw RowChoiceError(fmt::format("rows {} are no A:B, every:N, last:N or I,..", input::in_quotes(words)));
  std::vector<std::size_t> chosen;
  std::set<std::size_t> unmet = positions->named;
  for (std::size_t i = 0; i < size(); ++i) {
    const QueryPosition at = position_of((*this)[i]);
    if (!positions->has(at))
      continue;
    chosen.push_back((*this)[i]);
    unmet.erase(at.position);
  }
  if (!unmet.empty())
    throw RowChoiceError(
        fmt::format("rows {}: no query has position {}", input::in_quotes(words), *unmet.begin()));
  chosen_ = std::move(chosen);
}

void RowChoice::keep_sample(std::size_t count, std::uint64_t seed) {
  const std::size_t rows = size();
  if (count < 1 || count > rows)
    throw RowChoiceError(fmt::format("a sample of {} rows of {}", count, rows));
  RandomStream random(seed, {"sample of rows"});
  std::set<std::size_t> drawn; // Floyd's: each set of `count` rows is as likely
  for (std::size_t end = rows - count; end < rows; ++end)
    if (!drawn.insert((*this)[random.below(end + 1)]).second)
      drawn.insert((*this)[end]);
  chosen_.emplace(drawn.begin(), drawn.end());
}

} // namespace tailmass::verify::cases
