// Checks of stored numbers in words.
#include "reports/sections/check_text.hpp"

#include <cstdlib>

namespace tailmass {

namespace {

/// The tail mass as a number, for order and display.
double tail_mass(const KernelHeadRecord& head) {
  return std::strtod(head.tail_mass.c_str(), nullptr);
}

std::string heads_text(const std::vector<KernelHeadRecord>& heads, const Places& places,
                       const TableStyle& style, std::size_t width) {
  const auto [least, most] = std::ranges::minmax_element(heads, {}, tail_mass);
  return entry("kernel-heads", check_indent,
               fmt::format("{}, certified tail mass {:.6g} to {:.6g}, the largest at {}",
                           counted(heads.size(), "head"), tail_mass(*least), tail_mass(*most),
                           places.name(most->origin, style)),
               width);
}

} // namespace

std::string check_text(const ConsistencyRecord& check, const Places& places, const TableStyle& style,
                       std::size_t width) {
  std::string found = fmt::format("{} held, {} exceeded; ", grouped(check.held), grouped(check.exceeded));
  if (check.unbounded > 0)
    found += fmt::format("{} without a bound; ", grouped(check.unbounded));
  if (check.worst)
    found += fmt::format("largest error {:.3g} % of its bound at {}; ", 100 * check.worst_ratio,
                         places.name(*check.worst, style));
  const std::string lines =
      entry(printable(check.check), check_indent, found + printable(check.bound, 2000), width);
  return check.exceeded == 0 ? lines : tinted(style, Tint::bad, lines.substr(0, lines.size() - 1)) + "\n";
}

std::string kernel_text(const Record& record, const Places& places, const TableStyle& style,
                        std::size_t width) {
  std::string text;
  for (const ConsistencyRecord& check : record.kernel)
    text += check_text(check, places, style, width);
  if (!record.kernel_heads.empty())
    text += heads_text(record.kernel_heads, places, style, width);
  for (const ConsistencyRecord& check : record.kernel)
    for (const NumberFailure& failure : check.failures)
      text += tinted(style, Tint::bad, failure.message) + "\n";
  return text;
}

} // namespace tailmass
