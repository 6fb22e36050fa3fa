// Parts: what is taken up, what is dropped, what is refused.
#include "verify/campaign/part.hpp"

#include "verify/campaign/parts.hpp"
#include "verify/tests/input/samples.hpp"

#include <algorithm>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <nlohmann/json.hpp>

namespace tailmass::verify::campaign {

namespace {

using Json = nlohmann::ordered_json;

PartHeader header(std::size_t shard = 1, std::size_t shards = 3) {
  return {.tailmass = "1 (c)",
          .command = {"check", "f"},
          .inputs = {{.file = "f", .bytes = 7, .checksum = "0x0000000000000001"}},
          .shard = shard,
          .shards = shards};
}

std::string content(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void add(const std::filesystem::path& path, const std::string& text) {
  std::ofstream(path, std::ios::binary | std::ios::app) << text;
}

std::string refusal(const std::filesystem::path& path, const PartHeader& of) {
  const std::string error = samples::error_of([&] { const Part part(path, of); });
  EXPECT_TRUE(error.starts_with(path.string() + ": ")) << error;
  return error.substr(std::min(error.size(), path.string().size() + 2));
}

/// A whole part of some chunks.
std::filesystem::path written(const samples::Folder& folder, std::size_t shard, std::size_t shards,
                              const std::vector<std::size_t>& chunks) {
  const auto path = folder.path() / ("p" + std::to_string(shard));
  Part part(path, header(shard, shards));
  for (const std::size_t chunk : chunks)
    part.append(chunk, Json{{"number", chunk}});
  return path;
}

std::string missing(const Parts& parts, std::size_t chunks) {
  try {
    parts.require(chunks);
  } catch (const PartsError& error) {
    return error.what();
  }
  return "whole";
}

} // namespace

TEST(Part, IsTakenUpWithoutItsUnfinishedLine) {
  const samples::Folder folder;
  const auto path = folder.path() / "part";
  {
    Part part(path, header());
    EXPECT_EQ(part.unfinished(9), (std::vector<std::size_t>{1, 4, 7}));
    part.append(4, Json{{"x", 0.1}});
    EXPECT_EQ(part.progress().finished, 1U);
    EXPECT_EQ(part.progress().total, 3U);
  }
  const std::string whole = content(path);
  EXPECT_EQ(std::count(whole.begin(), whole.end(), '\n'), 2);
  add(path, R"({"chunk":7,"result":{}})"); // whole JSON, and yet not known to be on the disk as it was meant
  {
    Part part(path, header());
    EXPECT_EQ(part.unfinished(9), (std::vector<std::size_t>{1, 7}));
  }
  EXPECT_EQ(content(path), whole);
}

TEST(Part, WhoseHeaderWasNotFinishedBeginsAnew) {
  const samples::Folder folder;
  const auto whole = folder.path() / "whole", torn = folder.path() / "torn";
  { const Part part(whole, header()); }
  add(torn, content(whole).substr(0, 40));
  {
    Part part(torn, header());
    EXPECT_EQ(part.unfinished(3).size(), 1U);
  }
  EXPECT_EQ(content(torn), content(whole));
}

TEST(Part, IsOfOneProcessAtATime) {
  const samples::Folder folder;
  const auto path = folder.path() / "part";
  {
    const Part part(path, header());
    EXPECT_EQ(refusal(path, header()), "another process writes this part");
  }
  EXPECT_NO_THROW(Part(path, header()));
}

TEST(Part, OfAnotherRunIsRefusedAndLeftAlone) {
  const samples::Folder folder;
  const auto path = folder.path() / "part";
  { const Part part(path, header()); }
  const std::string before = content(path);
  PartHeader other = header();
  other.tailmass = "2 (c)";
  EXPECT_EQ(refusal(path, other), "is the part of another run: tailmass differs");
  other = header();
  other.command = {"check", "g"};
  EXPECT_EQ(refusal(path, other), "is the part of another run: command differs");
  other = header();
  other.inputs[0].checksum = "0x0000000000000002";
  EXPECT_EQ(refusal(path, other), "is the part of another run: inputs differs");
  EXPECT_EQ(refusal(path, header(1, 4)), "is the part of another run: shards differs");
  EXPECT_EQ(refusal(path, header(2, 3)), "is the part of another run: shard differs");
  EXPECT_EQ(content(path), before);
}

TEST(Part, IsNotWrittenOverAnythingElse) {
  const samples::Folder folder;
  const auto record = folder.path() / "run.json", words = folder.path() / "words";
  add(record, "{\"schema\": \"tailmass.run/1\"}\n");
  EXPECT_EQ(refusal(record, header()),
            "is there already, and no part of a run: schema: expected \"tailmass.part/1\"");
  add(words, "no line");
  EXPECT_EQ(refusal(words, header()), "is there already, and no part of a run");
  EXPECT_EQ(content(words), "no line");
  const auto damaged = folder.path() / "damaged";
  { const Part part(damaged, header()); }
  add(damaged, "{\"chunk\":1,\"resu\n");
  EXPECT_EQ(refusal(damaged, header()), "line 2 is no chunk as it was written");
  EXPECT_EQ(refusal("/dev/null", header()), "is no regular file: a part is taken up again, and locked");
}

TEST(Parts, WhoseResultsWereChangedAreRefused) {
  const samples::Folder folder;
  const std::filesystem::path path = written(folder, 1, 3, {1, 4});
  std::string text = content(path);
  text.replace(text.find(R"({"number":4})"), 12, R"({"number":5})");
  std::filesystem::remove(path);
  add(path, text);
  const std::vector<std::filesystem::path> paths{path};
  const std::string refused = path.string() + ": line 3 is no chunk as it was written";
  EXPECT_EQ(samples::error_of([&] { const Parts parts(paths); }), refused);
  EXPECT_EQ(samples::error_of([&] { const Part part(path, header()); }), refused);
}

TEST(Parts, NameWhatIsMissingAndWhatIsThereTwice) {
  const samples::Folder folder;
  const std::vector<std::filesystem::path> paths{written(folder, 2, 3, {2, 8}),
                                                 written(folder, 0, 3, {6, 0, 3, 9})};
  const Parts parts(paths);
  EXPECT_EQ(missing(parts, 10), "shard 1/3 lacks chunk 1, .. 7 of 10; shard 2/3 lacks chunk 5 of 10");
  const std::vector<std::filesystem::path> twice{paths[0], paths[1], paths[0], written(folder, 1, 3, {1, 4})};
  EXPECT_EQ(missing(Parts(twice), 7), "shard 2/3 lacks chunk 5 of 7; chunk 2 is there more than once; "
                                      "chunk 8 is beyond the 7 of the run");
}

TEST(Parts, ReadWhatWasWritten) {
  const samples::Folder folder;
  const std::vector<std::filesystem::path> paths{written(folder, 1, 2, {1, 3}),
                                                 written(folder, 0, 2, {2, 0})};
  const Parts parts(paths);
  EXPECT_EQ(missing(parts, 4), "whole");
  for (std::size_t chunk = 0; chunk < 4; ++chunk)
    parts.read(chunk, [&](const record::Field& json) { EXPECT_EQ(json.at("number").count(), chunk); });
  const std::string error = samples::error_of(
      [&] { parts.read(2, [](const record::Field& json) { (void)json.at("number").text(); }); });
  EXPECT_EQ(error, paths[1].string() + ": chunk 2: result.number: expected a string");
}

TEST(Parts, OfOtherRunsAreRefused) {
  const samples::Folder folder;
  const auto other = folder.path() / "other";
  PartHeader another = header(1, 2);
  another.command.emplace_back("--seed");
  { const Part part(other, another); }
  const std::vector<std::filesystem::path> paths{written(folder, 0, 2, {0}), other};
  EXPECT_EQ(samples::error_of([&] { (void)Parts(paths); }),
            other.string() + ": is of another run than " + paths[0].string() + ": command differs");
  const std::vector<std::filesystem::path> none{folder.write("x", samples::bytes_of("[]\n"))};
  EXPECT_TRUE(samples::error_of([&] { (void)Parts(none); }).find("is no part of a run") != std::string::npos);
}

} // namespace tailmass::verify::campaign
