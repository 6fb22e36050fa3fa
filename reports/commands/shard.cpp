// Shards by their names and by what numbers processes.
#include "reports/commands/shard.hpp"

#include "reports/text/output.hpp"
#include "verify/input/input_error.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <fmt/format.h>

namespace tailmass::reports::commands {

namespace {

using Environment = std::function<std::optional<std::string>(const char* name)>;

std::size_t number_of(std::string_view what, std::string_view text) {
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size())
    throw text::UsageError(fmt::format("{} is {}, no whole number", what, verify::input::in_quotes(text)));
  return number;
}

/// The variables by which something that starts processes numbers them.
struct Numbering {
  const char* name;
  const char* rank;
  const char* first; ///< what `rank` of the first is; null: 0
  const char* count; ///< null: --shards tells
};
constexpr std::array numberings{
    Numbering{"a Slurm array", "SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_TASK_MIN", "SLURM_ARRAY_TASK_COUNT"},
    Numbering{"Open MPI", "OMPI_COMM_WORLD_RANK", nullptr, "OMPI_COMM_WORLD_SIZE"},
    Numbering{"PMI", "PMI_RANK", nullptr, "PMI_SIZE"},
    Numbering{"an indexed job", "JOB_COMPLETION_INDEX", nullptr, nullptr}};

struct Numbered {
  const Numbering* by;
  std::size_t shard, shards;
};

std::optional<Numbered> numbered(const Numbering& by, const ShardOptions& options,
                                 const Environment& environment) {
  const auto variable = [&](const char* name) -> std::optional<std::size_t> {
    const std::optional<std::string> text = name ? environment(name) : std::nullopt;
    return text ? std::optional(number_of(name, *text)) : std::nullopt;
  };
  const std::optional<std::size_t> rank = variable(by.rank);
  if (!rank)
    return std::nullopt;
  const std::optional<std::size_t> count = by.count ? variable(by.count) : options.shards;
  if (!count)
    throw text::UsageError(by.count ? fmt::format("{} is set and {} is not", by.rank, by.count)
                                    : "--shard auto of an indexed job needs --shards N");
  return Numbered{&by, *rank - std::min(*rank, variable(by.first).value_or(0)), *count};
}

} // namespace

void add_shard_options(const text::Verb& verb, ShardOptions& options) {
  verb.option("--shard", options.shard,
              "Only shard I/N of the run, 0 <= I < N, or auto: --json is its part, for `tailmass merge`");
  verb.option("--shards", options.shards, "How many shards an indexed job has, for --shard auto");
}

std::pair<std::size_t, std::size_t> shard_of(const ShardOptions& options, const Environment& environment) {
  if (options.shards && options.shard != "auto")
    throw text::UsageError("--shards is for --shard auto");
  if (options.shard != "auto") {
    const std::size_t slash = options.shard.find('/');
    if (slash == std::string::npos)
      throw text::UsageError(
          fmt::format("--shard is I/N or auto, not {}", verify::input::in_quotes(options.shard)));
    const std::size_t shard = number_of("--shard", options.shard.substr(0, slash));
    const std::size_t shards = number_of("--shard", options.shard.substr(slash + 1));
    if (shard >= shards)
      throw text::UsageError(fmt::format("--shard {}: I is 0 to N - 1", options.shard));
    return {shard, shards};
  }
  std::optional<Numbered> chosen;
  for (const Numbering& each : numberings)
    if (const std::optional<Numbered> found = numbered(each, options, environment)) {
      if (chosen && chosen->shards > 1 && found->shards > 1)
        throw text::UsageError(fmt::format("--shard auto: {} and {} both number this process; give I/N",
                                           chosen->by->name, found->by->name));
      if (!chosen || found->shards > 1)
        chosen = found;
    }
  if (!chosen)
    throw text::UsageError("--shard auto: neither a Slurm array nor Open MPI, PMI or an indexed job numbers "
                           "this process; give I/N");
  if (chosen->shard >= chosen->shards)
    throw text::UsageError(fmt::format("--shard auto: {} numbers this process {} of {}", chosen->by->name,
                                       chosen->shard, chosen->shards));
  return {chosen->shard, chosen->shards};
}

std::vector<std::string> without_shard(const std::vector<std::string>& words) {
  std::vector<std::string> kept;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] == "--") { // what follows are files
      kept.insert(kept.end(), words.begin() + static_cast<std::ptrdiff_t>(i), words.end());
      break;
    }
    const std::string& word = words[i];
    const auto is = [&](const std::string& name) { return word == name || word.starts_with(name + "="); };
    if (!is("--shard") && !is("--shards") && !is("--json"))
      kept.push_back(word);
    else if (word.find('=') == std::string::npos)
      ++i; // its argument
  }
  return kept;
}

} // namespace tailmass::reports::commands
