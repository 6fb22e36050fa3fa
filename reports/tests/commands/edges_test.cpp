// The command at its edges: outputs that cannot be written, numbers out of range, hostile files and names.
#include "reports/tests/commands/attention_sample.hpp"
#include "reports/tests/commands/run_command.hpp"
#include "verify/record/checksum.hpp"
#include "verify/tests/input/float_file.hpp"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <functional>
#include <gtest/gtest.h>
#include <iterator>
#include <nlohmann/json.hpp>
#include <sys/stat.h>
#include <thread>

namespace tailmass::reports::commands {
using namespace tailmass::tests;
using nlohmann::json;

namespace {

std::string content(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void expect_one_line(const CommandResult& result, const std::string& part) {
  EXPECT_EQ(result.exit_code, 2) << result.out;
  EXPECT_EQ(std::ranges::count(result.err, '\n'), 1) << result.err;
  EXPECT_TRUE(result.err.starts_with("tailmass: ")) << result.err;
  EXPECT_NE(result.err.find(part), std::string::npos) << result.err;
}

/// A small file of scores, what it is judged by, and the record of that.
class Edges : public testing::Test {
protected:
  Edges() { file = folder.write("good.safetensors", attention(3, 20)).string(); }

  [[nodiscard]] std::string path(const std::string& name) const { return (folder.path() / name).string(); }
  [[nodiscard]] json record() const {
    const CommandResult result =
        run_command({"verify", file, "--theorem", "gap-bound,k-epsilon", "--json", "-"});
    EXPECT_EQ(result.exit_code, 0) << result.err;
    return json::parse(result.out);
  }
  /// Stores a record with the checksum of what it is.
  [[nodiscard]] std::string stored(json document) const {
    document["checksum"] = verify::record::checksum_of(document);
    return folder.write("record.json", samples::bytes_of(document.dump())).string();
  }

  samples::Folder folder;
  std::string file;
};

} // namespace

TEST_F(Edges, AFullDiskIsOneLineAndAnError) {
  const std::string run = stored(record());
  for (const std::vector<std::string>& verb :
       {std::vector<std::string>{"verify", file, "--theorem", "gap-bound"},
        {"certify", file},
        {"list"},
        {"list", "--markdown"},
        {"report", run},
        {"--help"},
        {"study", "gaussian", "--n", "64", "--rows", "4"},
        {"hunt", "gap-bound", "--evaluations", "20", "--found", ""}})
    expect_one_line(run_command(verb, {.out = "/dev/full"}), "standard output: cannot be written");
  for (const char* option : {"--json", "--markdown", "--junit", "--html"})
    expect_one_line(run_command({"verify", file, "--theorem", "gap-bound", option, "/dev/full"}),
                    "/dev/full");
  expect_one_line(run_command({"certify", file, "--csv", "/dev/full"}), "/dev/full");
  expect_one_line(run_command({"study", "gaussian", "--n", "64", "--rows", "4", "--json", "/dev/full"}),
                  "/dev/full");
}

TEST_F(Edges, AnErrorThatCannotBeToldIsAnErrorAllTheSame) {
  EXPECT_EQ(run_command({"check", "missing.npy"}, {.err = "/dev/full"}).exit_code, 2);
  EXPECT_EQ(run_command({"--bogus"}, {.err = "/dev/full"}).exit_code, 2);
}

TEST_F(Edges, WhatCannotBeWrittenLosesNeitherTheVerdictNorTheOtherFiles) {
  json failed = record();
  failed["theorems"][0]["refuted"] = 1;
  failed["summary"]["refuted"] = 1;
  const CommandResult result =
      run_command({"report", stored(failed), "--junit", path("none/run.xml"), "--markdown", path("run.md")});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_NE(result.err.find("none/run.xml: cannot be written: No such file"), std::string::npos)
      << result.err;
  EXPECT_NE(result.out.find("Not all held: 1 claim refuted."), std::string::npos) << result.out;
  EXPECT_NE(content(path("run.md")).find("## tailmass"), std::string::npos);
}

TEST_F(Edges, FilesAppearWholeOrNotAtAll) {
  const std::string there = folder.write("there.json", samples::bytes_of("as it was")).string();
  std::filesystem::permissions(folder.path(),
                               std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec);
  (void)run_command({"verify", file, "--theorem", "gap-bound", "--json", there});
  std::filesystem::permissions(folder.path(), std::filesystem::perms::owner_all);
  const std::string text = content(there); // root may write where others may not
  EXPECT_TRUE(text == "as it was" || json::accept(text));
  EXPECT_EQ(run_command({"verify", file, "--theorem", "gap-bound", "--json", there}).exit_code, 0);
  EXPECT_TRUE(json::accept(content(there)));
  for (const auto& entry : std::filesystem::directory_iterator(folder.path()))
    EXPECT_NE(entry.path().extension(), ".tmp") << entry.path();
}

TEST_F(Edges, NumbersAreFiniteExactAndInRange) {
  const std::string run = stored(record());
  for (const std::vector<std::string>& words :
       std::vector<std::vector<std::string>>{{"report", run, "--factor", "nan"},
                                             {"report", run, "--factor", "inf"},
                                             {"hunt", "--keep", "nan"},
                                             {"hunt", "--seconds", "nan"},
                                             {"hunt", "--seconds", "inf"},
                                             {"precision", "--effort", "nan"},
                                             {"verify", "--seed", "18446744073709551616"},
                                             {"verify", "--seed", "-1"},
                                             {"verify", "--seed", "010"},
                                             {"precision", "--index", "-1"},
                                             {"verify", "--threads", "100000"},
                                             {"certify", file, "--threads", "1025"},
                                             {"precision", "--n", "18446744073709551615"},
                                             {"bench", "--sizes", "18446744073709551615"},
                                             {"verify", "--instances", "18446744073709551615"},
                                             {"study", "gaussian", "--sigma", "nan"},
                                             {"study", "gaussian", "--n", "18446744073709551615"},
                                             {"study", "gaussian", "--n", "0"},
                                             {"study", "gaussian", "--n", "1"},
                                             {"study", "gaussian", "--rows", "18446744073709551615"},
                                             {"certify", file, "--epsilon", "nan"},
                                             {"certify", file, "--epsilon", "1e-400"},
                                             {"verfy"},
                                             {"verify", "--no-such"}})
    expect_one_line(run_command(words), "");
  for (const std::vector<std::string>& words : // as of variables that are not set
       std::vector<std::vector<std::string>>{{"verify", file, "--against", ""},
                                             {"verify", file, "--json", ""},
                                             {"check", file, "--shard", ""},
                                             {"precision", "--limits", ""},
                                             {"report", "--history", "", "--html", "h"},
                                             {"hunt", "--corpus", ""}})
    expect_one_line(run_command(words),
                    words[words.size() - (words.back() == "h" ? 4 : 2)] + ": its argument is empty;");
  expect_one_line(run_command({"hunt", "--seconds", "-1"}), "--seconds: -1 is not above 0;");
  expect_one_line(run_command({"hunt", "--evaluations", "0"}), "--evaluations: 0 is not above 0;");
  expect_one_line(run_command({"hunt", "--keep", "2"}), "--keep: 2 is not a number from 0 to 1;");
}

TEST_F(Edges, RecordsAreInputLikeAnyOther) {
  const std::string deep = std::string(200000, '[') + std::string(200000, ']');
  const std::string nested =
      folder
          .write("deep.json",
                 samples::bytes_of(R"({"schema": "tailmass.run/1", "command": "c", "x": )" + deep + "}"))
          .string();
  ASSERT_EQ(::mkfifo(path("fifo").c_str(), 0600), 0);
  const std::string number = folder.write("number.json", samples::bytes_of(R"({"schema": 1})")).string();
  for (const std::vector<std::string>& more :
       {std::vector<std::string>{}, {"--html", path("page.html")}, {"--markdown", "-"}}) {
    const auto report = [&](const std::string& record) {
      std::vector<std::string> words{"report", record};
      words.insert(words.end(), more.begin(), more.end());
      return run_command(words);
    };
    expect_one_line(report(nested), "deep.json: is nested more than 64 deep");
    expect_one_line(report(path("fifo")), "fifo: is not a regular file");
    expect_one_line(report(folder.path().string()), "is a directory");
    expect_one_line(report(number), "number.json: schema: expected a string");
  }
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"replay", path("fifo")},
        {"replay", nested},
        {"verify", path("fifo")},
        {"precision", "--limits", path("fifo")},
        {"precision", "--limits", folder.path().string()},
        {"hunt", "gap-bound", "--corpus", path("fifo"), "--evaluations", "10"},
        {"verify", file, "--against", path("fifo")}})
    expect_one_line(run_command(words), "");
}

TEST_F(Edges, NothingIsWrittenOverWhatIsReadOrOverAnotherFormat) {
  const std::string own = path("own.safetensors"), run = stored(record());
  std::filesystem::copy_file(file, own);
  const std::string beside = path("sub/../own.safetensors");
  std::filesystem::create_directory(path("sub"));
  const std::string tensors = content(own), good = content(run);
  for (const std::vector<std::string>& words :
       std::vector<std::vector<std::string>>{{"verify", own, "--json", own},
                                             {"verify", own, "--html", beside},
                                             {"certify", own, "--csv", own},
                                             {"check", own, "--junit", own},
                                             {"study", "search", own, "--json", own},
                                             {"report", run, "--html", run}})
    expect_one_line(run_command(words), "would overwrite");
  EXPECT_EQ(content(own), tensors);
  EXPECT_EQ(content(run), good);
  for (const std::string& second : {path("same"), path("sub/../same")})
    expect_one_line(run_command({"report", run, "--junit", path("same"), "--html", second}),
                    "cannot both be");
  EXPECT_EQ(run_command({"report", run, "--junit", "/dev/null", "--html", "/dev/null"}).exit_code, 0);
}

TEST_F(Edges, ARecordThatContradictsItselfIsRefused) {
  const json good = record();
  const auto refused = [&](const std::string& why, const std::function<void(json&)>& change) {
    json bad = good;
    change(bad);
    expect_one_line(run_command({"report", stored(bad)}), why);
  };
  refused("1 failures are listed, 0 claims are counted", [](json& bad) {
    bad["failures"] = {{{"theorem", "gap-bound"},
                        {"verdict", "refuted"},
                        {"case", {{"tensor", "t"}, {"row", "[0]"}, {"k", 1}}}}};
  });
  refused("1 failures of \"kernel-lse\" are listed, 0 of its numbers are counted", [](json& bad) {
    bad["kernel"] = {
        {{"check", "kernel-lse"},
         {"bound", "its bound"},
         {"held", 1},
         {"exceeded", 0},
         {"unbounded", 0},
         {"by_balls", 0},
         {"worst_ratio", 0.5},
         {"failures", {{{"tensor", "t"}, {"row", "[0]"}, {"message", "wrong"}, {"cause", ""}}}}}};
  });
  refused("a number of \"kernel-lse\" is 7.5 times its bound, none", [](json& bad) {
    bad["kernel"] = {{{"check", "kernel-lse"},
                      {"bound", "its bound"},
                      {"held", 1},
                      {"exceeded", 0},
                      {"unbounded", 0},
                      {"by_balls", 0},
                      {"worst_ratio", 7.5}}};
  });
  const std::string measured = path("measured.json"), limits = path("limits.txt");
  std::ofstream(limits) << "kl stable float 1e-9 ulp derived: x\n";
  EXPECT_EQ(run_command({"precision", "--implementation", "kl/stable/float", "--n", "64", "--effort", "0.1",
                         "--limits", limits, "--quiet", "--json", measured})
                .exit_code,
            1);
  json lost = json::parse(content(measured));
  lost["precision_faults"] = json::array();
  expect_one_line(run_command({"report", stored(lost)}),
                  "ulp off where 1e-09 is its limit, and no fault is listed");
  refused("16 rows were judged, none is listed", [](json& bad) {
    bad["rows_judged"] = {{"done", 16}, {"total", 16}, {"cases", 16}};
    bad["rows"] = json::array();
  });
  refused("summary.proved is not the sum", [](json& bad) { bad["theorems"][0]["proved"] = 123456; });
  json nothing = good; // of a run that judged nothing, whose exit code it keeps
  nothing["theorems"] = nothing["consistency"] = json::array();
  for (auto& count : nothing["summary"])
    count = 0;
  const CommandResult empty = run_command({"report", stored(nothing)});
  EXPECT_EQ(empty.exit_code, 3) << empty.err;
  EXPECT_NE(empty.out.find("Not all was decided: nothing was judged."), std::string::npos) << empty.out;
}

TEST_F(Edges, DatesAreUtcWhereverItRuns) {
  const CommandResult result = run_command({"verify", file, "--theorem", "gap-bound", "--json", "-"},
                                           {.environment = {{"TZ", "Asia/Tokyo"}}});
  std::tm date{};
  ASSERT_NE(
      ::strptime(json::parse(result.out)["date"].get<std::string>().c_str(), "%Y-%m-%dT%H:%M:%SZ", &date),
      nullptr);
  EXPECT_LT(std::abs(std::difftime(::timegm(&date), std::time(nullptr))), 3600.0);
}

TEST_F(Edges, NamesOfFilesBreakOutOfNoFormat) {
  for (const std::string name : {"a\n```\n# taken\n<b>`|\x1b[31m.safetensors", "no\xff utf-8.safetensors"}) {
    const std::string odd = folder.write(name, attention(2, 10)).string();
    const CommandResult verified =
        run_command({"verify", odd, "--theorem", "gap-bound", "--json", path("odd.json"), "--markdown",
                     path("odd.md"), "--junit", path("odd.xml")});
    EXPECT_EQ(verified.exit_code, 0) << verified.err;
    EXPECT_TRUE(json::accept(content(path("odd.json"))));
    EXPECT_EQ(content(path("odd.md")).find("\n# taken"), std::string::npos);
    const CommandResult certified =
        run_command({"certify", odd, "--csv", path("odd.csv"), "--markdown", path("certified.md")});
    EXPECT_EQ(certified.exit_code, 0) << certified.err;
    for (const std::string& text :
         {content(path("odd.csv")), content(path("odd.md")), content(path("certified.md")), verified.out}) {
      EXPECT_FALSE(text.empty());
      EXPECT_EQ(text.find('\x1b'), std::string::npos);
      EXPECT_EQ(text.find('\xff'), std::string::npos);
    }
    EXPECT_EQ(run_command({"report", path("odd.json")}).out, verified.out);
  }
}

TEST_F(Edges, NoTextOfTheCommandLineDrivesATerminal) {
  const std::string evil = "x\x1b[2J\n\xff";
  for (const std::vector<std::string>& words :
       std::vector<std::vector<std::string>>{{evil},
                                             {"verify", "--" + evil},
                                             {"verify", evil},
                                             {"verify", file, "--theorem", evil},
                                             {"verify", file, "--rows", evil},
                                             {"verify", file, "--json", path("a.part"), "--shard", evil},
                                             {"verify", file, "--scores", evil},
                                             {"verify", file, "--mask", evil},
                                             {"verify", file, "--json", evil + "/none/a"},
                                             {"verify", file, "--against", evil},
                                             {"certify", file, "--window", evil},
                                             {"verify", file, "--ties", evil},
                                             {"certify", file, "--csv", evil + "/none/a"},
                                             {"hunt", evil},
                                             {"hunt", "--implementation", evil},
                                             {"hunt", "--kernel", evil},
                                             {"hunt", "--function", evil},
                                             {"hunt", "gap-bound", "--corpus", evil},
                                             {"precision", "--implementation", evil},
                                             {"precision", "--regime", evil},
                                             {"precision", "--limits", evil},
                                             {"bench", "--only", evil},
                                             {"bench", "--target", evil},
                                             {"list", evil},
                                             {"completion", evil},
                                             {"replay", evil},
                                             {"merge", evil},
                                             {"report", evil},
                                             {"report", "--history", evil, "--html", "-"},
                                             {"study", evil},
                                             {"study", "search", evil},
                                             {"study", "necessity", evil}}) {
    const CommandResult result = run_command(words);
    EXPECT_EQ(result.exit_code, 2) << words.at(0) << result.out;
    EXPECT_EQ(std::ranges::count(result.err, '\n'), 1) << result.err;
    EXPECT_EQ(result.err.find_first_of("\x1b\xff"), std::string::npos) << result.err;
    EXPECT_NE(result.err.find("x\\x1b[2J\\x0a\\xff"), std::string::npos) << result.err;
  }
}

TEST_F(Edges, NothingInARecordDrivesATerminal) {
  const std::string evil = "x\x1b[2J\n# taken";
  json hostile = record();
  const auto poison = [&](auto& self, json& value) -> void {
    if (value.is_string())
      value = evil;
    else if (value.is_structured())
      for (auto& [name, part] : value.items())
        if (name != "schema" && name != "verdict" && name != "outcome")
          self(self, part);
  };
  hostile["hunt"] = {{"fraction", 0.5}, {"budget", 1}, {"evaluations", 1}, {"journal", ""}};
  hostile["sharpness"] = {{{"objective", ""},
                           {"claim", ""},
                           {"outcome", "refuted"},
                           {"verdict", "refuted"},
                           {"worst", {{"n", 1}, {"k", 1}, {"command", ""}}}}};
  hostile["precision"] = json::array();
  hostile["precision_faults"] = {{{"quantity", ""},
                                  {"implementation", ""},
                                  {"type", ""},
                                  {"fault", ""},
                                  {"message", ""},
                                  {"replay", ""}}};
  hostile["mutants"] = {{{"theorem", ""}, {"name", ""}, {"change", ""}, {"verdict", "proved"}}};
  hostile["failures"] = {{{"theorem", ""},
                          {"claim", ""},
                          {"verdict", "refuted"},
                          {"reason", ""},
                          {"case_file", ""},
                          {"case", {{"file", ""}, {"tensor", ""}, {"row", ""}, {"k", 1}}}}};
  hostile["theorems"][0]["refuted"] = 1;
  hostile["summary"]["refuted"] = 1;
  poison(poison, hostile);
  for (const char* member : {"hunt", "precision", "mutants", "nothing"}) { // each leaves another table
    const std::string run = stored(hostile);
    const CommandResult result =
        run_command({"report", run, "--markdown", path("hostile.md"), "--against", run});
    EXPECT_EQ(result.exit_code, 1) << result.err;
    for (const std::string& text : {result.out, result.err, content(path("hostile.md"))}) {
      EXPECT_EQ(text.find('\x1b'), std::string::npos) << member << text;
      EXPECT_EQ(text.find("\n# taken"), std::string::npos) << member << text;
    }
    hostile.erase(member);
  }
}

TEST_F(Edges, AFileThatShrinksWhileItIsReadIsNamed) {
  const std::string slow = folder.write("shrinks\x1b[2J.safetensors", attention(4000, 300)).string();
  std::thread shrink([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(1500));
    std::filesystem::resize_file(slow, 4096);
  });
  const CommandResult result = run_command({"verify", slow});
  shrink.join();
  expect_one_line(result, "shrinks\\x1b[2J.safetensors: became shorter while it was read");
}

TEST_F(Edges, ATheoremThatNoCaseMetIsNamedAndDoesNotFailAUsersRun) {
  const std::string words = "gap-bound,tv-kl-identity"; // k = n keeps all keys: no gap there
  const CommandResult run = run_command({"verify", file, "--theorem", words, "--k", "20"});
  EXPECT_EQ(run.exit_code, 0) << run.out;
  EXPECT_NE(run.out.find("No case met the hypotheses of gap-bound."), std::string::npos) << run.out;
  const CommandResult all = run_command({"verify", file, "--theorem", words, "--k", "20", "--require-all"});
  EXPECT_EQ(all.exit_code, 3);
  EXPECT_NE(all.out.find("Not all was decided: no case to judge gap-bound."), std::string::npos) << all.out;
}

} // namespace tailmass::reports::commands
