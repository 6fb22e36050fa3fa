// The parts of a run, to be merged into its record.
#pragma once

#include "verify/campaign/part.hpp"
#include "verify/input/mapped_file.hpp"

#include <functional>
#include <map>
#include <span>
#include <stdexcept>

namespace tailmass::verify::campaign {

/// Parts that do not make a run: chunks are missing, or there twice.
class PartsError : public std::runtime_error {
public:
  using std::runtime_error::runtime_error;
};

/// The finished chunks of several parts of one run.
class Parts {
public:
  /// Opens them; a last line that was not finished is none. Throws InputError where one is no part, or of
  /// another version, command, input or number of shards than the first.
  explicit Parts(std::span<const std::filesystem::path> paths);

  /// Returns the header of the first.
  [[nodiscard]] const PartHeader& header() const { return header_; }
  /// Throws PartsError, naming them, unless each of so many chunks is there, and once.
  void require(std::size_t chunks) const;
  /// Reads what a chunk gave, which is there. Throws InputError where `read` throws std::invalid_argument.
  void read(std::size_t chunk, const std::function<void(const record::Field&)>& read) const;

private:
  struct Place {
    std::size_t part;
    std::string_view line;
  };
  std::vector<std::filesystem::path> paths_;
  std::vector<input::MappedFile> files_;
  std::multimap<std::size_t, Place> chunks_;
  PartHeader header_;
};

} // namespace tailmass::verify::campaign
