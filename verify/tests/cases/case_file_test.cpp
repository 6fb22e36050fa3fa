// Stored cases come back to the bit, and a file that was changed anywhere is turned away with its reason.
#include "verify/cases/case_file.hpp"

#include "theory/nouns/domain_error.hpp"
#include "theory/theorems/cases.hpp"
#include "theory/theorems/catalogue.hpp"
#include "verify/cases/case_members.hpp"
#include "verify/cases/derive.hpp"
#include "verify/tests/input/samples.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <limits>
#include <nlohmann/json.hpp>
#include <sstream>

namespace tailmass::verify::cases {

namespace {

std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::filesystem::path write_text(const samples::Folder& folder, const std::string& text) {
  return folder.write("case.json", samples::bytes_of(text));
}

/// The bytes of a case as it is written.
std::string text_of(const StoredCase& stored) {
  const samples::Folder folder;
  write_case_file(folder.path() / "case.json", stored);
  return text_of(folder.path() / "case.json");
}

StoredCase read_text(const std::string& text) {
  const samples::Folder folder;
  return read_case_file(write_text(folder, text));
}

/// The reason for which a file of this text is turned away.
std::string reason_of(const std::string& text) {
  const samples::Folder folder;
  const std::filesystem::path path = write_text(folder, text);
  const std::string message = samples::error_of([&] { (void)read_case_file(path); });
  EXPECT_TRUE(message.starts_with(path.string() + ": ")) << message;
  return message.substr(std::min(message.size(), path.string().size() + 2));
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

StoredCase small_case() {
  return {.theorem = "gap-bound",
          .mutant = std::nullopt,
          .origin = {.file = "a.npy", .tensor = "a", .row = "[3, 17]", .k = 1, .epsilon = 0.25},
          .c = top_k_case({1, -0.5, masked}, 1)};
}

/// Every part, with numbers that are hard to write and a head that is no Top-k set.
StoredCase full_case() {
  constexpr double tiny = std::numeric_limits<double>::denorm_min();
  Case c = with_values(head_case({0.1, 3, masked, 3, -0.0, 1e300, tiny}, {6, 0, 3, 2}),
                       {{1, -0.0}, {0.1, 1e-300}, {tiny, 2}, {3, -1.0 / 3}, {4, 5}, {6, 7}, {8, 9}});
  c.epsilon = 0.1;
  c.query_keys = std::make_shared<const QueryKeys>(
      std::vector<double>{0.1, -0.0},
      std::make_shared<const Values>(
          7, 2, std::vector<double>{1, 2, tiny, 4, 5, -0.0, 7, 8, 9, 1e300, 11, 12, 13, 14}),
      c.scores->finite(), 0.3);
  derive(c, all_parts, {.seed = 7, .theorem = "full", .row = "r", .k = c.head.size()});
  check(c);
  return {.theorem = "norm-bound",
          .mutant = "without-two",
          .origin = {.file = "dir/b \"x\"\n.safetensors",
                     .tensor = "layer\xC3\xA9",
                     .row = "[]",
                     .k = 4,
                     .epsilon = {}},
          .c = c};
}

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

TEST(CaseFile, EveryFaultHasItsReason) {
  const std::string text = text_of(small_case());
  const auto reason = [&](const std::string& from, const std::string& to) {
    return reason_of(replaced(text, from, to));
  };
  EXPECT_TRUE(reason_of("not json").starts_with("is not JSON: parse error at line 1, column 2: "));
  EXPECT_EQ(reason_of("[1]"), "the file: expected an object");
  EXPECT_EQ(reason_of("{}"), "member \"schema\" is missing");
  EXPECT_EQ(reason_of(std::string(100000, '[') + std::string(100000, ']')), "is nested more than 64 deep");
  EXPECT_EQ(reason("case/1", "case/2"), "schema is \"tailmass.case/2\" instead of \"tailmass.case/1\"");
  EXPECT_EQ(reason("\"gap-bound\"", "\"gap-band\""), "unknown theorem \"gap-band\"");
  EXPECT_EQ(reason("\"origin\"", "\"mutant\": \"none\", \"origin\""), "unknown mutant \"none\" of gap-bound");
  EXPECT_EQ(reason("\"head\": [0],", "\"head\": [0], \"head\": [0],"), "member \"head\" appears twice");
  EXPECT_EQ(reason("\"k\":1", "\"k\":1,\"k\":1"), "member \"k\" appears twice");
  EXPECT_EQ(reason("\"head\": [0],", ""), "member \"head\" is missing");
  EXPECT_EQ(reason("\"k\":1,", ""), "member \"origin.k\" is missing");
  EXPECT_EQ(reason("\"head\"", "\"tail\": [1], \"head\""), "unknown member \"tail\"");
  EXPECT_EQ(reason("\"k\"", "\"n\":3,\"k\""), "unknown member \"origin.n\"");
  EXPECT_EQ(reason("\"gap-bound\"", "7"), "theorem: expected a string");
  EXPECT_EQ(reason("[0]", "0"), "head: expected an array");
  EXPECT_EQ(reason("[0]", "[-1]"), "head[0]: expected a whole number in range");
  EXPECT_EQ(reason("[0]", "[0.5]"), "head[0]: expected a whole number in range");
  EXPECT_EQ(reason("[0]", "[4294967296]"), "head[0]: expected a whole number in range");
  EXPECT_EQ(reason("\"-0.5\"", "-0.5"), "scores[1][1]: expected a string");
  EXPECT_EQ(reason(",\"-0.5\"", ""), "scores[1]: expected 2 items");
  EXPECT_EQ(reason("\"-0.5\"", "\"-0.25\""),
            "scores[1]: bits and decimal disagree, 0xbfe0000000000000 is -0.5");
  EXPECT_EQ(reason("\"-0.5\"", "\"-0.50\""),
            "scores[1]: bits and decimal disagree, 0xbfe0000000000000 is -0.5");
  EXPECT_EQ(reason("0x3ff0000000000000", "0x3FF0000000000000"),
            "scores[0]: expected 64 bits such as \"0x3ff0000000000000\"");
  EXPECT_EQ(reason("0x3ff0000000000000", "0x3ff"),
            "scores[0]: expected 64 bits such as \"0x3ff0000000000000\"");
  EXPECT_EQ(reason("\"0x3ff0000000000000\",\"1\"", "\"0x3ff8000000000000\",\"1.5\"").substr(0, 12),
            "checksum is ");
  EXPECT_EQ(reason("[0]", "[1]").substr(0, 12), "checksum is ");
  EXPECT_EQ(reason("a.npy", "b.npy").substr(0, 12), "checksum is ");
  EXPECT_EQ(reason(",\n\"checksum\": \"0xb6806e02b23878c0\"", ""), "member \"checksum\" is missing");
}

TEST(CaseFile, APartThatLeavesAPremiseUnmetIsVacuous) {
  const samples::Folder folder;
  const std::string zero = R"(["0x0000000000000000","0"])", one = R"(["0x3ff0000000000000","1"])";
  const std::string masked_score = R"(["0xfff0000000000000","-inf"])";
  const auto is_vacuous = [&](const std::string& part) {
    const std::string text = replaced(text_of(small_case()), "[0],", "[0], " + part + ",");
    EXPECT_THROW((void)read_case_file(write_text(folder, text)), VacuousCase) << part;
  };
  const auto block = [&](const std::string& keys, const std::string& lower, const std::string& in_head) {
    return "{\"keys\": [" + keys + "], \"lower\": " + lower + ", \"upper\": " + one +
           ", \"in_head\": " + in_head + ", \"parent\": 0}";
  };
  is_vacuous("\"blocks\": [" + block("0", zero, "true") + "," + block("1,2", zero, "false") + "]");
  is_vacuous("\"companion\": {\"any\": [0,0,1], \"in_head\": [1,0,0]}");
  is_vacuous("\"companion\": {\"any\": [1,0,0], \"in_head\": [0,1,0]}");
  is_vacuous("\"temperatures\": {\"beta0\": " + one + ", \"beta1\": " + zero + "}");
  is_vacuous("\"perturbed\": [" + one + "," + one + "," + one + "]");
  const auto box = [&](const std::string& point, const std::string& last) { // lower, upper, point, direction
    const std::string key = "[" + zero + "," + one + ",";
    return "\"box\": [" + key + point + "," + one + "]," + key + one + "," + one + "],[" + last + "," + last +
           "," + last + "," + one + "]]";
  };
  is_vacuous(box(R"(["0x4000000000000000","2"])", masked_score));
  is_vacuous(box(one, zero));
}

TEST(CaseFile, ACaseOutsideTheDomainIsTurnedAway) {
  const std::string text = text_of(small_case());
  const auto reason = [&](const std::string& from, const std::string& to) {
    return reason_of(replaced(text, from, to));
  };
  EXPECT_EQ(reason("\"0xbfe0000000000000\",\"-0.5\"", "\"0x7ff8000000000000\",\"nan\""),
            "score is NaN at key 1");
  EXPECT_EQ(reason("\"0xbfe0000000000000\",\"-0.5\"", "\"0x7ff0000000000000\",\"inf\""),
            "score is +inf at key 1");
  EXPECT_EQ(reason("[0]", "[]"), "the head has no mass: every kept key is masked");
  EXPECT_EQ(reason("[0]", "[2]"), "the head has no mass: every kept key is masked");
  EXPECT_EQ(reason("[0]", "[3]"), "head names a key outside the row at key 3");
  EXPECT_EQ(reason("[0]", "[0,0]"), "head names a key twice at key 0");
  const std::string one = R"(["0x3ff0000000000000","1"])";
  const auto with = [&](const std::string& part) { return reason("[0],", "[0]," + part + ","); };
  EXPECT_EQ(with("\"epsilon\": " + one), "epsilon is outside (0, 1)");
  EXPECT_EQ(with("\"values\": []"), "values need at least one key and one dimension");
  EXPECT_EQ(with("\"values\": [[" + one + "],[]]"), "values[1]: expected 1 items, as in values[0]");
  EXPECT_EQ(with("\"values\": [[" + one + "]]"), "values do not match the scores in number of keys");
  EXPECT_EQ(
      with("\"values\": [[" + replaced(one, "0x3ff0000000000000\",\"1", "0x7ff0000000000000\",\"inf") + "]]"),
      "value is infinite at key 0");
  EXPECT_EQ(with("\"blocks\": []"), "blocks leave a key out at key 0");
  EXPECT_EQ(with("\"box\": [[" + one + "]]"), "box[0]: expected 4 items");
  EXPECT_EQ(with("\"permutation\": [0,0,1]"), "the permutation names a key twice or not at all");
  EXPECT_EQ(with("\"sub_row\": [2]"), "the sub-row names a masked key or none of the row");
  EXPECT_EQ(with("\"perturbed\": [" + one + "]"), "the perturbed scores do not match the scores in number");
  EXPECT_EQ(with("\"perturbed\": [" + one + "," + one + "," + one + "]"),
            "the perturbed scores are masked otherwise than the scores at key 2");
  EXPECT_EQ(with("\"perturbed\": [1]"), "perturbed[0]: expected an array");
  EXPECT_EQ(with("\"perturbed\": " + one), "perturbed[0]: expected an array");
  EXPECT_EQ(with("\"searches\": []"), "searches need a query and keys");
  const auto query_keys = [&](const std::string& query, const std::string& keys) {
    return "\"keyed\": {\"query\": [" + query + "], \"scale\": " + one + ", \"keys\": [" + keys + "]}";
  };
  const std::string three = "[" + one + "],[" + one + "],[" + one + "]";
  EXPECT_EQ(with(query_keys(one, three)).substr(0, 12), "checksum is ");
  EXPECT_EQ(with(query_keys(one, "[" + one + "],[]")),
            "keyed.keys[1]: expected 1 items, as in keyed.keys[0]");
  EXPECT_EQ(with(query_keys("", three)), "the query has 0 coordinates and the keys have 1");
  EXPECT_EQ(with(query_keys(one, "[" + one + "]")), "a key lies outside the row at key 1");
  EXPECT_EQ(with(query_keys(one, three + ",[" + one + "]")),
            "query and keys do not match the scores in their unmasked keys");
  const auto search = [&](const std::string& k, const std::string& cells) {
    return with(query_keys(one, three) + ", \"searches\": [{\"k\": " + k + ", \"growth\": 0, \"epsilon\": " +
                replaced(one, "0x3ff0000000000000\",\"1", "0x3fe0000000000000\",\"0.5") + ", \"cells\": [" +
                cells + "]}]");
  };
  EXPECT_EQ(search("1", "{\"keys\": [0,1], \"upper\": " + one + "}").substr(0, 12), "checksum is ");
  EXPECT_EQ(search("3", "{\"keys\": [0,1], \"upper\": " + one + "}"), "a search's k is outside 1..n_f");
  EXPECT_EQ(search("1", "{\"keys\": [0], \"upper\": " + one + "}"), "cells leave a key out at key 1");
  EXPECT_EQ(search("1", "{\"keys\": [0,1,2], \"upper\": " + one + "}"),
            "cells do not partition the unmasked keys at key 2");
  EXPECT_EQ(search("1", ""), "cells leave a key out at key 0");
  EXPECT_EQ(with("\"companion\": {\"any\": [1], \"in_head\": [1]}"),
            "companion weights do not match the scores in number");
  EXPECT_EQ(with("\"checkpoints\": {\"head\": [0,1], \"tail\": [1,2], \"known_gaps\": 2}"),
            "the number of known gaps is outside 1..n_f - k");
}

TEST(CaseFile, ACaseWithoutAPartThatItsTheoremSpeaksOfIsTurnedAway) {
  std::size_t lacking = 0;
  for (const Theorem* theorem : catalogue()) {
    const std::string text = text_of({std::string(theorem->id), {}, {}, top_k_case({1, 0, 2}, 1)});
    if (theorem->needs == PartSet()) {
      EXPECT_NO_THROW((void)read_text(text)) << theorem->id;
      continue;
    }
    ++lacking;
    EXPECT_TRUE(reason_of(text).starts_with(std::string(theorem->id) + " speaks of ")) << theorem->id;
  }
  EXPECT_GT(lacking, 15U);
  EXPECT_EQ(reason_of(text_of({"norm-bound", "without-two", {}, top_k_case({1, 0}, 1)})),
            "norm-bound speaks of values, and the case has none");
  // Checkpoints do not exist for k >= n_f.
  EXPECT_NO_THROW((void)read_text(text_of({"multi-gap-bound", {}, {}, top_k_case({1, 0, 2}, 3)})));
}

TEST(CaseFile, AFileThatIsMissingOrCannotBeWrittenIsAnError) {
  const samples::Folder folder;
  const std::filesystem::path path = folder.path() / "none" / "case.json";
  EXPECT_EQ(samples::error_of([&] { (void)read_case_file(path); }), path.string() + ": no such file");
  EXPECT_EQ(samples::error_of([&] { write_case_file(path, small_case()); }),
            path.string() + ": cannot be written: No such file or directory");
  const std::filesystem::path occupied = folder.path() / "folder" / "inner";
  std::filesystem::create_directories(occupied);
  EXPECT_TRUE(samples::error_of([&] {
                write_case_file(occupied.parent_path(), small_case());
              }).starts_with(occupied.parent_path().string() + ": cannot be written: "));
  write_case_file(folder.path() / "case.json", small_case());
  write_case_file(folder.path() / "case.json", full_case()); // replaces it
  EXPECT_EQ(text_of(folder.path() / "case.json"), text_of(full_case()));
  std::size_t entries = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path()))
    entries += entry.exists() ? 1 : 0;
  EXPECT_EQ(entries, 2U); // nothing unfinished is left
}

TEST(CaseFile, AnOriginThatIsNoUtf8IsStillWritten) {
  StoredCase stored = small_case();
  stored.origin.file = "bad\xFFname";
  const std::string text = text_of(stored);
  EXPECT_EQ(text_of(read_text(text)), text);
}

} // namespace tailmass::verify::cases
