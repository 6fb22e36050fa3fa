// The verb `list`: the catalogue.
#include "reports/commands/commands.hpp"
#include "reports/text/list.hpp"
#include "reports/text/output.hpp"
#include "theory/theorems/catalogue.hpp"
#include "verify/record/record.hpp"

#include <memory>
#include <nlohmann/json.hpp>

namespace tailmass::reports::commands {

namespace {

struct ListOptions {
  std::string id;
  bool markdown = false;
  bool tex = false;
  bool schema = false;
};

int run_list(const ListOptions& options) {
  if (options.markdown) {
    text::show(text::catalogue_markdown());
    return 0;
  }
  if (options.tex) {
    text::show(text::catalogue_tex());
    return 0;
  }
  if (options.schema) {
    text::show(verify::record::record_schema().dump(2) + "\n");
    return 0;
  }
  const std::size_t width = text::table_style(false).width;
  if (options.id.empty()) {
    text::show(text::theorem_list(width));
    return 0;
  }
  const Theorem* theorem = find_theorem(options.id);
  if (!theorem)
    throw text::UsageError("no theorem is called \"" + options.id + "\"; `tailmass list` names them");
  text::show(text::theorem_page(*theorem, width));
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
  verb.callback(
      [options, &action] { action = [options](const std::string&) { return run_list(*options); }; });
}

} // namespace tailmass::reports::commands
