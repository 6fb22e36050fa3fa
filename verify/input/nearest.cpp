// The edit distance, with neighbours swapped, by rows of its table; parts and initials of names.
#include "verify/input/nearest.hpp"

#include "verify/input/input_error.hpp"

#include <algorithm>
#include <cctype>
#include <fmt/format.h>
#include <numeric>
#include <utility>
#include <vector>

namespace tailmass::verify::input {

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before_last;
  std::vector<std::size_t> last(b.size() + 1);
  std::iota(last.begin(), last.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::vector<std::size_t> row{i};
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t changed = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      std::size_t least = std::min({changed, last[j] + 1, row[j - 1] + 1});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        least = std::min(least, before_last[j - 2] + 1);
      row.push_back(least);
    }
    before_last = std::exchange(last, std::move(row));
  }
  return last.back();
}

namespace {

std::string in_lower_case(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(), [](unsigned char letter) { return std::tolower(letter); });
  return lower;
}

bool is_separator(char letter) {
  return letter == '_' || letter == '-' || letter == '/' || letter == '.';
}

/// "lse" of "log_sum_exp".
std::string initials_of(std::string_view name) {
  std::string initials;
  for (std::size_t i = 0; i < name.size(); ++i)
    if (!is_separator(name[i]) && (i == 0 || is_separator(name[i - 1])))
      initials += name[i];
  return initials;
}

/// The shortest name that a word is a part of, or else the first whose initials it is.
std::optional<std::string> name_shortened_to(std::string_view word, std::span<const std::string> names) {
  constexpr std::size_t fewest_letters = 3; // fewer are a part of many
  if (word.size() < fewest_letters)
    return std::nullopt;
  std::optional<std::string> shortest;
  for (const std::string& name : names)
    if (in_lower_case(name).find(word) != std::string::npos && (!shortest || name.size() < shortest->size()))
      shortest = name;
  const auto initialled = std::ranges::find(
      names, word, [](const std::string& name) { return initials_of(in_lower_case(name)); });
  return shortest || initialled == names.end() ? shortest : std::optional(*initialled);
}

} // namespace

std::optional<std::string> nearest_name(std::string_view word, std::span<const std::string> names) {
  constexpr std::size_t longest = 100; // what is longer is no name, and would take its square of time
  if (word.empty() || word.size() > longest)
    return std::nullopt;
  const std::string lower = in_lower_case(word);
  std::optional<std::string> nearest;
  // Up to a third of the letters are wrong, and one is right.
  std::size_t least = std::min(std::max<std::size_t>(1, word.size() / 3), word.size() - 1) + 1;
  for (const std::string& name : names)
    if (const std::size_t distance = edit_distance(lower, in_lower_case(name)); distance < least) {
      least = distance;
      nearest = name;
    }
  return nearest ? nearest : name_shortened_to(lower, names);
}

std::string unknown_name(std::string_view kind, std::string_view word, std::span<const std::string> names) {
  const std::optional<std::string> nearest = nearest_name(word, names);
  return fmt::format("no {} is called {}{}", kind, in_quotes(word),
                     nearest ? ", the nearest is " + *nearest : "");
}

} // namespace tailmass::verify::input
