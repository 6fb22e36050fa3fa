// Writing lines through to the disk and reading them back.
#include "properties/hunt/journal.hpp"

#include "theory/nouns/domain_error.hpp"
#include "verify/cases/durable_file.hpp"
#include "verify/input/input_error.hpp"
#include "verify/input/mapped_file.hpp"
#include "verify/record/field.hpp"

#include <algorithm>
#include <fcntl.h>
#include <fmt/format.h>
#include <iterator>
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
using verify::input::InputError;

constexpr const char* no_start = ": vacuous, no start of a hunt";

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
  // A line that a killed run left unfinished must not run into the next one, nor pass for a damaged one.
  struct stat status {};
  char last = '\n';
  if (fstat(file_, &status) != 0 || status.st_size == 0 || pread(file_, &last, 1, status.st_size - 1) != 1 ||
      last == '\n')
    return;
  const auto torn = static_cast<off_t>(read_journal(path).torn);
  if (torn > 0 ? ::ftruncate(file_, status.st_size - torn) != 0 : ::write(file_, "\n", 1) != 1)
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

std::vector<std::string> unite(Journal& into, const std::filesystem::path& other) {
  const auto key = [](const JournalEntry& entry) {
    return entry.objective + "\n" + entry.claim + "\n" + verify::cases::case_text(entry.stored);
  };
  std::set<std::string> known;
  for (const JournalEntry& entry : read_journal(into.path()).entries)
    known.insert(key(entry));
  JournalContent content = read_journal(other);
  for (const JournalEntry& entry : content.entries)
    if (known.insert(key(entry)).second)
      into.append(entry);
  return std::move(content.left_out);
}

JournalContent read_journal(const std::filesystem::path& path) {
  if (std::error_code error;
      std::filesystem::is_regular_file(path, error) && std::filesystem::is_empty(path, error))
    return {};
  const verify::input::MappedFile mapped(path);
  const std::span<const std::byte> bytes = mapped.bytes();
  std::istringstream file(std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
  JournalContent content;
  std::size_t number = 0;
  const auto at_line = [&](const std::string& reason) {
    return InputError({path.string()}, fmt::format("line {} {}", number, reason));
  };
  const auto take_fault = [&](std::size_t size, const char* reason) {
    if (!file.eof())
      throw at_line(std::string("is no entry of a hunt's journal: ") + reason);
    content.torn = size;
    content.left_out.emplace_back(at_line("is left out: it is torn, as a killed run leaves its last").what());
  };
  for (std::string line; std::getline(file, line);) {
    ++number;
    if (line.empty())
      continue;
    try {
      content.entries.push_back(entry_of(line));
    } catch (const UnmetPremise& unmet) {
      content.left_out.push_back(at_line(unmet.what()).what() + std::string(no_start));
    } catch (const Json::exception& error) {
      take_fault(line.size(), error.what());
    } catch (const std::invalid_argument& error) {
      take_fault(line.size(), error.what());
    }
  }
  return content;
}

std::vector<std::filesystem::path> corpus_files(const std::filesystem::path& path) {
  std::vector<std::filesystem::path> files;
  std::error_code error;
  if (!std::filesystem::exists(path, error))
    throw InputError({path.string()}, "is missing");
  if (std::filesystem::is_directory(path, error)) {
    std::filesystem::recursive_directory_iterator entry(path, error);
    for (; !error && entry != std::filesystem::recursive_directory_iterator(); entry.increment(error))
      if (const std::filesystem::path& file = entry->path();
          (file.extension() == ".json" || file.extension() == ".jsonl") &&
          !std::filesystem::is_directory(entry->status()))
        files.push_back(file);
    if (error)
      throw InputError({path.string()}, "cannot be read to its end: " + error.message());
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
    if (file.extension() == ".jsonl") {
      JournalContent content = read_journal(file);
      for (JournalEntry& entry : content.entries)
        add(std::move(entry.stored));
      std::ranges::move(content.left_out, std::back_inserter(corpus.left_out));
    } else {
      try {
        add(verify::cases::read_case_file(file));
      } catch (const verify::cases::VacuousCase& unmet) {
        corpus.left_out.push_back(unmet.what() + std::string(no_start));
      }
    }
  }
  return corpus;
}

} // namespace tailmass::properties::hunt
