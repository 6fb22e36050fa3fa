// Words of the catalogue, laid out.
#include "reports/text/list.hpp"

#include "reports/text/negative_list.hpp"
#include "reports/text/proofs.hpp"
#include "reports/text/rounding.hpp"
#include "reports/text/text.hpp"
#include "theory/exact/evaluator.hpp"
#include "theory/theorems/catalogue.hpp"
#include "theory/theorems/negative_facts.hpp"
#include "verify/judge/ladder.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace tailmass::reports::text {

namespace {

constexpr std::size_t narrowest_list = 60;

std::string part_names(PartSet needs) {
  std::string text = "scores, head";
  Parts::each([&]<class P>(std::type_identity<P>) {
    if (needs.has<P>())
      text += fmt::format(", {}", P::name);
  });
  return text;
}

std::string hypotheses_of(const Theorem& theorem) {
  std::string text;
  for (const Hypothesis& hypothesis : theorem.hypotheses)
    text += fmt::format("{}{}", text.empty() ? "" : "; ", hypothesis.text);
  return text.empty() ? "none" : text;
}

/// The statements that a theorem makes of its witness, or of its first mutant's case; each label once.
std::vector<std::string_view> claims_of(const Theorem& theorem) {
  const Case c = theorem.witness ? theorem.witness() : theorem.mutants.front().refuting_case();
  Evaluator<long double> row(c, {});
  Sides<long double> sides(verify::judge::Precisions{}.reading(theorem.scope));
  theorem.sides.long_doubles(row, c, sides);
  std::vector<std::string_view> labels;
  for (const Claim<long double>& claim : sides.claims)
    if (std::ranges::find(labels, claim.label) == labels.end())
      labels.push_back(claim.label);
  return labels;
}

std::string source_of(const Theorem& theorem) {
  const std::string_view source = theorem.source;
  if (source.starts_with("B"))
    return "beyond the paper" + std::string(source.substr(1));
  return "the paper" + std::string(source.size() > 1 ? "," : "") + std::string(source.substr(1));
}

std::string markdown_of(const Theorem& theorem) {
  std::string text = fmt::format("### {}\n\n```text\n", theorem.id);
  for (const std::string& line : wrapped(theorem.statement, 100))
    text += line + "\n";
  text += "```\n\n";
  for (const Hypothesis& hypothesis : theorem.hypotheses)
    text += fmt::format("- hypothesis: `{}`\n", hypothesis.text);
  text += fmt::format("- equality case: `{}`\n", theorem.equality_case);
  if (!theorem.witness)
    text += fmt::format("- no witness: `{}`\n", theorem.no_witness_because);
  const Proof* proof = proof_of(theorem.id);
  text += proof ? fmt::format("- proof for all rows: [{0}](proofs/theorems/{0}.v)\n", proof->coq)
                : "- proof: none for all rows\n";
  text +=
      fmt::format("- source: {}\n- needs: {}\n- mutants:\n", source_of(theorem), part_names(theorem.needs));
  for (const Mutant& mutant : theorem.mutants)
    text += fmt::format("  - `{}`: `{}`\n", mutant.name, mutant.change);
  return text;
}

} // namespace

std::string_view section_title(int section) {
  switch (section) {
  case 1:
    return "Distribution level";
  case 2:
    return "Deterministic bounds from the ordered scores";
  case 3:
    return "Output level";
  case 4:
    return "Perturbation and rounding";
  case 5:
    return "Gaussian score model";
  case 6:
    return "Certified search";
  default:
    return "Other";
  }
}

std::vector<std::string> wrapped(std::string_view text, std::size_t width) {
  const auto inside_character = [&](std::size_t at) {
    return (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80;
  };
  std::vector<std::string> lines;
  while (text.size() > width) {
    const std::size_t space = text.rfind(' ', width);
    const bool at_space = space != std::string_view::npos && space > 0;
    std::size_t end = at_space ? space : width;
    while (end > 1 && inside_character(end))
      --end;
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(at_space ? end + 1 : end);
  }
  lines.emplace_back(text);
  return lines;
}

std::string theorem_list(std::size_t width) {
  width = std::max(width, narrowest_list);
  std::size_t indent = 0;
  for (const Theorem* theorem : catalogue())
    indent = std::max(indent, theorem->id.size() + 2);
  for (const NegativeFact& fact : negative_facts())
    indent = std::max(indent, fact.id.size() + 2);
  std::string text;
  for (const std::string& line : wrapped(proved_words(), width))
    text += line + "\n";
  int section = 0;
  for (const Theorem* theorem : catalogue()) {
    if (theorem->section != section)
      text += fmt::format("\n{}  {}\n", theorem->section, section_title(theorem->section));
    section = theorem->section;
    text += entry(theorem->id, indent,
                  fmt::format("{} [{}{}]", theorem->words, theorem->source.substr(0, 1),
                              proof_of(theorem->id) ? ", Coq" : ""),
                  width);
  }
  text += "\nWhat does not hold\n";
  for (const NegativeFact& fact : negative_facts())
    text += entry(fact.id, indent, fact.tempting, width);
  text += "\nRounding\n" + rounding_list(width) + "\n";
  for (const std::string& line : wrapped(
           "[P]: the paper's, [B]: beyond it, [Coq]: proved for all rows. `list ID` gives the formula, its "
           "hypotheses and more.",
           width))
    text += line + "\n";
  return text;
}

std::string theorem_page(const Theorem& theorem, std::size_t width) {
  constexpr std::size_t indent = 15;
  width = std::max(width, narrowest_list);
  std::string text = fmt::format("{}\n\n", theorem.id);
  const auto add = [&](std::string_view label, std::string_view words) {
    text += entry(label, indent, words, width);
  };
  add("in words", theorem.words);
  add("statement", theorem.statement);
  add("hypotheses", hypotheses_of(theorem));
  add("equality case", theorem.equality_case);
  if (!theorem.witness)
    add("no witness", theorem.no_witness_because);
  add("source", source_of(theorem));
  const Proof* proof = proof_of(theorem.id);
  add("proof", proof ? fmt::format("for all rows, by Coq: {0} in theory/proofs/theorems/{0}.v", proof->coq)
                     : "none for all rows: tested on each row judged");
  add("section", fmt::format("{}, {}", theorem.section, section_title(theorem.section)));
  add("needs", part_names(theorem.needs));
  bool first = true;
  for (const std::string_view claim : claims_of(theorem)) {
    add(first ? "claims" : "", claim);
    first = false;
  }
  text += "\n" + entry("mutants", indent, "false variants, each of which its own case refutes", width);
  std::size_t name_width = 0;
  for (const Mutant& mutant : theorem.mutants)
    name_width = std::max(name_width, mutant.name.size() + 4);
  for (const Mutant& mutant : theorem.mutants)
    text += entry(fmt::format("  {}", mutant.name), name_width, mutant.change, width);
  return text;
}

std::string catalogue_markdown() {
  std::string text =
      "# The theorems\n\n"
      "Made by `tailmass list --markdown` from the theorems' own files in `theory/theorems/`; a test "
      "compares the two.\n\n"
      "Sources name the numbered results of \"A Mathematical Theory of Top-k Sparse Attention via Total "
      "Variation Distance\" (arXiv:2512.07647). Every theorem has a witness that attains its equality "
      "case unless it says why not, and mutants: false variants that the suite must refute.\n\n" +
      proved_words() + "\n";
  int section = 0;
  for (const Theorem* theorem : catalogue()) {
    if (theorem->section != section)
      text += fmt::format("\n## {}. {}\n", theorem->section, section_title(theorem->section));
    section = theorem->section;
    text += "\n" + markdown_of(*theorem);
  }
  return text + "\n" + negative_markdown() + "\n" + rounding_markdown();
}

std::string catalogue_tex() {
  std::string text;
  for (const Theorem* theorem : catalogue())
    text += fmt::format("[{}]{}\n\n", theorem->id, theorem->tex);
  return text;
}

} // namespace tailmass::reports::text
