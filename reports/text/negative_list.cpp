// Negative facts, laid out.
#include "reports/text/negative_list.hpp"

#include "reports/text/list.hpp"
#include "reports/text/text.hpp"
#include "theory/theorems/negative_facts.hpp"

#include <fmt/format.h>

namespace tailmass::reports::text {

namespace {

constexpr long bits = 128;

/// "|err| at k = 1: 0; ..." and what they show, which is computed and not written down.
std::string findings_of(const NegativeFact& fact) {
  const std::vector<Figure> figures = fact.figures(bits);
  std::string text;
  for (const Figure& figure : figures)
    text += fmt::format("{}{}: {:.4g}", text.empty() ? "" : "; ", figure.name, approximate(figure.value));
  return text + (fact.refute(figures) ? "" : " (which does not refute it)");
}

} // namespace

std::string negative_page(const NegativeFact& fact, std::size_t width) {
  constexpr std::size_t indent = 10;
  return fmt::format("{}\n\n", fact.id) + entry("not true", indent, fact.tempting, width) +
         entry("instance", indent, fact.instance, width) + entry("figures", indent, findings_of(fact), width);
}

std::string negative_markdown() {
  std::string text =
      "## What does not hold\n\nTempting statements, each with an instance that refutes it; the "
      "figures are computed when this page is made.\n";
  for (const NegativeFact& fact : negative_facts()) {
    text += fmt::format("\n### {}\n\n```text\nnot true: {}\n```\n\n", fact.id, fact.tempting);
    text += fmt::format("- instance: `{}`\n- figures: `{}`\n", fact.instance, findings_of(fact));
  }
  return text;
}

} // namespace tailmass::reports::text
