// The results of one shard of a run, in a file that a killed process leaves whole but for its last line.
#pragma once

#include "verify/record/field.hpp"

#include <cstdint>
#include <filesystem>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace tailmass::verify::campaign {

/// What the first member of a part says; its number rises when a part's lines change their meaning.
inline constexpr std::string_view part_schema = "tailmass.part/1";

/// A file that a run reads.
struct PartInput {
  std::string file; ///< as it was given
  std::uint64_t bytes = 0;
  std::string checksum; ///< CRC-64/XZ of all of it, "0x0123456789abcdef"
};

/// What a part says of its run, and which shard of it it is.
struct PartHeader {
  std::string tailmass;                  ///< version and commit of the program
  std::vector<std::string> command = {}; ///< its words, without the program, the shard and the part's path
  std::vector<PartInput> inputs = {};
  std::size_t shard = 0;
  std::size_t shards = 1;
};

[[nodiscard]] nlohmann::ordered_json to_json(const PartHeader& header);
/// Throws std::invalid_argument for what is no header of this schema.
[[nodiscard]] PartHeader header_of(const record::Field& line);
/// Returns which member keeps two parts from being of one run, "command"; empty where they are.
[[nodiscard]] std::string difference(const PartHeader& one, const PartHeader& other);

/// A part that is written: a header, then a line a chunk, each on the disk before append() returns. Chunk c
/// is that of shard c mod N, whatever the run. Holds a lock on the file as long as it lives.
class Part {
public:
  /// Opens `path` and takes up what it has: a last line that was not finished is dropped. Throws InputError
  /// where another process holds it, it is the part of another run or none, or cannot be written.
  Part(const std::filesystem::path& path, const PartHeader& header);
  ~Part();
  Part(const Part&) = delete;
  Part& operator=(const Part&) = delete;

  [[nodiscard]] std::size_t shard() const { return shard_; }
  [[nodiscard]] std::size_t shards() const { return shards_; }
  /// Returns the chunks of the shard, of so many of the run, that are not finished.
  [[nodiscard]] std::vector<std::size_t> unfinished(std::size_t chunks);
  /// Writes what a chunk gave, from any thread. Throws InputError when the disk does not take it.
  void append(std::size_t chunk, const nlohmann::ordered_json& result);
  /// How many chunks of the shard are finished, of those that unfinished() was asked about last.
  struct Progress {
    std::size_t finished = 0;
    std::size_t total = 0;
  };
  [[nodiscard]] Progress progress() const;

private:
  void take_up(const PartHeader& header);

  std::filesystem::path path_;
  std::size_t shard_, shards_;
  int file_ = -1;
  mutable std::mutex mutex_;
  std::vector<std::size_t> finished_;
  std::size_t total_ = 0;
};

} // namespace tailmass::verify::campaign
