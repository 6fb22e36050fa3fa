// The list of quantities as a page.
#include "reports/text/quantity_table.hpp"

#include "theory/quantities/families.hpp"

#include <fmt/format.h>

namespace tailmass::reports::text {

namespace {

using quantities::Computation;
using quantities::Facts;

std::string_view there(Computation::Compute form) {
  return form ? "yes" : "no";
}

/// A reason where a form is lacking; both variants may lack one.
std::string reasons(const Facts& quantity) {
  std::string text(quantity.stable.lacks);
  if (!text.empty() && !quantity.fast.lacks.empty())
    text += "; ";
  return text + std::string(quantity.fast.lacks);
}

std::string line_of(const Facts& quantity) {
  return fmt::format("| `{}` | {} | yes | {} | {} | {} | {} | {} |\n", quantity.name, quantity.domain.words,
                     there(quantity.stable.in_double), there(quantity.stable.in_float),
                     there(quantity.fast.in_double), there(quantity.fast.in_float), reasons(quantity));
}

} // namespace

std::string quantities_markdown() {
  std::string text =
      "# The quantities\n\n"
      "Made by `tailmass list --quantities` from the one list in `theory/quantities/`; a test compares the "
      "two.\n\n"
      "*Exact* is the definition, in balls and any other number type. *Stable* is scalar code and *fast* "
      "vector "
      "code, both with proven error bounds, which `tailmass precision` measures and `tailmass hunt` attacks; "
      "float is the type of the input, in stable code of all arithmetic too.\n\n"
      "| quantity | where | exact | stable double | stable float | fast double | fast float | why not |\n"
      "|---|---|---|---|---|---|---|---|\n";
  const auto families = quantities::of_each_family([](const auto& rows) {
    return std::apply([](const auto&... row) { return std::vector<Facts>{row...}; }, rows);
  });
  for (const std::vector<Facts>& family : families)
    for (const Facts& quantity : family)
      text += line_of(quantity);
  return text;
}

} // namespace tailmass::reports::text
