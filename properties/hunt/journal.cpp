// Writing lines through to the disk and reading them back.
#include "properties/hunt/journal.hpp"

#include "verify/cases/durable_file.hpp"
#include "verify/input/input_error.hpp"
#include "verify/input/mapped_file.hpp"
#include "verify/record/field.hpp"

#include <algorithm>
#include <cmath>
#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <sys/stat.h>
#include <unistd.h>

namespace tailmass::properties::hunt {

namespace {

using Json = nlohmann::ordered_json;
using verify::cases::fail_writing;
using verify::cases::write_durably;

JournalEntry entry_of(const std::string& line) {
  const Json json = Json::parse(line);
  return {.objective = json.at("objective"),
          .claim = json.at("claim"),
          .score = verify::record::Field(json.at("score"), "score").number(),
          .operation = json.at("operation"),
          .stored = verify::cases::read_case_text(json.at("case").get<std::string>())};
}

} // namespace

Journal::Journal(const std::filesystem::path& path) : path_(path) {
  std::error_code ignored;
  if (path.has_parent_path())
    std::filesystem::create_directories(path.parent_path(), ignored);
  file_ = ::open(path.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0644);
  if (file_ < 0)
    fail_writing(path);
  // A line that a killed run left unfinished must not run into the next one.
  struct stat status {};
  char last = '\n';
  if (fstat(file_, &status) == 0 && status.st_size > 0 && pread(file_, &last, 1, status.st_size - 1) == 1 &&
      last != '\n' && ::write(file_, "\n", 1) != 1)
    fail_writing(path);
}

Journal::~Journal() {
  (void)::close(file_);
}

void Journal::append(const JournalEntry& entry) {
  const Json json{{"objective", entry.objective},
                  {"claim", entry.claim},
                  {"score", verify::record::json_number(entry.score)},
                  {"operation", entry.operation},
                  {"case", verify::cases::case_text(entry.stored)}};
  const std::string line = json.dump() + "\n";
  const std::lock_guard lock(mutex_);
  write_durably(file_, line, path_);
}

void unite(Journal& into, const std::filesystem::path& other) {
  const auto key = [](const JournalEntry& entry) {
    return entry.objective + "\n" + entry.claim + "\n" + verify::cases::case_text(entry.stored);
  };
  std::set<std::string> known;
  for (const JournalEntry& entry : read_journal(into.path()).entries)
    known.insert(key(entry));
  for (const JournalEntry& entry : read_journal(other).entries)
    if (known.insert(key(entry)).second)
      into.append(entry);
}

JournalContent read_journal(const std::filesystem::path& path) {
  if (std::error_code error;
      std::filesystem::is_regular_file(path, error) && std::filesystem::is_empty(path, error))
    return {};
  const verify::input::MappedFile mapped(path);
  const std::span<const std::byte> bytes = mapped.bytes();
  std::istringstream file(std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
  JournalContent content;
  for (std::string line; std::getline(file, line);) {
    if (line.empty())
      continue;
    try {
      content.entries.push_back(entry_of(line));
    } catch (const Json::exception&) {
      ++content.torn;
    } catch (const std::invalid_argument&) {
      ++content.torn;
    }
  }
  return content;
}

std::vector<std::filesystem::path> corpus_files(const std::filesystem::path& path) {
  std::vector<std::filesystem::path> files;
  std::error_code error;
  if (!std::filesystem::exists(path, error))
    throw verify::input::InputError({path.string()}, "is missing");
  if (std::filesystem::is_directory(path, error)) {
    std::filesystem::recursive_directory_iterator entry(path, error);
    for (; !error && entry != std::filesystem::recursive_directory_iterator(); entry.increment(error))
      if (const std::filesystem::path& file = entry->path();
          (file.extension() == ".json" || file.extension() == ".jsonl") &&
          !std::filesystem::is_directory(entry->status()))
        files.push_back(file);
    if (error)
      throw verify::input::InputError({path.string()}, "cannot be read to its end: " + error.message());
    std::ranges::sort(files);
  } else {
    files.push_back(path);
  }
  return files;
}

Corpus read_corpus(const std::filesystem::path& path) {
  Corpus corpus;
  std::set<std::string> seen;
  const auto add = [&](verify::cases::StoredCase stored) {
    if (seen.insert(verify::cases::case_text(stored)).second)
      corpus.cases.push_back(std::move(stored));
  };
  for (const std::filesystem::path& file : corpus_files(path)) {
    if (file.extension() == ".jsonl")
      for (JournalEntry& entry : read_journal(file).entries)
        add(std::move(entry.stored));
    else
      try {
        add(verify::cases::read_case_file(file));
      } catch (const verify::cases::VacuousCase& unmet) {
        corpus.vacuous.emplace_back(unmet.what());
      }
  }
  return corpus;
}

} // namespace tailmass::properties::hunt
