// An append-only log of what a hunt found, which neither Ctrl-C nor kill -9 loses.
#pragma once

#include "verify/cases/case_file.hpp"

#include <filesystem>
#include <mutex>

namespace tailmass::properties::hunt {

/// One line of the log: a case with what it was found for.
struct JournalEntry {
  std::string objective;
  std::string claim;
  double score = 0; ///< certified
  std::string operation;
  verify::cases::StoredCase stored;
};

/// A file of JSON lines, one an entry, each on the disk before append() returns. Any thread may append.
class Journal {
public:
  /// Opens `path` to append, makes it and its folder where they are missing; a torn last line goes. Throws
  /// InputError where that fails.
  explicit Journal(const std::filesystem::path& path);
  ~Journal();
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;

  /// Throws InputError when the disk does not take it.
  void append(const JournalEntry& entry);
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
  std::filesystem::path path_;
  int file_ = -1;
  std::mutex mutex_;
};

/// Appends what another journal holds and this one does not. Returns the lines that say what of it is left
/// out. Throws InputError.
std::vector<std::string> unite(Journal& into, const std::filesystem::path& other);

/// What a journal holds.
struct JournalContent {
  std::vector<JournalEntry> entries;
  std::size_t torn = 0;              ///< bytes of a last line that an interrupted write left unfinished
  std::vector<std::string> left_out; ///< a line for each that is no entry, with the file
};

/// Reads it. A torn last line is left out, as is a case of an unmet premise. Throws InputError where the file
/// cannot be read, or another line holds no entry whose checksum matches.
[[nodiscard]] JournalContent read_journal(const std::filesystem::path& path);

/// Stored cases, and what is said of those that are no start of a hunt: a premise is unmet, or a line torn.
struct Corpus {
  std::vector<verify::cases::StoredCase> cases;
  std::vector<std::string> left_out; ///< a line each, with the file
};

/// Returns the files of a corpus that read_corpus() reads, in their order. Throws InputError where there is
/// none.
[[nodiscard]] std::vector<std::filesystem::path> corpus_files(const std::filesystem::path& path);

/// Returns the cases of a folder: case files (*.json) and journals (*.jsonl), in the order of their names,
/// each case once. A case file by itself may be named as well. Throws InputError for a case file that is
/// none, and as read_journal().
[[nodiscard]] Corpus read_corpus(const std::filesystem::path& path);

} // namespace tailmass::properties::hunt
