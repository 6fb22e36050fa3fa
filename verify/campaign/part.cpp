// Taking up a part, and writing its lines through to the disk.
#include "verify/campaign/part.hpp"

#include "verify/campaign/part_line.hpp"
#include "verify/cases/case_document.hpp"
#include "verify/cases/durable_file.hpp"
#include "verify/input/input_error.hpp"
#include "verify/input/mapped_file.hpp"
#include "verify/record/members.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace tailmass::verify::record {

template <>
inline constexpr auto members<campaign::PartInput> = list_of<campaign::PartInput>(
    "input", needed("file", &campaign::PartInput::file), needed("bytes", &campaign::PartInput::bytes),
    needed("checksum", &campaign::PartInput::checksum));

template <>
inline constexpr auto members<campaign::PartHeader> = list_of<campaign::PartHeader>(
    "part",
    computed<campaign::PartHeader>(
        "schema", +[](const campaign::PartHeader&) { return std::string(campaign::part_schema); }),
    needed("tailmass", &campaign::PartHeader::tailmass), needed("command", &campaign::PartHeader::command),
    needed("inputs", &campaign::PartHeader::inputs), needed("shard", &campaign::PartHeader::shard),
    needed("shards", &campaign::PartHeader::shards));

} // namespace tailmass::verify::record

namespace tailmass::verify::campaign {

namespace {

using record::Json;

[[noreturn]] void fail(const std::filesystem::path& path, const std::string& reason) {
  throw input::InputError({path.string()}, reason);
}

} // namespace

Json to_json(const PartHeader& header) {
  return record::members<PartHeader>.write(header);
}

PartHeader header_of(const record::Field& line) {
  const std::string schema = line.at("schema").text();
  cases::expect(schema == part_schema, "schema", fmt::format("\"{}\"", part_schema));
  PartHeader header;
  record::members<PartHeader>.read(line, header);
  cases::expect(header.shard < header.shards, "shard", "less than shards");
  return header;
}

std::string difference(const PartHeader& one, const PartHeader& other) {
  const Json a = to_json(one), b = to_json(other);
  for (const char* member : {"tailmass", "command", "inputs", "shards"})
    if (a.at(member) != b.at(member))
      return member;
  return {};
}

Part::Part(const std::filesystem::path& path, const PartHeader& header)
    : path_(path), shard_(header.shard), shards_(header.shards) {
  file_ = ::open(path.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0644);
  if (file_ < 0)
    cases::fail_writing(path);
  try {
    struct stat status {};
    if (::fstat(file_, &status) != 0)
      cases::fail_writing(path);
    if (!S_ISREG(status.st_mode))
      fail(path, "is no regular file: a part is taken up again, and locked");
    if (::flock(file_, LOCK_EX | LOCK_NB) != 0)
      errno == EWOULDBLOCK ? fail(path, "another process writes this part") : cases::fail_writing(path);
    take_up(header);
  } catch (...) {
    (void)::close(file_);
    throw;
  }
}

Part::~Part() {
  (void)::close(file_);
}

void Part::take_up(const PartHeader& header) {
  std::size_t whole = 0, lines = 0;
  struct stat status {};
  if (::fstat(file_, &status) == 0 && status.st_size > 0) {
    const input::MappedFile mapped(path_);
    const std::string_view text(reinterpret_cast<const char*>(mapped.bytes().data()), mapped.bytes().size());
    whole = each_line(text, [&](std::string_view line, std::size_t) {
      if (lines++ == 0) {
        PartHeader old;
        try {
          const Json json = Json::parse(line);
          old = header_of(record::Field(json));
        } catch (const Json::exception&) {
          fail(path_, "is there already, and no part of a run");
        } catch (const std::invalid_argument& error) {
          fail(path_, fmt::format("is there already, and no part of a run: {}", error.what()));
        }
        if (const std::string other = difference(old, header); !other.empty() || old.shard != header.shard)
          fail(path_, fmt::format("is the part of another run: {} differs", other.empty() ? "shard" : other));
      } else if (const std::optional<std::size_t> chunk = chunk_of(line)) {
        finished_.push_back(*chunk);
      } else {
        fail(path_, fmt::format("line {} is no chunk as it was written", lines));
      }
    });
    if (lines == 0 && !text.starts_with("{\"schema\":\"tailmass.part/"))
      fail(path_, "is there already, and no part of a run");
  }
  if (::ftruncate(file_, static_cast<off_t>(whole)) != 0)
    cases::fail_writing(path_);
  if (lines == 0)
    cases::write_durably(file_, to_json(header).dump() + "\n", path_);
}

std::vector<std::size_t> Part::unfinished(std::size_t chunks) {
  const std::lock_guard lock(mutex_);
  std::ranges::sort(finished_);
  std::vector<std::size_t> left;
  total_ = 0;
  for (std::size_t chunk = shard_; chunk < chunks; chunk += shards_) {
    ++total_;
    if (!std::ranges::binary_search(finished_, chunk))
      left.push_back(chunk);
  }
  return left;
}

Part::Progress Part::progress() const {
  const std::lock_guard lock(mutex_);
  return {.finished = finished_.size(), .total = total_};
}

void Part::append(std::size_t chunk, const Json& result) {
  const std::string line = line_of(chunk, result);
  const std::lock_guard lock(mutex_);
  cases::write_durably(file_, line, path_);
  finished_.push_back(chunk);
}

} // namespace tailmass::verify::campaign
