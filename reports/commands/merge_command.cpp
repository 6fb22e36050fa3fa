// The parts of a run, made into its record: the command of the parts, with their results.
#include "reports/commands/commands.hpp"

#include "reports/formats/formats.hpp"
#include "reports/text/output.hpp"
#include "verify/campaign/parts.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <memory>

namespace tailmass::reports::commands {

namespace {

constexpr std::array shared_verbs{"verify", "certify", "check", "precision", "hunt", "study"};

struct MergeOptions {
  std::vector<std::string> parts;
  formats::FormatOptions formats;
};

/// What was asked for of the whole run, as the verb itself is asked for it.
std::vector<std::string> words_of(const formats::FormatOptions& formats) {
  std::vector<std::string> words;
  for (const auto& [name, value] :
       {std::pair{"--json", &formats.json}, std::pair{"--csv", &formats.csv},
        std::pair{"--markdown", &formats.markdown}, std::pair{"--junit", &formats.junit},
        std::pair{"--html", &formats.html}, std::pair{"--against", &formats.against}})
    if (!value->empty())
      words.insert(words.end(), {name, *value});
  if (!formats.against.empty())
    words.insert(words.end(), {"--factor", fmt::format("{}", formats.factor)});
  return words;
}

int run(const MergeOptions& options) {
  if (options.parts.empty())
    throw text::UsageError("merge takes the parts of a run");
  const std::vector<std::filesystem::path> paths(options.parts.begin(), options.parts.end());
  (void)formats::check_format_options(options.formats, paths);
  const verify::campaign::Parts parts(paths);
  std::vector<std::string> words = parts.header().command;
  if (words.empty() || std::ranges::find(shared_verbs, words.front()) == shared_verbs.end())
    throw text::UsageError(fmt::format("{}: is of no verb that is shared out", options.parts.front()));
  for (std::string& word : words_of(options.formats))
    words.push_back(std::move(word));
  return run_again(words, parts);
}

} // namespace

void add_merge(const text::Verb& app, Action& action) {
  const auto options = std::make_shared<MergeOptions>();
  const text::Verb verb =
      app.verb("merge", "Make the record of a run from the parts that its shards wrote (--shard)");
  verb.option("parts", options->parts, "The parts of all shards, in any order");
  formats::add_format_options(verb, options->formats);
  verb.option("--csv", options->formats.csv,
              "Of `certify`: write a line for each row and epsilon here; - is standard output");
  verb.examples({"tailmass merge part-0.part part-1.part --json run.json"});
  verb.callback([options, &action] { action = [options](const Command&) { return run(*options); }; });
}

} // namespace tailmass::reports::commands
