// Tables say what the record says, aligned, within the width, and loud only where something failed.
#include "reports/sections/table.hpp"

#include "reports/sections/case_table.hpp"
#include "theory/theorems/cases.hpp"
#include "theory/theorems/catalogue.hpp"
#include "verify/campaign/replay.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <set>
#include <sstream>

namespace tailmass::reports::sections {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);)
    lines.push_back(line);
  return lines;
}

/// The first line that starts with this, indented or not.
std::string line_with(const std::string& text, const std::string& start) {
  for (const std::string& line : lines_of(text))
    if (const std::size_t at = line.find_first_not_of(' ');
        at != std::string::npos && line.substr(at).starts_with(start))
      return line;
  return "no line starts with " + start;
}

std::vector<std::string> words_of(const std::string& line) {
  std::istringstream stream(line);
  std::vector<std::string> words;
  for (std::string word; stream >> word;)
    words.push_back(word);
  return words;
}

/// Positions after the last character of every word.
std::vector<std::size_t> word_ends(const std::string& line) {
  std::vector<std::size_t> ends;
  for (std::size_t i = 0; i < line.size(); ++i)
    if (line[i] != ' ' && (i + 1 == line.size() || line[i + 1] == ' '))
      ends.push_back(i + 1);
  return ends;
}

std::size_t characters(const std::string& line) {
  return static_cast<std::size_t>(std::ranges::count_if(line, [](char c) { return (c & '\xC0') != '\x80'; }));
}

std::string without_colour(std::string text) {
  for (std::size_t at = text.find('\x1b'); at != std::string::npos; at = text.find('\x1b'))
    text.erase(at, text.find('m', at) - at + 1);
  return text;
}

verify::record::Tally tally(std::initializer_list<std::pair<verify::judge::Verdict, std::size_t>> counts) {
  verify::record::Tally result;
  for (const auto& [verdict, count] : counts)
    result.add(verdict, count);
  return result;
}

verify::record::ClaimRecord bound(std::string label, const verify::record::Tally& counts, double slack,
                                  verify::record::Looseness looseness) {
  return {.label = std::move(label),
          .tally = counts,
          .worst_slack = slack,
          .worst =
              verify::cases::Origin{
                  .file = "a/scores.safetensors", .tensor = "layer1.scores", .row = "[3, 17]", .k = 12},
          .log_looseness = looseness};
}

/// A clean run: an identity, a bound of two claims, one with vacuous cases.
verify::record::Record clean_record() {
  verify::record::Record record;
  record.seed = 7;
  record.host.threads = 2;
  record.timing = {11.26, 123.4};
  record.rows = record.rows_total = 416;
  record.cases = 5824;
  verify::record::TheoremRecord identity{.id = "tv-is-tail-mass", .all = {}, .claims = {}, .bits_max = 320};
  identity.all.tally = tally({{verify::judge::Verdict::agrees, 1234567}});
  verify::record::TheoremRecord generic{
      .id = "generic-inequalities", .all = {}, .claims = {}, .bits_max = 128};
  generic.claims = {bound("TV <= sqrt(KL/2), Pinsker", tally({{verify::judge::Verdict::proved, 5824}}), 0.103,
                          {0.103, 0.2, 9}),
                    bound("TV <= sqrt(1 - exp(-KL)), Bretagnolle-Huber",
                          tally({{verify::judge::Verdict::proved, 5823}, {verify::judge::Verdict::tight, 1}}),
                          0, {0, 0.04, 5})};
  generic.all =
      bound("", tally({{verify::judge::Verdict::proved, 11647}, {verify::judge::Verdict::tight, 1}}), 0,
            {0, 0.12, 9});
  verify::record::TheoremRecord gap{.id = "gap-bound", .all = {}, .claims = {}, .bits_max = 256};
  gap.all = bound("", tally({{verify::judge::Verdict::proved, 5000}, {verify::judge::Verdict::vacuous, 824}}),
                  1.5e-7, {1.5e-7, std::log(23.4), infinity});
  record.theorems = {identity, generic, gap};
  record.consistency = {
      {.check = "stored-scores",
       .bound = "|s - q.k| <= gamma_d sum |q_x k_x|",
       .held = 224256,
       .exceeded = 0,
       .worst_ratio = 0.262,
       .worst = verify::cases::Origin{
           .file = "a/scores.safetensors", .tensor = "layer0.scores", .row = "[0, 2]", .k = 0}}};
  return record;
}

/// The same with a refuted, an undecided and an unjudged theorem, interrupted.
verify::record::Record failed_record() {
  verify::record::Record record = clean_record();
  record.theorems[2].all.tally =
      tally({{verify::judge::Verdict::proved, 4998}, {verify::judge::Verdict::refuted, 2}});
  record.theorems[2].all.worst_slack = -0.0101;
  verify::record::TheoremRecord open{.id = "k-epsilon", .all = {}, .claims = {}, .bits_max = 4096};
  open.all.tally = tally({{verify::judge::Verdict::undecided, 1}});
  verify::record::TheoremRecord empty{.id = "gap-threshold", .all = {}, .claims = {}};
  empty.all.tally = tally({{verify::judge::Verdict::vacuous, 5824}});
  record.theorems.push_back(empty);
  record.theorems.push_back(open);
  record.rows = 212;
  record.interrupted = true;
  record.require_all = true;
  record.consistency[0].exceeded = 3;
  const verify::cases::Origin origin{
      .file = "a/scores.safetensors", .tensor = "layer1.scores", .row = "[3, 17]", .k = 12, .epsilon = {}};
  record.failures = {{"gap-bound", "tau <= 1/(1 + (k/(n_f - k)) e^Delta)", verify::judge::Verdict::refuted,
                      "left exceeds right: 0.51 and 0.50", origin, "my failures/0001-gap-bound.json"},
                     {"k-epsilon", "eps <= tau at k_eps - 1", verify::judge::Verdict::undecided,
                      "precision ran out at 4096 bits", origin, ""}};
  return record;
}

} // namespace

TEST(VerifyTable, ACleanRunReadsSo) {
  EXPECT_EQ(table_of(clean_record()),
            R"(0 of 1,251,215 claims refuted

theorem               proved     agrees  tight  vacuous  bits  looseness    slack  at

1  Distribution level
tv-is-tail-mass            0  1,234,567      0        0   320          =
generic-inequalities  11,647          0      1        0   128      x1.13        0  layer1.scores [3,17] k=12

2  Deterministic bounds from the ordered scores
gap-bound              5,000          0      0      824   256        x23  1.5e-07  layer1.scores [3,17] k=12

bits: most that a verdict took; looseness: median rhs/lhs of the bounds, = an identity; slack: least ln(rhs/lhs), at which case

judged          416 rows, 5,824 cases, 1,251,215 claims: 16,647 proved, 1,234,567 agree, 1 tight, 0 refuted, 0 undecided; vacuous
                824 times
stored-scores   224,256 held, 0 exceeded; largest error 26.2 % of its bound at layer0.scores [0,2]; |s - q.k| <= gamma_d sum |q_x
                k_x|
run             11.3 s on 2 threads, 123 MB, seed 7
All 3 theorems held.
)");
}

TEST(VerifyTable, RowsAreUnderTheirSections) {
  const std::vector<std::string> lines = lines_of(table_of(failed_record()));
  const auto at = [&](const std::string& start) {
    return std::ranges::find_if(lines, [&](const std::string& line) { return line.starts_with(start); }) -
           lines.begin();
  };
  EXPECT_LT(at("1  Distribution level"), at("tv-is-tail-mass"));
  EXPECT_LT(at("generic-inequalities"), at("2  Deterministic bounds"));
  EXPECT_LT(at("2  Deterministic bounds"), at("gap-bound"));
  EXPECT_EQ(std::ranges::count_if(lines, [](const std::string& line) { return line.starts_with("2  "); }), 1);
}

TEST(VerifyTable, NumbersEndBelowTheirHeadings) {
  for (const bool claims : {false, true})
    for (const std::size_t width : {72U, 90U, 110U, 130U, 200U}) {
      const std::string text = table_of(failed_record(), {.width = width, .claims = claims});
      const std::string head = line_with(text, "theorem  ");
      const std::vector<std::size_t> heading = word_ends(head);
      std::set<std::size_t> allowed(heading.begin(), heading.end());
      for (const char* id : {"tv-is-tail-mass", "gap-bound", "k-epsilon"}) {
        const std::string line = line_with(text, id);
        const std::vector<std::size_t> ends = word_ends(line);
        const std::size_t columns = std::min<std::size_t>(ends.size(), 6); // counts, at least up to undecided
        for (std::size_t i = 1; i < columns; ++i)
          EXPECT_TRUE(allowed.contains(ends[i])) << width << "\n" << head << "\n" << line;
      }
    }
}

TEST(VerifyTable, NoLineIsWiderThanAsked) {
  for (const verify::record::Record& record : {clean_record(), failed_record()})
    for (const bool claims : {false, true})
      for (const bool unicode : {false, true})
        for (std::size_t width = 72; width <= 160; ++width)
          for (const std::string& line :
               lines_of(table_of(record, {.width = width, .unicode = unicode, .claims = claims})))
            EXPECT_LE(characters(line), width) << line;
}

TEST(VerifyTable, NarrowTerminalsKeepEveryVerdict) {
  const std::string text = table_of(failed_record(), {.width = 72});
  EXPECT_EQ(words_of(line_with(text, "theorem  ")),
            (std::vector<std::string>{"theorem", "held", "vacuous", "refuted", "undecided", "looseness"}));
  EXPECT_EQ(words_of(line_with(text, "gap-bound ")),
            (std::vector<std::string>{"gap-bound", "4,998", "0", "2", "0", "x23"}));
  EXPECT_EQ(table_of(failed_record(), {.width = 10}), text);
}

TEST(VerifyTable, AColumnOfNothingIsLeftOut) {
  const std::string clean = line_with(table_of(clean_record()), "theorem  ");
  for (const char* none : {"refuted", "undecided", "consistent"})
    EXPECT_EQ(clean.find(none), std::string::npos) << clean;
  verify::record::Record record = clean_record();
  record.theorems[2].all.tally.add(verify::judge::Verdict::undecided);
  const std::string open = line_with(table_of(record), "theorem  ");
  EXPECT_NE(open.find("undecided"), std::string::npos) << open;
  EXPECT_EQ(open.find("refuted"), std::string::npos) << open;
}

TEST(VerifyTable, ClaimsHaveRowsOfTheirOwnWhenAsked) {
  const std::string text = table_of(clean_record(), {.claims = true});
  EXPECT_EQ(words_of(line_with(text, "generic-inequalities")),
            (std::vector<std::string>{"generic-inequalities", "11,647", "0", "1", "0", "128", "x1.13", "0",
                                      "layer1", "[3,17]", "k=12"}));
  const std::string row = line_with(text, "TV <= sqrt(KL/2), Pinsker ");
  EXPECT_TRUE(row.starts_with("  TV"));
  EXPECT_EQ(words_of(row), (std::vector<std::string>{"TV", "<=", "sqrt(KL/2),", "Pinsker", "5,824", "0", "0",
                                                     "x1.22", "0.103", "layer1", "[3,17]", "k=12"}));
  EXPECT_EQ(table_of(clean_record()).find("Pinsker"), std::string::npos);
  // A label that has no room goes on below, whole.
  const std::vector<std::string> lines = lines_of(table_of(clean_record(), {.width = 90, .claims = true}));
  const auto first =
      std::ranges::find_if(lines, [](const std::string& line) { return line.find("1 - exp") != line.npos; });
  ASSERT_NE(first, lines.end());
  EXPECT_EQ(*(first + 1), "  Bretagnolle-Huber");
}

TEST(VerifyTable, FailuresComeWithReasonAndCommand) {
  const std::string text = table_of(failed_record());
  EXPECT_NE(text.find("\n3 claims did not hold, of which the first 2\n"
                      "refuted    gap-bound at layer1.scores [3,17] k=12 of a/scores.safetensors\n"
                      "           tau <= 1/(1 + (k/(n_f - k)) e^Delta)\n"
                      "           left exceeds right: 0.51 and 0.50\n"
                      "           tailmass replay 'my failures/0001-gap-bound.json'\n"
                      "undecided  k-epsilon at layer1.scores [3,17] k=12 of a/scores.safetensors\n"
                      "           eps <= tau at k_eps - 1\n"
                      "           precision ran out at 4096 bits\n"
                      "           its case could not be stored\n"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("interrupted after 212 of 416 rows, 5,824 cases"), std::string::npos);
  EXPECT_EQ(words_of(line_with(text, "gap-threshold ")).back(), "judge"); // no case to judge
  EXPECT_TRUE(text.ends_with("Not all held: 2 claims refuted; 1 claim undecided; stored-scores: bound "
                             "exceeded 3 times; interrupted. No case met "
                             "the hypotheses\nof gap-threshold.\n"))
      << text;
}

TEST(VerifyTable, ColoursAreLoudOnlyWhereSomethingFailed) {
  const std::string red = "\x1b[1;31m";
  const std::string clean = table_of(clean_record(), {.colour = true});
  EXPECT_EQ(clean.find(red), std::string::npos);
  EXPECT_NE(clean.find("\x1b[32mAll 3 theorems held.\x1b[0m"), std::string::npos);
  EXPECT_EQ(without_colour(clean), table_of(clean_record()));
  const std::string failed = table_of(failed_record(), {.colour = true});
  for (const char* loud :
       {"gap-bound", "2", "-0.0101", "k-epsilon", "1", "gap-threshold", "no case to judge"})
    EXPECT_NE(failed.find(red + loud + "\x1b[0m"), std::string::npos) << loud;
  EXPECT_EQ(without_colour(failed), table_of(failed_record()));
}

TEST(VerifyTable, LoosenessIsAFactorHoweverLarge) {
  const auto shown = [](double log, bool unicode = false) {
    verify::record::Record record = clean_record();
    record.theorems[2].all.log_looseness = verify::record::Looseness{0, log, infinity};
    return words_of(line_with(table_of(record, {.unicode = unicode}), "gap-bound ")).at(6);
  };
  EXPECT_EQ(shown(0), "x1.00");
  EXPECT_EQ(shown(std::log(9.994)), "x9.99");
  EXPECT_EQ(shown(std::log(9.996)), "x10");
  EXPECT_EQ(shown(std::log(9999.0)), "x9999");
  EXPECT_EQ(shown(std::log(123456.0)), "x1.2e+05");
  EXPECT_EQ(shown(std::log(9.96e7)), "x1.0e+08");
  EXPECT_EQ(shown(5000), "x3.0e+2171"); // e^5000 is no double
  EXPECT_EQ(shown(-0.5), "x0.61");
  EXPECT_EQ(shown(std::log(0.02)), "x2.0e-02");
  EXPECT_EQ(shown(infinity), "inf");
  EXPECT_EQ(shown(infinity, true), "\u221e");
  EXPECT_EQ(shown(1, true), "\u00d72.72");
}

TEST(VerifyTable, LongNamesGiveWayAndAmbiguousOnesNameTheirFile) {
  verify::record::Record record = clean_record();
  record.theorems[1].all.worst->tensor = "a-very-long-name-of-a-tensor-that-nobody-could-want.scores";
  record.theorems[2].all.worst->file = "b/other.safetensors";
  const std::string text = table_of(record, {.width = 110});
  EXPECT_NE(line_with(text, "generic-inequalities").find("a-very-~ld-want [3,17] k=12"), std::string::npos)
      << text;
  EXPECT_NE(line_with(text, "gap-bound ").find(" other:layer1 [3,17] k=12"), std::string::npos) << text;
  const std::string wide = table_of(record, {.width = 200});
  EXPECT_NE(line_with(wide, "gap-bound ").find(" other:layer1.scores [3,17] k=12"), std::string::npos)
      << wide;
}

TEST(VerifyTable, StatisticalVerdictsGetAColumnWhereThereAreAny) {
  verify::record::Record record = clean_record();
  record.theorems[0].all.tally = tally({{verify::judge::Verdict::consistent, 40}});
  record.theorems[0].all.false_alarm = 4e-5;
  const std::string text = table_of(record, {.width = 144});
  EXPECT_NE(line_with(text, "tv-is-tail-mass").find(" false alarm 4e-05"), std::string::npos) << text;
  EXPECT_NE(line_with(text, "statistics")
                .find("40 consistent; a run refutes a true one with a probability of 4e-05"),
            std::string::npos)
      << text;
  EXPECT_NE(line_with(text, "theorem  ").find("consistent"), std::string::npos);
  EXPECT_NE(text.find("40 consistent"), std::string::npos);
  EXPECT_EQ(table_of(clean_record()).find("consistent"), std::string::npos);
}

TEST(MutantsTable, NamesThoseThatLive) {
  verify::record::Record record;
  record.mutants = {
      {"gap-bound", "k-plus-one", "k + 1 for k in the factor", verify::judge::Verdict::refuted},
      {"gap-bound", "next-gap", "Delta_{k+1} for Delta_k", verify::judge::Verdict::refuted},
      {"k-epsilon", "floor", "the whole part for the ceiling", verify::judge::Verdict::refuted}};
  EXPECT_EQ(table_of(record), R"(theorem    mutant      verdict    what is wrong
gap-bound  k-plus-one  refuted    k + 1 for k in the factor
           next-gap    refuted    Delta_{k+1} for Delta_k
k-epsilon  floor       refuted    the whole part for the ceiling

3 mutants: 3 refuted, 0 not
)");
  record.mutants[1].verdict = verify::judge::Verdict::proved;
  record.mutants[2].verdict = verify::judge::Verdict::undecided;
  EXPECT_TRUE(
      table_of(record).ends_with("3 mutants: 1 refuted, 2 not: gap-bound next-gap, k-epsilon floor\n"));
  EXPECT_NE(table_of(record, {.colour = true}).find("\x1b[1;31mproved\x1b[0m"), std::string::npos);
  record.mutants[0].change = std::string(300, 'x');
  for (const std::size_t width : {72U, 100U})
    for (const std::string& line : lines_of(table_of(record, {.width = width})))
      EXPECT_LE(line.size(), width);
}

TEST(JudgementsTable, ShowsTheCaseAndEachVerdict) {
  const Theorem& theorem = *find_theorem("gap-bound");
  verify::cases::StoredCase stored{
      .theorem = "gap-bound",
      .mutant = "tightened",
      .origin = {.file = "a.npy", .tensor = "a", .row = "[3]", .k = 2, .epsilon = {}},
      .c = theorem.mutants[0].refuting_case()};
  const std::string refuted = judgements_table(stored, verify::campaign::replay(stored));
  EXPECT_NE(refuted.find("mutant  tightened: 0.99 of the bound; a false variant, to be refuted\n"
                         "from    a.npy a [3]\n"
                         "case    n = 5, n_f = 5, k = 2, a Top-k set\n"),
            std::string::npos)
      << refuted;
  EXPECT_EQ(words_of(line_with(refuted, "refuted")).at(2), "320");
  EXPECT_NE(refuted.find("left exceeds right: 0.355"), std::string::npos);
  EXPECT_NE(refuted.find("0 tight, 1 refuted, 0 undecided"), std::string::npos);
  stored.mutant.reset();
  stored.origin = {};
  const std::string tight = judgements_table(stored, verify::campaign::replay(stored));
  EXPECT_EQ(words_of(line_with(tight, "tight ")).at(1), "0");
  EXPECT_EQ(tight.find("from"), std::string::npos);
  stored.c = head_case({1, 3, masked}, {0, 2});
  const std::string vacuous = judgements_table(stored, verify::campaign::replay(stored));
  EXPECT_NE(line_with(vacuous, "vacuous").find("not met: the head is a Top-k set"), std::string::npos)
      << vacuous;
  EXPECT_NE(vacuous.find("n = 3, n_f = 2, k = 2, not a Top-k set"), std::string::npos);
}

TEST(JudgementsTable, NoLineIsWiderThanAskedForAnyTheorem) {
  for (const Theorem* theorem : catalogue())
    for (const Mutant& mutant : theorem->mutants) {
      const verify::cases::StoredCase stored{
          std::string(theorem->id), std::string(mutant.name), {}, mutant.refuting_case()};
      for (const std::string& line :
           lines_of(judgements_table(stored, verify::campaign::replay(stored), {.width = 72})))
        EXPECT_LE(line.size(), 72U) << line;
    }
}

} // namespace tailmass::reports::sections
