// The list of rounding bounds, read and laid out.
#include "reports/text/rounding.hpp"

#include "reports/text/comma_list.hpp"
#include "reports/text/list.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <vector>

namespace tailmass::reports::text {

namespace {

/// The kernels in words, each once, of the bounds that a machine proves or of the others.
std::vector<std::string_view> kernels(bool proved) {
  std::vector<std::string_view> names;
  for (const RoundingBound& bound : rounding_bounds())
    if (proved_by_machine(bound) == proved && std::ranges::find(names, bound.what) == names.end())
      names.push_back(bound.what);
  return names;
}

std::string joined(const std::vector<std::string_view>& names) {
  return fmt::format("{}", fmt::join(names, ", "));
}

/// What is proved by what, and what is stated where that is more.
std::string proved_figures(const RoundingBound& bound) {
  std::string text = fmt::format("{} by {}", in_units(bound.proved, bound), bound.by);
  if (bound.stated != bound.proved)
    text += fmt::format(" ({} stated)", in_units(bound.stated, bound));
  return text;
}

/// The text where a bar ends a cell.
std::string in_cell(std::string_view text) {
  std::string escaped;
  for (const char each : text)
    escaped += each == '|' ? "\\|" : std::string(1, each);
  return escaped;
}

/// Links from a page in theory/ to each script, Coq file or test.
std::string links(const RoundingBound& bound) {
  std::string_view rest = bound.proof;
  std::string text;
  while (!rest.empty()) {
    const std::string_view name = cut_at(rest, ' ');
    const bool is_path = name.find('/') != std::string_view::npos;
    const std::string file = is_path ? fmt::format("../{}", name)
                                     : fmt::format("proofs/rounding/{}{}", name,
                                                   name.find('.') == std::string_view::npos ? ".hints" : "");
    text += fmt::format("{}[{}]({})", text.empty() ? "" : " ", name.substr(name.rfind('/') + 1), file);
  }
  return text;
}

} // namespace

std::span<const RoundingBound> rounding_bounds() {
  using Bound = RoundingBound;
  static const std::vector<Bound> all =
      lines_of(rounding_text, std::array{&Bound::what, &Bound::of, &Bound::function, &Bound::source,
                                         &Bound::constant, &Bound::u, &Bound::unit, &Bound::stated,
                                         &Bound::proved, &Bound::range, &Bound::by, &Bound::proof});
  return all;
}

bool proved_by_machine(const RoundingBound& bound) {
  return bound.by != "test";
}

std::string in_units(std::string_view figure, const RoundingBound& bound) {
  if (figure == "0")
    return "exact";
  if (bound.unit.empty())
    return std::string(figure);
  return figure == "1" ? std::string(bound.unit) : fmt::format("{} {}", figure, bound.unit);
}

std::string rounding_words() {
  const auto all = rounding_bounds().size();
  const auto proved = static_cast<std::size_t>(std::ranges::count_if(rounding_bounds(), proved_by_machine));
  return fmt::format(
      "{} bounds of rounding: {} proved for all inputs, by machine (Gappa, Coq, balls); {} only tested.", all,
      proved, all - proved);
}

std::string proved_kernels() {
  return joined(kernels(true));
}

std::string rounding_list(std::size_t width) {
  constexpr std::size_t indent = 2;
  std::string text;
  const auto add = [&](const std::string& words) {
    std::string before;
    for (const std::string& line : wrapped(words, width - indent)) {
      text += before + line + "\n";
      before = std::string(indent, ' ');
    }
  };
  add(rounding_words());
  for (const std::string_view what : kernels(true)) {
    std::string words;
    for (const RoundingBound& bound : rounding_bounds())
      if (bound.what == what && proved_by_machine(bound))
        words += fmt::format("{} {}{}{}", words.empty() ? fmt::format("{}:", what) : ";", bound.of,
                             bound.of.empty() ? "" : ", ", proved_figures(bound));
    add(words);
  }
  add("only tested: " + joined(kernels(false)));
  return text;
}

std::string rounding_markdown() {
  std::string text =
      fmt::format("## Rounding\n\n{} u is half the distance of 1 and the next number. Where a bound says "
                  "nothing else it is relative.\n\n"
                  "| what | where | stated | proved | by | range | proof or test | source |\n"
                  "|---|---|---|---|---|---|---|---|\n",
                  rounding_words());
  for (const RoundingBound& bound : rounding_bounds())
    text += fmt::format("| {} | {} | {} | {} | {} | {} | {} | [{}](../{}) |\n", bound.what, in_cell(bound.of),
                        in_cell(in_units(bound.stated, bound)),
                        proved_by_machine(bound) ? in_cell(in_units(bound.proved, bound)) : "", bound.by,
                        in_cell(bound.range), links(bound), in_cell(bound.function), bound.source);
  return text;
}

} // namespace tailmass::reports::text
