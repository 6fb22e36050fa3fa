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
  /// Opens `path` to append, makes it and its folder where they are missing. Throws InputError where that
  /// fails.
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

/// Appends what another journal holds and this one does not. Throws InputError.
void unite(Journal& into, const std::filesystem::path& other);

/// What a journal holds.
struct JournalContent {
  std::vector<JournalEntry> entries;
  std::size_t torn = 0; ///< lines that an interrupted write left unfinished
};

/// Reads it. A line that does not hold an entry whose checksum matches counts as torn. Throws InputError
/// where the file cannot be read.
[[nodiscard]] JournalContent read_journal(const std::filesystem::path& path);

/// Stored cases, and what was said of those that leave a premise unmet and so are no start of a hunt.
struct Corpus {
  std::vector<verify::cases::StoredCase> cases;
  std::vector<std::string> vacuous; ///< a line each, with the file
};

/// Returns the files of a corpus that read_corpus() reads, in their order. Throws InputError where there is
/// none.
[[nodiscard]] std::vector<std::filesystem::path> corpus_files(const std::filesystem::path& path);

/// Returns the cases of a folder: case files (*.json) and journals (*.jsonl), in the order of their names,
/// each case once. A case file by itself may be named as well. Throws InputError for a case file that is
/// none.
[[nodiscard]] Corpus read_corpus(const std::filesystem::path& path);

} // namespace tailmass::properties::hunt
