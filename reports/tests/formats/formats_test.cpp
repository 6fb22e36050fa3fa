// JUnit, Markdown and comparisons of made-up records, read by programs of others where there are some.
#include "reports/formats/formats.hpp"

#include "reports/formats/junit.hpp"
#include "reports/formats/markdown.hpp"
#include "reports/tests/commands/run_command.hpp"
#include "reports/tests/formats/check_file.hpp"
#include "reports/text/output.hpp"
#include "theory/theorems/catalogue.hpp"
#include "verify/cases/case_file.hpp"
#include "verify/tests/input/samples.hpp"

#include <algorithm>
#include <fstream>
#include <gtest/gtest.h>
#include <limits>
#include <nlohmann/json.hpp>

namespace tailmass::reports::formats {
using namespace tailmass::tests;

namespace {

using nlohmann::json;

verify::record::TheoremRecord theorem_with(const std::string& id, verify::judge::Verdict verdict,
                                           std::size_t count = 3) {
  verify::record::TheoremRecord theorem{.id = id, .all = {}, .claims = {}};
  theorem.all.tally.add(verdict, count);
  return theorem;
}

/// One theorem of each fate, a kernel's wrong number, a precise and an imprecise implementation.
verify::record::Record mixed_record(const std::string& case_file) {
  verify::record::Record record;
  record.command = "tailmass verify x.safetensors";
  record.date = "2026-01-02T03:04:05Z";
  record.timing.seconds = 1.5;
  record.theorems = {theorem_with("gap-bound", verify::judge::Verdict::proved),
                     theorem_with("k-epsilon", verify::judge::Verdict::refuted, 2),
                     theorem_with("norm-bound", verify::judge::Verdict::undecided),
                     theorem_with("gap-threshold", verify::judge::Verdict::vacuous)};
  for (const verify::judge::Verdict verdict :
       {verify::judge::Verdict::refuted, verify::judge::Verdict::undecided})
    record.failures.push_back(
        {.theorem = verdict == verify::judge::Verdict::refuted ? "k-epsilon" : "norm-bound",
         .claim = "lhs <= rhs",
         .verdict = verdict,
         .reason = "lhs 2, rhs 1",
         .origin = {.file = "x.safetensors", .tensor = "a|b`<c>&\"\n# d", .row = "[1, 2]", .k = 3},
         .case_file = case_file});
  record.kernel = {
      {.check = "kernel-lse",
       .bound = "b",
       .held = 5,
       .exceeded = 1,
       .worst_ratio = 7,
       .failures = {
           {.tensor = "a.lse",
            .row = "[0]",
            .message = "a.lse is wrong",
            .cause = "base 2",
            .number = {{.axis = {}, .stored = 2.5, .truth = 2, .bound = 0x1p-20, .ratio = 0x1p19}}}}}};
  verify::record::PrecisionRecord precision;
  precision.lines = {
      {.name = {"tail_mass", "stable", "double"}, .cases = 9, .max_ulp = 1, .mean_ulp = 0.5, .worst = {}},
      {.name = {"kl", "stable", "double"}, .cases = 9, .max_ulp = 9, .mean_ulp = 0.5, .worst = {}}};
  precision.faults = {
      {{"kl", "stable", "double"}, "limit exceeded", "kl/stable/double: 9 ulp", "tailmass precision --n 1"}};
  record.precision = precision;
  return record;
}

const sections::Change* find_change(const sections::Comparison& comparison, const std::string& name) {
  const auto found = std::ranges::find(comparison.changes, name, &sections::Change::name);
  return found == comparison.changes.end() ? nullptr : &*found;
}

verify::record::Record precise_record(double max_ulp, double mean_ulp) {
  verify::record::Record record;
  record.seed = 1;
  record.precision = verify::record::PrecisionRecord{};
  record.precision->lines = {
      {.name = {"kl", "stable", "float"}, .max_ulp = max_ulp, .mean_ulp = mean_ulp, .worst = {}}};
  return record;
}

std::size_t count_of(const std::string& text, const std::string& word) {
  std::size_t count = 0;
  for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1))
    ++count;
  return count;
}

} // namespace

TEST(Junit, OthersReadWhatWasFound) {
  const samples::Folder folder;
  const verify::record::Record record = mixed_record("f/case.json");
  const std::string xml = junit_of(sections::outcomes_of(record), record);
  const std::string path = folder.write("run.xml", samples::bytes_of(xml)).string();
  const json read = json::parse(check_file({"junit", schema_file("junit.xsd"), path}));
  EXPECT_EQ(read["tests"], 7);
  EXPECT_EQ(read["failures"], 3);
  EXPECT_EQ(read["errors"], 1);
  EXPECT_EQ(read["skipped"], 1);
  const json& refuted = read["cases"][1];
  EXPECT_EQ(refuted["name"], "k-epsilon");
  EXPECT_EQ(refuted["properties"]["refuted"], "2");
  EXPECT_EQ(refuted["results"][0][0], "Failure");
  EXPECT_EQ(refuted["results"][0][1], "k-epsilon refuted at a|b`<c>&\"\\x0a# d [1,2] k=3 of x.safetensors");
  const std::string text = refuted["results"][0][2];
  EXPECT_NE(text.find("lhs 2, rhs 1"), std::string::npos);
  EXPECT_NE(text.find("tailmass replay f/case.json"), std::string::npos);
  EXPECT_EQ(read["cases"][0]["results"], json::array());
  EXPECT_EQ(read["cases"][0]["properties"]["proved"], "3");
  EXPECT_EQ(read["cases"][2]["results"][0][0], "Error");
  EXPECT_EQ(read["cases"][3]["results"][0][0], "Skipped");
  EXPECT_EQ(read["cases"][4]["results"][0][1], "a.lse is wrong");
  EXPECT_EQ(read["cases"][6]["results"][0][1], "kl/stable/double: 9 ulp");
}

TEST(Junit, BytesThatXmlCannotHoldAreReplaced) {
  const samples::Folder folder;
  verify::record::Record record;
  record.theorems = {theorem_with("a\x01\xff\xef\xbf\xbf]]>", verify::judge::Verdict::proved)};
  const std::string path =
      folder.write("run.xml", samples::bytes_of(junit_of(sections::outcomes_of(record), record))).string();
  const json read = json::parse(check_file({"junit", schema_file("junit.xsd"), path}));
  EXPECT_EQ(read["cases"][0]["name"], "a\\x01\\xff?]]>");
}

TEST(Markdown, FailuresComeFirstAndNamesCannotBreakOut) {
  const verify::record::Record record = mixed_record("f/case.json");
  const std::string text = markdown_of(sections::outcomes_of(record), record, std::nullopt);
  EXPECT_TRUE(text.starts_with(
      "## tailmass: 3 things did not hold.\n\n3 failed, 1 undecided, 1 skipped, 2 passed\n"));
  const std::size_t refuted = text.find("k-epsilon refuted at");
  EXPECT_LT(refuted, text.find("norm-bound undecided at"));
  EXPECT_LT(refuted, text.find("<details>"));
  EXPECT_NE(text.find("```sh\ntailmass replay f/case.json\n```"), std::string::npos);
  EXPECT_NE(text.find("a&#124;b&#96;&lt;c&gt;&amp;"), std::string::npos);
  EXPECT_EQ(text.find("\n# d"), std::string::npos);
  EXPECT_EQ(text.find("<c>"), std::string::npos);
  EXPECT_NE(text.find("\n| tensor | row | axis | stored | truth | bound | error/bound | cause |\n| --- |"),
            std::string::npos);
  EXPECT_NE(text.find("\n| `a.lse` | `[0]` |  | `2.5` | `2` | `9.54e-07` | `5.24e+05` | `base 2` |\n"),
            std::string::npos);
}

TEST(Markdown, StaysSmallHoweverMuchFailed) {
  verify::record::Record record = mixed_record("f/case.json");
  record.failures.resize(5000, record.failures.front());
  const std::string text = markdown_of(sections::outcomes_of(record), record, std::nullopt);
  EXPECT_LT(text.size(), 100000U);
  EXPECT_NE(text.find("more of `k-epsilon`"), std::string::npos);
}

TEST(Markdown, OfACleanRunSaysSo) {
  verify::record::Record record;
  record.theorems = {theorem_with("gap-bound", verify::judge::Verdict::proved)};
  const std::string text = markdown_of(sections::outcomes_of(record), record, std::nullopt);
  EXPECT_TRUE(text.starts_with("## tailmass: The theorem held.\n\n1 passed\n"));
  EXPECT_EQ(text.find("did not hold"), std::string::npos);
}

TEST(Markdown, SaysAllHeldOnlyWhereSomethingDid) {
  const auto headline_of = [](const verify::record::Record& record) {
    const std::string text = markdown_of(sections::outcomes_of(record), record, std::nullopt);
    return text.substr(0, text.find('\n'));
  };
  verify::record::Record vacuous;
  vacuous.theorems = {theorem_with("gap-bound", verify::judge::Verdict::vacuous)};
  EXPECT_EQ(headline_of(vacuous), "## tailmass: Nothing was judged.");
  vacuous.require_all = true;
  EXPECT_EQ(headline_of(vacuous), "## tailmass: Not all was decided.");
  EXPECT_EQ(headline_of({}), "## tailmass: Nothing was judged.");
  verify::record::Record certified;
  certified.certified.emplace().resize(2);
  EXPECT_EQ(headline_of(certified), "## tailmass: The tensor got certificates.");
}

TEST(Comparison, SaysWhatIsWorseBetterNewAndLost) {
  verify::record::Record base;
  base.theorems = {
      theorem_with("a", verify::judge::Verdict::proved), theorem_with("b", verify::judge::Verdict::refuted),
      theorem_with("c", verify::judge::Verdict::proved), theorem_with("d", verify::judge::Verdict::proved)};
  verify::record::Record now;
  now.command = "tailmass verify";
  now.theorems = {
      theorem_with("a", verify::judge::Verdict::refuted), theorem_with("b", verify::judge::Verdict::proved),
      theorem_with("e", verify::judge::Verdict::proved), theorem_with("d", verify::judge::Verdict::agrees)};
  const sections::Comparison comparison = sections::compare(now, base, "base.json", 1.5);
  ASSERT_EQ(comparison.changes.size(), 4U);
  EXPECT_EQ(find_change(comparison, "a")->kind, sections::Change::Kind::worse);
  EXPECT_EQ(find_change(comparison, "a")->text, "3 held -> 3 refuted");
  EXPECT_EQ(find_change(comparison, "b")->kind, sections::Change::Kind::better);
  EXPECT_EQ(find_change(comparison, "c")->kind, sections::Change::Kind::lost);
  EXPECT_EQ(find_change(comparison, "e")->kind, sections::Change::Kind::added);
  EXPECT_EQ(comparison.changes.front().name, "a");
  EXPECT_TRUE(comparison.regressed());
  EXPECT_FALSE(sections::compare(now, now, "base.json", 1.5).regressed());
  EXPECT_EQ(sections::compare(now, now, "base.json", 1.5).changes.size(), 0U);
  const std::vector<sections::Outcome> outcomes = sections::outcomes_of(comparison);
  ASSERT_EQ(outcomes.size(), 2U);
  EXPECT_EQ(outcomes[0].problems[0].message, "a worse: 3 held -> 3 refuted");
  EXPECT_EQ(sections::outcomes_of(sections::compare(now, now, "base.json", 1.5)).front().status,
            sections::Outcome::Status::passed);
}

TEST(Comparison, WhatIsNotCheckedAnyMoreIsWorse) {
  verify::record::Record base;
  base.theorems = {theorem_with("a", verify::judge::Verdict::proved),
                   theorem_with("c", verify::judge::Verdict::proved)};
  verify::record::Record now;
  now.theorems = {theorem_with("a", verify::judge::Verdict::proved)};
  EXPECT_TRUE(sections::compare(now, base, "b", 1.5).regressed());
  EXPECT_FALSE(sections::compare(base, now, "b", 1.5).regressed());
}

TEST(Comparison, AVerdictThatIsLostToUndecidedOrToNoCaseIsWorse) {
  verify::record::Record base;
  base.theorems = {theorem_with("a", verify::judge::Verdict::proved)};
  for (const verify::judge::Verdict verdict :
       {verify::judge::Verdict::undecided, verify::judge::Verdict::vacuous}) {
    verify::record::Record now;
    now.theorems = {theorem_with("a", verdict)};
    EXPECT_TRUE(sections::compare(now, base, "b", 1.5).regressed()) << name_of(verdict);
  }
}

TEST(Comparison, ErrorsAreWorsePastTheFactor) {
  const auto regressed = [](double max_ulp, double mean_ulp, double factor = 1.5) {
    return sections::compare(precise_record(max_ulp, mean_ulp), precise_record(4, 1), "b", factor)
        .regressed();
  };
  EXPECT_FALSE(regressed(4, 1));
  EXPECT_FALSE(regressed(6, 1.5));
  EXPECT_TRUE(regressed(6.01, 1));
  EXPECT_TRUE(regressed(4, 1.51));
  EXPECT_FALSE(regressed(6.01, 1, 2));
  EXPECT_FALSE(regressed(1, 0.1));
  const sections::Comparison better =
      sections::compare(precise_record(1, 0.1), precise_record(4, 1), "b", 1.5);
  ASSERT_FALSE(better.changes.empty());
  EXPECT_EQ(better.changes.front().kind, sections::Change::Kind::better);
  EXPECT_TRUE(regressed(std::numeric_limits<double>::infinity(), 1));
}

TEST(Comparison, OtherCasesOrPartsAreRefusedAndOtherMachinesAWarning) {
  verify::record::Record other_seed = precise_record(4, 1);
  other_seed.seed = 2;
  EXPECT_THROW((void)sections::compare(other_seed, precise_record(4, 1), "b", 1.5), text::UsageError);
  verify::record::Record other_effort = precise_record(4, 1);
  other_effort.precision->effort = 2;
  EXPECT_THROW((void)sections::compare(other_effort, precise_record(4, 1), "b", 1.5), text::UsageError);
  verify::record::Record other_count = precise_record(4, 1);
  other_count.rows = 7;
  EXPECT_THROW((void)sections::compare(other_count, precise_record(4, 1), "b", 1.5), text::UsageError);
  verify::record::Record other_rows = precise_record(4, 1);
  other_rows.precision->lines[0].worst.checksum = "0x1";
  EXPECT_THROW((void)sections::compare(other_rows, precise_record(4, 1), "b", 1.5), text::UsageError);
  other_rows.precision->lines[0].worst.index = 7; // another place has another case
  EXPECT_NO_THROW((void)sections::compare(other_rows, precise_record(4, 1), "b", 1.5));
  verify::record::Record theorems;
  theorems.theorems = {theorem_with("a", verify::judge::Verdict::proved)};
  EXPECT_THROW((void)sections::compare(theorems, precise_record(4, 1), "b", 1.5), text::UsageError);
  verify::record::Record machine = precise_record(4, 1);
  machine.host.processor = "another";
  machine.host.tailmass = "0.2.0 (abc)";
  const sections::Comparison comparison = sections::compare(machine, precise_record(4, 1), "b", 1.5);
  EXPECT_EQ(comparison.warnings, (std::vector<std::string>{"another tailmass: 0.2.0 (abc), before unknown",
                                                           "another processor: another, before unknown"}));
}

TEST(Comparison, AClaimThatAHuntRefutesIsWorse) {
  const auto hunted = [](verify::record::HuntOutcome outcome) {
    verify::record::Record record;
    record.hunt.emplace().sharpness = {{.objective = "t", .claim = "c", .outcome = outcome}};
    return record;
  };
  const verify::record::Record held = hunted(verify::record::HuntOutcome::slack);
  const sections::Comparison comparison =
      sections::compare(hunted(verify::record::HuntOutcome::refuted), held, "b", 1.5);
  ASSERT_EQ(comparison.changes.size(), 1U);
  EXPECT_EQ(comparison.changes[0].name, "t/c");
  EXPECT_EQ(comparison.changes[0].kind, sections::Change::Kind::worse);
  EXPECT_FALSE(sections::compare(hunted(verify::record::HuntOutcome::attained), held, "b", 1.5).regressed());
}

TEST(Comparison, AKernelsRatioIsWorsePastTheFactor) {
  const auto with_ratio = [](double ratio, std::size_t exceeded) {
    verify::record::Record record;
    record.theorems = {theorem_with("a", verify::judge::Verdict::proved)};
    record.kernel = {
        {.check = "kernel-lse", .bound = "b", .held = 5, .exceeded = exceeded, .worst_ratio = ratio}};
    return record;
  };
  EXPECT_FALSE(sections::compare(with_ratio(0.6, 0), with_ratio(0.5, 0), "b", 1.5).regressed());
  EXPECT_TRUE(sections::compare(with_ratio(0.8, 0), with_ratio(0.5, 0), "b", 1.5).regressed());
  EXPECT_FALSE(sections::compare(with_ratio(0.08, 0), with_ratio(0.01, 0), "b", 1.5).regressed());
  EXPECT_TRUE(sections::compare(with_ratio(2, 1), with_ratio(2, 0), "b", 1.5).regressed());
}

TEST(ReportCommand, WritesFormatsAndItsReplayCommandsWork) {
  const samples::Folder folder;
  const Theorem& theorem = *find_theorem("gap-bound");
  const std::string stored = (folder.path() / "died.json").string();
  verify::cases::write_case_file(stored, {.theorem = "gap-bound",
                                          .mutant = std::string(theorem.mutants.front().name),
                                          .origin = {},
                                          .c = theorem.mutants.front().refuting_case()});
  const std::string run = (folder.path() / "run.json").string();
  std::ofstream(run) << to_json(mixed_record(stored)).dump();
  const CommandResult xml = run_command({"report", run, "--junit", "-"});
  EXPECT_EQ(xml.exit_code, 1);
  EXPECT_TRUE(xml.out.starts_with("<?xml")) << xml.out << xml.err;
  const CommandResult page = run_command({"report", run, "--markdown", "-"});
  EXPECT_EQ(page.exit_code, 1);
  const std::string command = "tailmass replay " + stored;
  ASSERT_NE(page.out.find(command + "\n"), std::string::npos) << page.out;
  EXPECT_EQ(run_command({"replay", stored}).exit_code, 1);
  EXPECT_EQ(run_command({"report", run, "--junit", "-", "--markdown", "-"}).exit_code, 2);
}

TEST(ReportCommand, FailsOnARegressionOnly) {
  const samples::Folder folder;
  const auto write = [&](const std::string& name, const verify::record::Record& record) {
    const std::string path = (folder.path() / name).string();
    std::ofstream(path) << to_json(record).dump();
    return path;
  };
  verify::record::Record better = precise_record(4, 1);
  verify::record::Record worse = precise_record(40, 1);
  const std::string base = write("base.json", better);
  const std::string now = write("now.json", worse);
  EXPECT_EQ(run_command({"report", now}).exit_code, 0);
  const CommandResult regressed = run_command({"report", now, "--against", base});
  EXPECT_EQ(regressed.exit_code, 1);
  EXPECT_NE(regressed.out.find("kl/stable/float"), std::string::npos);
  EXPECT_EQ(run_command({"report", base, "--against", now}).exit_code, 0);
  EXPECT_EQ(run_command({"report", now, "--against", base, "--factor", "20"}).exit_code, 0);
  EXPECT_EQ(count_of(run_command({"report", now, "--against", base, "--junit", "-"}).out, "<failure"), 1U);
  EXPECT_EQ(count_of(run_command({"report", now, "--against", base, "--html", "-"}).out,
                     R"("headline":"1 thing did not hold.")"),
            1U);
  worse.seed = 2;
  EXPECT_EQ(run_command({"report", write("seed.json", worse), "--against", base}).exit_code, 2);
}

} // namespace tailmass::reports::formats
