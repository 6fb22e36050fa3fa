// Which shard of a run a process is.
#pragma once

#include "reports/text/verb.hpp"

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tailmass::reports::commands {

/// Which part of a run is asked for.
struct ShardOptions {
  std::string shard; ///< "I/N" or "auto"; empty: all of the run
  std::optional<std::size_t> shards;
};

/// Adds --shard and --shards to a verb.
void add_shard_options(const text::Verb& verb, ShardOptions& options);

/// Returns which shard, of how many, is meant: "I/N", or "auto" by the variables that Slurm's job arrays,
/// Open MPI, PMI and Kubernetes' indexed jobs set. Throws UsageError where it cannot be told.
[[nodiscard]] std::pair<std::size_t, std::size_t>
shard_of(const ShardOptions& options,
         const std::function<std::optional<std::string>(const char* name)>& environment);

/// Returns the command without the words that differ from shard to shard: its own number and its part's path.
[[nodiscard]] std::vector<std::string> without_shard(const std::vector<std::string>& words);

} // namespace tailmass::reports::commands
