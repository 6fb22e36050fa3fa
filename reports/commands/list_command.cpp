// The verb `list`: the catalogue.
#include "properties/regimes/regimes.hpp"
#include "reports/commands/chosen_theorems.hpp"
#include "reports/commands/commands.hpp"
#include "reports/text/list.hpp"
#include "reports/text/negative_list.hpp"
#include "reports/text/output.hpp"
#include "reports/text/quantity_table.hpp"
#include "reports/text/text.hpp"
#include "theory/implementations.hpp"
#include "theory/theorems/catalogue.hpp"
#include "theory/theorems/negative_facts.hpp"
#include "verify/input/nearest.hpp"
#include "verify/record/record.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <memory>
#include <nlohmann/json.hpp>

namespace tailmass::reports::commands {

namespace {

struct ListOptions {
  std::string id;
  bool markdown = false;
  bool tex = false;
  bool schema = false;
  bool regimes = false;
  bool implementations = false;
  bool quantities = false;
};

std::string regime_list(std::size_t width) {
  constexpr std::size_t indent = 21;
  std::string text;
  for (const properties::regimes::Regime* regime : properties::regimes::regimes())
    text += text::entry(regime->name, indent, regime->description, width);
  return text;
}

/// Each implementation as options name it, and its domain.
std::string implementation_list(std::size_t width) {
  std::size_t indent = 0;
  for (const Implementation& one : implementations())
    indent = std::max(indent, text_of(verify::record::name_of(one)).size() + text::column_gap);
  std::string text;
  for (const Implementation& one : implementations())
    text += text::entry(text_of(verify::record::name_of(one)), indent, one.domain, width);
  return text;
}

std::string page_of(const std::string& id, std::size_t width) {
  for (const NegativeFact& fact : negative_facts())
    if (fact.id == id)
      return text::negative_page(fact, std::max(width, text::narrowest));
  if (const Theorem* theorem = find_theorem(id))
    return text::theorem_page(*theorem, width);
  throw text::UsageError(verify::input::unknown_name("theorem", id, explained_ids()) +
                         "; `tailmass list` names them");
}

int run_list(const ListOptions& options) {
  if (options.markdown) {
    text::show(text::catalogue_markdown());
    return 0;
  }
  if (options.tex) {
    text::show(text::catalogue_tex());
    return 0;
  }
  if (options.quantities) {
    text::show(text::quantities_markdown());
    return 0;
  }
  if (options.schema) {
    text::show(verify::record::record_schema().dump(2) + "\n");
    return 0;
  }
  const std::size_t width = text::table_style(false).width;
  if (options.regimes)
    text::show(regime_list(width));
  else if (options.implementations)
    text::show(implementation_list(width));
  else
    text::show(options.id.empty() ? text::theorem_list(width) : page_of(options.id, width));
  return 0;
}

} // namespace

void add_list(const text::Verb& app, Action& action) {
  const auto options = std::make_shared<ListOptions>();
  const text::Verb verb = app.verb("list", "The theorems; `list ID` explains one");
  verb.option("id", options->id, "A theorem's id");
  verb.flag("--markdown", options->markdown, "The whole catalogue as a page, as in theory/catalogue.md");
  verb.flag("--tex", options->tex, "The statements in LaTeX, of which the page's are made");
  verb.flag("--schema", options->schema, "The JSON Schema of the records that --json writes");
  verb.flag("--regimes", options->regimes, "The kinds of generated rows, as --regime names them");
  verb.flag("--implementations", options->implementations,
            "What `precision` measures and `hunt` searches, as --implementation names it");
  verb.flag("--quantities", options->quantities,
            "Which quantity is computed in which form, as in reports/manual/quantities.md");
  verb.examples({"tailmass list", "tailmass list gap-bound", "tailmass list --regimes"});
  verb.callback(
      [options, &action] { action = [options](const std::string&) { return run_list(*options); }; });
}

} // namespace tailmass::reports::commands
