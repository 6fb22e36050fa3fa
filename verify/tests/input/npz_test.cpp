// Archives of arrays: stored, deflated and of 64 bits, opened as groups; and every fault named.
#include "verify/input/npz.hpp"

#include "verify/attention/attention_file.hpp"
#include "verify/tests/input/mutate_bytes.hpp"
#include "verify/tests/input/samples.hpp"

#include <gtest/gtest.h>
#include <zlib.h>

#include <algorithm>
#include <functional>

namespace tailmass::verify::input {
namespace {

using samples::Bytes;
using samples::bytes_of;
using samples::integer;
using samples::npy;
using samples::npy_header;
using samples::operator+;

/// A member as it is to be written.
struct Member {
  std::string name;
  Bytes data;
  bool deflated = false;
  bool wide = false; ///< sizes and offset in 64 bits
  std::uint64_t flags = 0;
};

// The polynomial bit by bit, which shares nothing with zlib's tables.
std::uint32_t checksum(const Bytes& data) {
  std::uint32_t crc = 0xFFFFFFFF;
  for (const std::byte byte : data) {
    crc ^= std::to_integer<std::uint32_t>(byte);
    for (int bit = 0; bit < 8; ++bit)
      crc = (crc >> 1U) ^ ((crc & 1U) != 0 ? 0xEDB88320U : 0U);
  }
  return ~crc;
}

Bytes deflate_of(const Bytes& data) {
  z_stream stream{};
  EXPECT_EQ(deflateInit2(&stream, 9, Z_DEFLATED, -MAX_WBITS, 9, Z_DEFAULT_STRATEGY), Z_OK);
  Bytes packed(deflateBound(&stream, data.size()));
  Bytes input = data;
  stream.next_in = reinterpret_cast<Bytef*>(input.data());
  stream.avail_in = static_cast<uInt>(input.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

constexpr std::uint64_t in_extra = 0xFFFFFFFF;

/// An archive as zipfile writes it. `sizes` may change the unpacked size that the directory claims.
Bytes zip(const std::vector<Member>& members, const std::function<std::uint64_t(std::uint64_t)>& sizes = {}) {
  Bytes file;
  Bytes directory;
  bool wide = false;
  for (const Member& member : members) {
    const std::uint64_t offset = file.size();
    const Bytes packed = member.deflated ? deflate_of(member.data) : member.data;
    const std::uint64_t size = sizes ? sizes(member.data.size()) : member.data.size();
    wide = wide || member.wide;
    const Bytes common = integer(member.flags, 2) + integer(member.deflated ? 8 : 0, 2) + integer(0, 4) +
                         integer(checksum(member.data), 4) +
                         integer(member.wide ? in_extra : packed.size(), 4) +
                         integer(member.wide ? in_extra : size, 4) + integer(member.name.size(), 2);
    Bytes extra = integer(0xCAFE, 2) + integer(1, 2) + integer(7, 1); // of another program
    if (member.wide)
      extra = std::move(extra) + integer(1, 2) + integer(24, 2) + integer(size, 8) +
              integer(packed.size(), 8) + integer(offset, 8);
    file = std::move(file) + integer(0x04034B50, 4) + integer(20, 2) + common + integer(extra.size(), 2) +
           bytes_of(member.name) + extra + packed;
    directory = std::move(directory) + integer(0x02014B50, 4) + integer(20, 2) + integer(20, 2) + common +
                integer(extra.size(), 2) + integer(3, 2) + integer(0, 8) +
                integer(member.wide ? in_extra : offset, 4) + bytes_of(member.name) + extra + bytes_of("abc");
  }
  const std::uint64_t start = file.size();
  const std::uint64_t count = members.size();
  file = std::move(file) + directory;
  if (wide) {
    const std::uint64_t end = file.size();
    file = std::move(file) + integer(0x06064B50, 4) + integer(44, 8) + integer(45, 2) + integer(45, 2) +
           integer(0, 8) + integer(count, 8) + integer(count, 8) + integer(directory.size(), 8) +
           integer(start, 8) + integer(0x07064B50, 4) + integer(0, 4) + integer(end, 8) + integer(1, 4);
  }
  return std::move(file) + integer(0x06054B50, 4) + integer(0, 4) + integer(wide ? 0xFFFF : count, 2) +
         integer(wide ? 0xFFFF : count, 2) + integer(directory.size(), 4) +
         integer(wide ? in_extra : start, 4) + integer(0, 2);
}

Bytes array(const std::string& shape, const std::vector<float>& values) {
  return npy(npy_header("'<f4'", shape), bytes_of(values));
}

Bytes indices() {
  return npy(npy_header("'<i4'", "(1, 2)"), bytes_of(std::vector<std::int32_t>{2, 0}));
}

std::vector<Tensor> parse(const Bytes& file, Storage& storage) {
  return parse_npz(file, "s.npz", storage);
}

std::string error(const Bytes& file) {
  return samples::error_of([&] {
    Storage storage;
    parse(file, storage);
  });
}

TEST(InputNpz, OpensStoredDeflatedAndWideMembersAsOneGroup) {
  for (const bool deflated : {false, true})
    for (const bool wide : {false, true}) {
      const Bytes file = zip({{"a.scores.npy", array("(1, 3)", {3, 1, 2}), deflated, wide},
                              {"a.indices.npy", indices(), !deflated, wide},
                              {"a.lse.npy", array("(1,)", {4}), deflated, !wide}});
      const samples::Folder folder;
      attention::AttentionFile opened(folder.write("s.npz", file));
      const attention::AttentionFile moved = std::move(opened);
      ASSERT_EQ(moved.groups().size(), 1U);
      const attention::AttentionGroup& group = moved.groups()[0];
      EXPECT_EQ(group.prefix, "a");
      std::vector<double> scores;
      read_row(*group.scores, 0, scores);
      EXPECT_EQ(scores, (std::vector{3.0, 1.0, 2.0}));
      std::vector<Integer> head;
      read_row(*group.indices, 0, head);
      EXPECT_EQ(head[0].magnitude, 2U);
      EXPECT_EQ(read_element(*group.lse, 0), 4.0);
      EXPECT_TRUE(moved.ungrouped().empty());
    }
}

TEST(InputNpz, TheOnlyArrayIsTheScores) {
  const samples::Folder folder;
  const Bytes scores = array("(2, 2)", {1, 2, 3, 4});
  const attention::AttentionFile one(folder.write("a.npz", zip({{"arr_0.npy", scores, true}})));
  EXPECT_EQ(one.groups()[0].scores->name, "arr_0");
  const std::string two = folder.write("b.npz", zip({{"arr_0.npy", scores}, {"arr_1.npy", scores}})).string();
  EXPECT_EQ(samples::error_of([&] { attention::AttentionFile{two}; }),
            two + R"(: has no tensor named X.scores, nor X.queries and X.keys; it has "arr_0", "arr_1")");
}

TEST(InputNpz, KeepsWhatItCannotReadForThoseWhoAskForIt) {
  const Bytes scores = array("(1, 3)", {3, 1, 2});
  Bytes other = zip({{"scores.npy", scores}, {"x.npy", scores}});
  // Method 12, bzip2, of the second member's entry.
  const Bytes signature = integer(0x02014B50, 4);
  const auto second = std::find_end(other.begin(), other.end(), signature.begin(), signature.end());
  *(second + 10) = std::byte{12};
  const std::vector<std::pair<Bytes, std::string>> all = {
      {zip({{"scores.npy", scores}, {"x.npy", npy(npy_header("'|O'", "(3,)"), Bytes(3))}}),
       "dtype \"|O\" is object array (pickled Python objects); only <f8, <f4, <f2, integers and booleans can "
       "be "
       "read"},
      {zip({{"scores.npy", scores}, {"x.npy", array("(0,)", {})}}), "shape [0] has an axis of length zero"},
      {zip({{"scores.npy", scores}, {"x.npy", bytes_of("text")}}),
       "does not start with the magic of a .npy file"},
      {zip({{"scores.npy", scores}, {"x", bytes_of("text")}}), "is no .npy file"},
      {zip({{"scores.npy", scores}, {"x.npy", scores, false, false, 1}}), "is encrypted"},
      {other, "is packed by method 12 of zip archives; only stored and deflated members can be read"}};
  const samples::Folder folder;
  for (const auto& [file, reason] : all) {
    const std::string path = folder.write("s.npz", file).string();
    EXPECT_EQ(attention::AttentionFile(path).ungrouped(), std::vector<std::string>{"x"}) << reason;
    attention::TensorNames names;
    names.tensors["lse"] = "x";
    EXPECT_EQ(samples::error_of([&] { attention::AttentionFile(path, names); }),
              path + ": tensor \"x\": " + reason);
  }
}

TEST(InputNpz, NamesDamage) {
  const std::vector<float> numbers(1000, 1.5F);
  for (const bool deflated : {false, true}) {
    const Member member{"a.npy", array("(1000,)", numbers), deflated};
    Bytes flipped = zip({member});
    flipped[30 + 5 + 5 + (deflated ? 10 : 200)] ^= std::byte{1};
    EXPECT_TRUE(error(flipped).starts_with("s.npz: tensor \"a.npy\": is damaged: ")) << error(flipped);
  }
  const Member stored{"a.npy", array("(3,)", {1, 2, 3})};
  EXPECT_EQ(error(zip({stored}, [](std::uint64_t size) { return size + 1; })),
            "s.npz: tensor \"a.npy\": is damaged: it has 140 bytes, not 141");
  const Member deflated{"a.npy", array("(1000,)", numbers), true};
  for (const int more : {-1, 1})
    EXPECT_EQ(error(zip({deflated}, [&](std::uint64_t size) { return size + static_cast<unsigned>(more); })),
              "s.npz: tensor \"a.npy\": is damaged: its data do not inflate to " +
                  std::to_string(4128 + more) + " bytes");
}

TEST(InputNpz, RefusesBombsBeforeItMakesRoom) {
  const Member member{"a.npy", array("(1000,)", std::vector<float>(1000, 1.5F)), true, true};
  const std::size_t packed = deflate_of(member.data).size();
  const std::uint64_t terabyte = std::uint64_t{1} << 50U;
  EXPECT_EQ(error(zip({member}, [&](std::uint64_t) { return terabyte; })),
            "s.npz: tensor \"a.npy\": claims 1125899906842624 bytes, more than " + std::to_string(packed) +
                " packed ones can hold");
  // What deflates best is read.
  const std::vector<float> zeros(1 << 20U);
  Storage storage;
  EXPECT_EQ(parse(zip({{"a.npy", array("(1048576,)", zeros), true}}), storage)[0].rows(), 1U);
  // Two entries of one member.
  const Bytes file = zip({{"a.npy", array("(3,)", {1, 2, 3})}});
  const std::size_t start = file.size() - 22 - (46 + 5 + 5 + 3);
  const Bytes entry(file.begin() + static_cast<long>(start), file.end() - 22);
  Bytes twice = Bytes(file.begin(), file.end() - 22) + entry + Bytes(file.end() - 22, file.end());
  twice[twice.size() - 12] = std::byte{2};
  EXPECT_EQ(error(twice), "s.npz: tensor \"a.npy\": overlaps \"a.npy\" in the archive");
}

TEST(InputNpz, NamesContradictions) {
  const Bytes scores = array("(3,)", {1, 2, 3});
  EXPECT_EQ(error(zip({{"a.npy", scores}, {"a.npy", scores}})),
            "s.npz: tensor \"a\": is in the archive twice");
  Bytes renamed = zip({{"a.npy", scores}});
  renamed[30] = std::byte{'b'};
  EXPECT_EQ(error(renamed), "s.npz: tensor \"a.npy\": has another name where it starts");
  Bytes moved = zip({{"a.npy", scores}});
  moved[0] = std::byte{0};
  EXPECT_EQ(error(moved),
            "s.npz: tensor \"a.npy\": is a damaged zip archive: its start is not where it should be");
  Bytes part = zip({{"a.npy", scores}});
  part[part.size() - 18] = std::byte{1};
  EXPECT_EQ(error(part), "s.npz: is a part of a zip archive in several files");
  const Bytes whole = zip({{"a.npy", scores}});
  EXPECT_EQ(error(Bytes(whole.begin(), whole.end() - 1)),
            "s.npz: is a zip archive that was cut: it says that it goes on after its end");
  EXPECT_EQ(error(Bytes(whole.begin(), whole.end() - 22)),
            "s.npz: is a zip archive that was cut: it has no directory");
}

TEST(InputNpz, IsToldFromOtherArchives) {
  EXPECT_TRUE(is_npz(zip({{"scores.npy", array("(3,)", {1, 2, 3})}})));
  EXPECT_FALSE(is_npz(zip({{"archive/data.pkl", bytes_of("x")}, {"a.npy", Bytes(3)}})));
  EXPECT_FALSE(is_npz(bytes_of("PK\3\4 too short")));
  EXPECT_FALSE(is_npz(array("(3,)", {1, 2, 3})));
}

// Whatever is done to the bytes, they are read or refused, and nothing else.
TEST(InputNpz, SurvivesMutation) {
  samples::Mutator mutate(4);
  const Bytes good = zip({{"a.scores.npy", array("(1, 3)", {3, 1, 2}), true},
                          {"a.indices.npy", indices(), false, true},
                          {"b.npy", array("(40,)", std::vector<float>(40, 2)), true, true}});
  std::size_t refused = 0;
  for (int i = 0; i < 3000; ++i) {
    const Bytes mutant = mutate(good);
    try {
      Storage storage;
      for (const Tensor& tensor : parse(mutant, storage))
        if (tensor.refusal.empty() && is_floating(tensor.dtype))
          for (std::size_t row = 0; row < tensor.rows(); ++row) {
            std::vector<double> values;
            read_row(tensor, row, values);
          }
    } catch (const InputError&) {
      ++refused;
    }
  }
  EXPECT_GT(refused, 1000U);
}

} // namespace
} // namespace tailmass::verify::input
