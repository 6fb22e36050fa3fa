// A run that several processes share: where its parts go or come from.
#pragma once

#include "reports/commands/commands.hpp"
#include "reports/commands/shard.hpp"
#include "reports/commands/user_code.hpp"
#include "reports/formats/formats.hpp"
#include "verify/campaign/part.hpp"
#include "verify/campaign/row_workers.hpp"
#include "verify/cases/dataset.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace tailmass::reports::commands {

/// Returns the files of a dataset, with their checksums.
[[nodiscard]] std::vector<verify::campaign::PartInput> inputs_of(const verify::cases::Dataset& dataset);
/// Returns the files of the user's code that a run calls, as far as these are named.
[[nodiscard]] std::vector<verify::campaign::PartInput> inputs_of(const UserCodeOptions& code);
/// Returns that of one more file that a run reads.
[[nodiscard]] verify::campaign::PartInput input_of(const std::string& file);

/// Returns those of a run that makes all it works on.
[[nodiscard]] std::vector<verify::campaign::PartInput> no_inputs();

/// How a run is shared: not at all, as one shard that writes its part, or merged from all parts.
class Sharing {
public:
  using Inputs = std::function<std::vector<verify::campaign::PartInput>()>;
  /// Opens the part where there is a shard; where parts are merged, holds their inputs to those of now.
  /// Throws UsageError where a shard has no part's path or asks for what a part has not, InputError as Part
  /// does.
  Sharing(const ShardOptions& options, const formats::FormatOptions& formats, const Command& command,
          const Inputs& inputs);

  /// Tells the work of the run where its results go or come from.
  void share(verify::campaign::WorkOptions& work) const;
  /// Whether this run writes a part, and no record.
  [[nodiscard]] bool is_part() const { return part_ != nullptr; }
  /// Whether this run merges parts.
  [[nodiscard]] bool is_merge() const { return parts_ != nullptr; }
  /// Returns a file's name that is no other shard's: "journal.jsonl", of shard 1 of 3 "journal-1-of-3.jsonl".
  [[nodiscard]] std::string own_name(const std::string& stem, const std::string& extension) const;
  /// Returns those names of all shards, where parts are merged.
  [[nodiscard]] std::vector<std::string> shards_names(const std::string& stem,
                                                      const std::string& extension) const;
  /// Returns the exit code of a run that writes a part: 0 where that is whole, 3 where it was stopped.
  [[nodiscard]] int finish() const;

private:
  std::unique_ptr<verify::campaign::Part> part_;
  const verify::campaign::Parts* parts_ = nullptr;
  std::string path_;
};

} // namespace tailmass::reports::commands
