// The edit distance, with neighbours swapped, by rows of its table.
#include "reports/text/nearest.hpp"

#include "verify/input/input_error.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <numeric>
#include <utility>
#include <vector>

namespace tailmass::reports::text {

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

std::optional<std::string> nearest_name(std::string_view word, std::span<const std::string> names) {
  constexpr std::size_t longest = 100; // what is longer is no name, and would take its square of time
  if (word.size() > longest)
    return std::nullopt;
  std::optional<std::string> nearest;
  std::size_t least = std::max<std::size_t>(1, word.size() / 3) + 1;
  for (const std::string& name : names)
    if (const std::size_t distance = edit_distance(word, name); distance < least) {
      least = distance;
      nearest = name;
    }
  return nearest;
}

std::string unknown_name(std::string_view kind, const std::string& word, std::span<const std::string> names) {
  const std::optional<std::string> nearest = nearest_name(word, names);
  return fmt::format("no {} is called {}{}", kind, verify::input::in_quotes(word),
                     nearest ? ", the nearest is " + *nearest : "");
}

} // namespace tailmass::reports::text
