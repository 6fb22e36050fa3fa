// What the parts of a run say of it, and where they go or come from.
#include "reports/commands/sharing.hpp"

#include "reports/text/output.hpp"
#include "reports/text/version.hpp"
#include "verify/campaign/parts.hpp"
#include "verify/cases/checksum.hpp"
#include "verify/input/mapped_file.hpp"

#include <cstdio>
#include <cstdlib>
#include <fmt/format.h>
#include <tuple>

namespace tailmass::reports::commands {

namespace {

using verify::campaign::PartInput;

constexpr int not_all_judged = 3;

PartInput input_of(const std::string& file, std::span<const std::byte> bytes) {
  verify::cases::Checksum checksum;
  checksum.add(std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
  return {.file = file, .bytes = bytes.size(), .checksum = checksum.text()};
}

/// What a part does not have: it is whole where its chunks are, whatever these say.
void refuse_formats(const formats::FormatOptions& formats) {
  for (const auto& [name, value] :
       {std::pair{"--markdown", &formats.markdown}, std::pair{"--junit", &formats.junit},
        std::pair{"--html", &formats.html}, std::pair{"--csv", &formats.csv},
        std::pair{"--against", &formats.against}})
    if (!value->empty())
      throw text::UsageError(fmt::format("{} is of the whole run: give it to `tailmass merge`", name));
  if (formats.json.empty() || formats.json == "-")
    throw text::UsageError("--shard writes a part of the run: --json PART says where");
}

} // namespace

std::vector<PartInput> inputs_of(const verify::cases::Dataset& dataset) {
  std::vector<PartInput> inputs;
  for (const verify::attention::AttentionFile& file : dataset.files())
    for (const std::span<const std::byte> bytes : file.contents())
      inputs.push_back(input_of(file.file(), bytes));
  return inputs;
}

std::vector<PartInput> inputs_of(const UserCodeOptions& code) {
  std::vector<PartInput> inputs;
  const auto add = [&](const std::string& name) {
    const std::string file = name.substr(0, name.rfind(':')); // PATH:FUNCTION
    if (std::error_code ignored; std::filesystem::is_regular_file(file, ignored))
      inputs.push_back(input_of(file));
  };
  add(code.kernel);
  for (const std::string& function : code.functions)
    add(function);
  return inputs;
}

PartInput input_of(const std::string& file) {
  return input_of(file, verify::input::MappedFile(file).bytes());
}

std::vector<PartInput> no_inputs() {
  return {};
}

Sharing::Sharing(const ShardOptions& options, const formats::FormatOptions& formats, const Command& command,
                 const Inputs& inputs)
    : parts_(command.parts), path_(formats.json) {
  if (options.shard.empty() && options.shards)
    throw text::UsageError("--shards is for --shard auto");
  if (options.shard.empty() && !parts_)
    return;
  verify::campaign::PartHeader header{.tailmass = text::build_name()};
  if (!options.shard.empty()) {
    refuse_formats(formats);
    std::tie(header.shard, header.shards) =
        shard_of(options, [](const char* name) -> std::optional<std::string> {
          const char* value = std::getenv(name);
          return value ? std::optional<std::string>(value) : std::nullopt;
        });
    header.command = without_shard(command.words);
  } else {
    header = parts_->header();
    header.tailmass = text::build_name();
  }
  header.inputs = inputs();
  if (!parts_)
    part_ = std::make_unique<verify::campaign::Part>(path_, header);
  else if (const std::string other = difference(parts_->header(), header); !other.empty())
    throw text::UsageError(fmt::format("the parts are of another run: {} differs from that of now", other));
}

void Sharing::share(verify::campaign::WorkOptions& work) const {
  work.part = part_.get();
  work.parts = parts_;
}

std::string Sharing::own_name(const std::string& stem, const std::string& extension) const {
  return part_ ? fmt::format("{}-{}-of-{}{}", stem, part_->shard(), part_->shards(), extension)
               : stem + extension;
}

std::vector<std::string> Sharing::shards_names(const std::string& stem, const std::string& extension) const {
  std::vector<std::string> names;
  const std::size_t shards = parts_ ? parts_->header().shards : 0;
  for (std::size_t shard = 0; shard < shards; ++shard)
    names.push_back(fmt::format("{}-{}-of-{}{}", stem, shard, shards, extension));
  return names;
}

int Sharing::finish() const {
  const verify::campaign::Part::Progress progress = part_->progress();
  text::tell(fmt::format("{}: {} of {} chunks", path_, progress.finished, progress.total));
  return progress.finished == progress.total ? 0 : not_all_judged;
}

} // namespace tailmass::reports::commands
