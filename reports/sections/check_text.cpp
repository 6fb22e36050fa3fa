// Checks of stored numbers in words.
#include "reports/sections/check_text.hpp"

#include <cstdlib>

namespace tailmass::reports::sections {

namespace {

/// The tail mass as a number, for order and display.
double tail_mass(const verify::record::KernelHeadRecord& head) {
  return std::strtod(head.tail_mass.c_str(), nullptr);
}

std::string heads_text(const std::vector<verify::record::KernelHeadRecord>& heads, const text::Places& places,
                       const text::TableStyle& style, std::size_t width) {
  const auto [least, most] = std::ranges::minmax_element(heads, {}, tail_mass);
  return text::entry("kernel-heads", check_indent,
                     fmt::format("{}, certified tail mass {:.6g} to {:.6g}, the largest at {}",
                                 text::counted(heads.size(), "head"), tail_mass(*least), tail_mass(*most),
                                 places.name(most->origin, style)),
                     width);
}

} // namespace

std::string check_text(const verify::record::ConsistencyRecord& check, const text::Places& places,
                       const text::TableStyle& style, std::size_t width) {
  std::string found =
      fmt::format("{} held, {} exceeded; ", text::grouped(check.held), text::grouped(check.exceeded));
  if (check.unbounded > 0)
    found += fmt::format("{} without a bound; ", text::grouped(check.unbounded));
  if (check.worst)
    found += fmt::format("largest error {:.3g} % of its bound at {}; ", 100 * check.worst_ratio,
                         places.name(*check.worst, style));
  const std::string lines = text::entry(verify::input::printable(check.check), check_indent,
                                        found + verify::input::printable(check.bound, 2000), width);
  return check.exceeded == 0 ? lines
                             : text::tinted(style, text::Tint::bad, lines.substr(0, lines.size() - 1)) + "\n";
}

std::string kernel_text(const verify::record::Record& record, const text::Places& places,
                        const text::TableStyle& style, std::size_t width) {
  std::string text;
  for (const verify::record::ConsistencyRecord& check : record.kernel)
    text += check_text(check, places, style, width);
  if (!record.kernel_heads.empty())
    text += heads_text(record.kernel_heads, places, style, width);
  for (const verify::record::ConsistencyRecord& check : record.kernel)
    for (const verify::record::NumberFailure& failure : check.failures)
      text += text::tinted(style, text::Tint::bad, failure.message) + "\n";
  return text;
}

} // namespace tailmass::reports::sections
