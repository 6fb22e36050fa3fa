// A stored case that was changed anywhere, or speaks of nothing, is turned away with its reason.
#include "theory/nouns/domain_error.hpp"
#include "theory/theorems/catalogue.hpp"
#include "verify/cases/case_members.hpp"
#include "verify/tests/cases/stored_cases.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>

namespace tailmass::verify::cases {

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
  EXPECT_EQ(reason("\"gap-bound\"", "\"gap-band\""),
            "no theorem is called \"gap-band\", the nearest is gap-bound");
  EXPECT_EQ(reason("\"origin\"", "\"mutant\": \"none\", \"origin\""),
            "no mutant of gap-bound is called \"none\"");
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

} // namespace tailmass::verify::cases
