// Stored cases come back to the bit.
#include "theory/theorems/catalogue.hpp"
#include "verify/cases/case_members.hpp"
#include "verify/tests/cases/stored_cases.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>

namespace tailmass::verify::cases {

namespace {

std::vector<std::uint64_t> bits(std::span<const double> xs) {
  std::vector<std::uint64_t> result;
  for (const double x : xs)
    result.push_back(std::bit_cast<std::uint64_t>(x));
  return result;
}

void expect_same(const Blocks& a, const Blocks& b) {
  ASSERT_EQ(a.all().size(), b.all().size());
  for (std::size_t i = 0; i < a.all().size(); ++i) {
    const Block& x = a.all()[i];
    const Block& y = b.all()[i];
    EXPECT_EQ(x.keys, y.keys);
    EXPECT_EQ(bits(std::array{x.lower, x.upper}), bits(std::array{y.lower, y.upper}));
    EXPECT_EQ(x.in_head, y.in_head);
    EXPECT_EQ(x.parent, y.parent);
  }
}

void expect_same(const Search& a, const Search& b) {
  EXPECT_EQ(a.k, b.k);
  EXPECT_EQ(a.growth, b.growth);
  EXPECT_EQ(bits(std::array{a.epsilon}), bits(std::array{b.epsilon}));
  ASSERT_EQ(a.cells->all().size(), b.cells->all().size());
  for (std::size_t i = 0; i < a.cells->all().size(); ++i) {
    EXPECT_EQ(a.cells->all()[i].keys, b.cells->all()[i].keys);
    EXPECT_EQ(bits(std::array{a.cells->all()[i].upper}), bits(std::array{b.cells->all()[i].upper}));
  }
}

} // namespace

TEST(CaseFile, LooksAsPromised) {
  // The checksum was computed by a separate program.
  EXPECT_EQ(text_of(small_case()), R"({
"schema": "tailmass.case/1",
"theorem": "gap-bound",
"origin": {"file":"a.npy","tensor":"a","row":"[3, 17]","k":1,"epsilon":["0x3fd0000000000000","0.25"]},
"scores": [
["0x3ff0000000000000","1"],
["0xbfe0000000000000","-0.5"],
["0xfff0000000000000","-inf"]
],
"head": [0],
"checksum": "0xb6806e02b23878c0"
}
)");
}

TEST(CaseFile, EveryPartComesBackToTheBit) {
  const StoredCase stored = full_case();
  const std::string text = text_of(stored);
  EXPECT_NE(text.find("\n\"head\": [0,2,3,6],\n"), std::string::npos); // for people in order
  const StoredCase again = read_text(text);
  EXPECT_EQ(again.theorem, stored.theorem);
  EXPECT_EQ(again.mutant, stored.mutant);
  EXPECT_EQ(again.origin.file, stored.origin.file);
  EXPECT_EQ(again.origin.tensor, stored.origin.tensor);
  EXPECT_EQ(again.origin.row, stored.origin.row);
  EXPECT_EQ(again.origin.k, stored.origin.k);
  EXPECT_EQ(again.origin.epsilon, stored.origin.epsilon);
  const Case& a = stored.c;
  const Case& b = again.c;
  EXPECT_EQ(bits(a.scores->all()), bits(b.scores->all()));
  EXPECT_EQ(a.head, b.head); // with its order
  ASSERT_EQ(b.values->keys(), a.values->keys());
  for (std::size_t key = 0; key < a.values->keys(); ++key)
    EXPECT_EQ(bits(a.values->of(key)), bits(b.values->of(key)));
  EXPECT_EQ(a.epsilon, b.epsilon);
  expect_same(*a.blocks, *b.blocks);
  expect_same(*a.finer_blocks, *b.finer_blocks);
  EXPECT_EQ(a.companion->any, b.companion->any);
  EXPECT_EQ(a.companion->in_head, b.companion->in_head);
  EXPECT_EQ(a.temperatures->beta0, b.temperatures->beta0);
  EXPECT_EQ(a.temperatures->beta1, b.temperatures->beta1);
  EXPECT_EQ(a.checkpoints->head, b.checkpoints->head);
  EXPECT_EQ(a.checkpoints->tail, b.checkpoints->tail);
  EXPECT_EQ(a.checkpoints->known_gaps, b.checkpoints->known_gaps);
  EXPECT_EQ(bits(a.box->lower), bits(b.box->lower));
  EXPECT_EQ(bits(a.box->upper), bits(b.box->upper));
  EXPECT_EQ(bits(a.box->point), bits(b.box->point));
  EXPECT_EQ(bits(a.box->direction), bits(b.box->direction));
  EXPECT_EQ(bits(a.centre), bits(b.centre));
  EXPECT_EQ(a.shift, b.shift);
  EXPECT_EQ(a.permutation, b.permutation);
  EXPECT_EQ(a.sub_row, b.sub_row);
  EXPECT_EQ(bits(a.perturbed), bits(b.perturbed));
  EXPECT_EQ(a.sample, b.sample);
  EXPECT_EQ(bits(a.query_keys->query()), bits(b.query_keys->query()));
  EXPECT_EQ(a.query_keys->scale(), b.query_keys->scale());
  for (std::size_t key = 0; key < a.query_keys->size(); ++key)
    EXPECT_EQ(bits(a.query_keys->keys().of(key)), bits(b.query_keys->keys().of(key)));
  ASSERT_EQ(a.searches.size(), b.searches.size());
  for (std::size_t i = 0; i < a.searches.size(); ++i)
    expect_same(a.searches[i], b.searches[i]);
}

TEST(CaseFile, DecimalsAreTheShortestThatReadBack) {
  EXPECT_EQ(decimal(0.1), "0.1");
  EXPECT_EQ(decimal(0.1 + 0.2), "0.30000000000000004");
  EXPECT_EQ(decimal(5e-324), "5e-324");
  EXPECT_EQ(decimal(std::numeric_limits<double>::max()), "1.7976931348623157e+308");
}

TEST(CaseFile, ReadingThenWritingGivesTheSameBytes) {
  std::vector<StoredCase> cases{small_case(), full_case()};
  for (const Theorem* theorem : catalogue()) {
    if (theorem->witness)
      cases.push_back({std::string(theorem->id), {}, {}, theorem->witness()});
    for (const Mutant& mutant : theorem->mutants)
      cases.push_back({std::string(theorem->id), std::string(mutant.name), {}, mutant.refuting_case()});
  }
  for (const StoredCase& stored : cases) {
    const std::string text = text_of(stored);
    EXPECT_EQ(text_of(read_text(text)), text) << stored.theorem;
  }
}

TEST(CaseFile, LayoutIsFree) {
  const std::string text = text_of(full_case());
  auto json = nlohmann::json::parse(text); // members by name
  std::ranges::reverse(json["head"]);
  EXPECT_EQ(text_of(read_text(json.dump(3))), text);
  EXPECT_EQ(text_of(read_text(json.dump())), text);
}

TEST(CaseFile, LargeCasesAreFine) {
  std::vector<double> scores(6625);
  std::vector<double> entries(584 * 15);
  for (std::size_t i = 0; i < scores.size(); ++i)
    scores[i] = i % 97 == 5 ? masked : std::sin(static_cast<double>(i)) * 20;
  for (std::size_t i = 0; i < entries.size(); ++i)
    entries[i] = std::cos(static_cast<double>(i)) / 3;
  const std::string wide = text_of({"gap-bound", {}, {}, top_k_case(scores, 3000)});
  EXPECT_EQ(text_of(read_text(wide)), wide);
  scores.resize(584);
  Case c = top_k_case(scores, 100);
  c.values = std::make_shared<const Values>(584, 15, entries);
  const std::string deep = text_of({"diameter-bound", {}, {}, c});
  EXPECT_EQ(text_of(read_text(deep)), deep);
  EXPECT_EQ(std::ranges::count(deep, '\n'), 1 + 3 + (1 + 584 + 1) + 1 + (1 + 584 + 1) + 2);
}

TEST(CaseFile, AnyFlippedBitIsSeen) {
  const std::string text = text_of(small_case());
  const samples::Folder folder;
  std::size_t rejected = 0;
  for (std::size_t at = 0; at < text.size(); ++at)
    for (int bit = 0; bit < 8; ++bit) {
      std::string changed = text;
      changed[at] = static_cast<char>(changed[at] ^ (1 << bit));
      try {
        const StoredCase stored = read_case_file(write_text(folder, changed));
        EXPECT_EQ(text_of(stored), text) << "byte " << at << ", bit " << bit; // nothing but layout was hit
        EXPECT_TRUE(text[at] == '\n' || text[at] == ' ') << "byte " << at << ", bit " << bit;
      } catch (const input::InputError& error) {
        EXPECT_FALSE(error.reason().empty());
        ++rejected;
      }
    }
  EXPECT_GT(rejected, 8 * text.size() - 50);
}

TEST(CaseFile, AnyTruncatedFileIsTurnedAway) {
  const std::string text = text_of(small_case());
  for (std::size_t size = 1; size + 1 < text.size(); ++size)
    EXPECT_TRUE(reason_of(text.substr(0, size)).starts_with("is not JSON: parse error at line")) << size;
}

TEST(CaseFile, AnOriginThatIsNoUtf8IsStillWritten) {
  StoredCase stored = small_case();
  stored.origin.file = "bad\xFFname";
  const std::string text = text_of(stored);
  EXPECT_EQ(text_of(read_text(text)), text);
}

} // namespace tailmass::verify::cases
