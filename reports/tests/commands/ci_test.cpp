// The shell of the CI files, run step by step as a runner would.
#include "reports/tests/commands/run_command.hpp"
#include "reports/tests/formats/check_file.hpp"
#include "reports/tests/programs.hpp"
#include "theory/tests/source_path.hpp"
#include "verify/record/record.hpp"
#include "verify/tests/input/samples.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <nlohmann/json.hpp>

namespace tailmass::reports::commands {
using tailmass::tests::check_file;

namespace {

std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

} // namespace

/// A checkout with the ./make-tensors of numpy, and the command on the path.
class CiShell : public testing::TestWithParam<const char*> {
protected:
  CiShell() {
    script("make-tensors", text_of(tests::source_path("reports/ci/make-tensors-numpy.py")));
    std::filesystem::create_directory(at("bin"));
    std::filesystem::create_symlink(tests::python_program(), at("bin/python3"));
    std::filesystem::create_symlink(tests::tailmass_program(), at("bin/tailmass"));
    script("bin/curl",
           "#!/bin/sh\n[ -s main.json ] || { echo 'curl: 404' >&2; exit 22; }\ncp main.json base.json\n");
  }

  [[nodiscard]] std::filesystem::path at(const std::string& name) const { return folder_.path() / name; }
  void write(const std::string& name, const samples::Bytes& content) { (void)folder_.write(name, content); }
  void script(const std::string& name, const std::string& text) {
    write(name, samples::bytes_of(text));
    std::filesystem::permissions(at(name), std::filesystem::perms::owner_all);
  }
  /// The last record of the main branch, for both.
  void set_base(const std::string& text) {
    std::filesystem::create_directory(at("tailmass-base"));
    write("tailmass-base/record.json", samples::bytes_of(text));
    write("main.json", samples::bytes_of(text));
  }

  /// Runs all steps; those after a failure too, as "always" does, and gives the first exit code that is not
  /// 0.
  int run() {
    const std::string file = tests::source_path("reports/ci/" + std::string(GetParam()));
    int first = 0;
    std::filesystem::remove(at("log.txt"));
    for (const auto& step : nlohmann::json::parse(check_file({"ci", file, "tailmass"}))) {
      script("step.sh", step[1].get<std::string>());
      const std::string shell = std::string(GetParam()) == "gitlab-ci.yml" ? "sh -e" : "bash -eo pipefail";
      const std::string command = "cd '" + folder_.path().string() +
                                  "' && PATH=\"$PWD/bin:/usr/bin:/bin\" GITHUB_STEP_SUMMARY=page.md " +
                                  shell + " step.sh >> log.txt 2>&1";
      const int status = std::system(command.c_str());
      if (first == 0 && status != 0)
        first = WEXITSTATUS(status);
    }
    return first;
  }

  [[nodiscard]] std::string result(const std::string& name) const { return text_of(at("tailmass/" + name)); }

  samples::Folder folder_;
};

TEST_P(CiShell, KeepsRecordJunitAndSummary) {
  EXPECT_EQ(run(), 0);
  const verify::record::Record record = verify::record::read_record(at("tailmass/record.json"));
  EXPECT_EQ(record.rows, 256U);
  ASSERT_EQ(record.kernel.size(), 3U) << "indices, log-sum-exps, outputs";
  for (const auto& check : record.kernel) {
    EXPECT_GE(check.held, 256U) << check.check;
    EXPECT_EQ(check.exceeded, 0U) << check.check;
  }
  check_file({"junit", tests::schema_file("junit.xsd"), at("tailmass/junit.xml").string()});
  EXPECT_GT(std::filesystem::file_size(at("tailmass/summary.md")), 500U);
  if (std::string(GetParam()) == "github-actions.yml") {
    EXPECT_EQ(std::filesystem::file_size(at("page.md")),
              std::filesystem::file_size(at("tailmass/summary.md")));
  }
}

TEST_P(CiShell, SaysWhatToSetWhereThereIsNoCommand) {
  std::filesystem::remove(at("bin/tailmass"));
  EXPECT_NE(run(), 0);
  EXPECT_NE(text_of(at("log.txt")).find("TAILMASS_PACKAGE: is not set"), std::string::npos)
      << text_of(at("log.txt"));
}

TEST_P(CiShell, FailsOnARegressionAndOnNothingElse) {
  ASSERT_EQ(run(), 0);
  auto record = nlohmann::ordered_json::parse(result("record.json"));
  record.erase("checksum"); // as of an older one
  set_base(record.dump());
  EXPECT_EQ(run(), 0);
  record["kernel"].push_back(record["kernel"][0]);
  record["kernel"].back()["check"] = "a-check-of-yesterday";
  set_base(record.dump());
  EXPECT_EQ(run(), 1);
  EXPECT_NE(result("summary.md").find("a-check-of-yesterday lost"), std::string::npos)
      << result("summary.md");
  record["schema"] = "tailmass.run/0";
  set_base(record.dump());
  EXPECT_EQ(run(), 0);
}

TEST_P(CiShell, FailsOnAKernelThatIsWrong) {
  std::string wrong = text_of(at("make-tensors"));
  const std::string right = "* np.float32(dimension**-0.5)";
  ASSERT_NE(wrong.find(right), std::string::npos);
  script("make-tensors", wrong.replace(wrong.find(right), right.size(), "* np.float32(dimension**-0.4)"));
  EXPECT_EQ(run(), 1);
  EXPECT_NE(result("junit.xml").find("<failure"), std::string::npos);
  EXPECT_NE(result("summary.md").find("kernel-lse"), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(Of, CiShell, testing::Values("github-actions.yml", "gitlab-ci.yml"),
                         [](const auto& file) { return std::string(file.param).substr(0, 6); });

TEST(MakeTensors, OfTorchIsHeld) {
  const samples::Folder folder;
  const std::string python = '\'' + tests::python_program() + "' ";
  const std::string script = tests::source_path("reports/ci/make-tensors-torch.py");
  ASSERT_EQ(std::system((python + '\'' + script + "' '" + folder.path().string() + '\'').c_str()), 0);
  const tests::CommandResult result =
      tests::run_command({"check", (folder.path() / "attention.safetensors").string()});
  EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
  EXPECT_NE(result.out.find("All 3 kernel checks held."), std::string::npos) << result.out;
}

namespace {

/// A checkout of a script of .ci and of whatever else it needs.
class ScriptFolder {
public:
  explicit ScriptFolder(const std::string& script) : script_(at(".ci/" + script)) {
    std::filesystem::create_directories(at(".ci"));
    std::filesystem::create_directories(at("build/release"));
    std::filesystem::copy_file(tests::source_path(".ci/" + script), script_);
  }
  [[nodiscard]] std::filesystem::path at(const std::string& name) const { return folder_.path() / name; }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(at(name)) << text;
    std::filesystem::permissions(at(name), std::filesystem::perms::owner_all);
  }
  [[nodiscard]] int run(const std::string& arguments) const {
    return WEXITSTATUS(
        std::system(("'" + script_.string() + "' " + arguments + " > /dev/null 2>&1").c_str()));
  }
  [[nodiscard]] std::size_t lines_of(const std::string& name) const {
    std::ifstream file(at(name));
    return static_cast<std::size_t>(std::count(std::istreambuf_iterator<char>(file), {}, '\n'));
  }

private:
  samples::Folder folder_;
  std::filesystem::path script_;
};

} // namespace

TEST(SeedsScript, FailsWithAnyGateAndRunsOnlyThatAgain) {
  const ScriptFolder folder("seeds");
  folder.write("build/release/tailmass", "#!/bin/sh\necho \"$@\" >> calls\n"
                                         "case \"$*\" in *precision*--seed\\ 3) [ -e mended ] ;; esac\n");
  EXPECT_EQ(folder.run("2 3"), 1);
  EXPECT_EQ(folder.lines_of("calls"), 6U) << "three gates at two seeds";
  folder.write("mended", "");
  EXPECT_EQ(folder.run("2 3"), 0);
  EXPECT_EQ(folder.lines_of("calls"), 7U);
  EXPECT_EQ(folder.run("2 3"), 0);
  EXPECT_EQ(folder.lines_of("calls"), 7U);
}

TEST(BreaksScript, AStaleRowIsAnError) {
  const ScriptFolder folder("breaks");
  folder.write("a.cpp", "int f() { return 1; }\nint g() { return 2; }\n");
  const auto check = [&](const std::string& rows) {
    folder.write(".ci/breaks.txt", rows);
    return folder.run("--check");
  };
  const std::string tests = "a_tests:A.*\n";
  EXPECT_EQ(check("# one\na.cpp\n- return 1;\n+ return 3;\n" + tests), 0);
  EXPECT_EQ(check("a.cpp\n- return 4;\n+ return 3;\n" + tests), 1) << "found nowhere";
  EXPECT_EQ(check("a.cpp\n- return\n+ throw\n" + tests), 1) << "found twice";
  EXPECT_EQ(check("b.cpp\n- return 1;\n+ return 3;\n" + tests), 1) << "no such file";
  EXPECT_EQ(check("a.cpp\n- return 1;\n+ return 1;\n" + tests), 1) << "changes nothing";
  EXPECT_EQ(check("a.cpp\n- return 1;\n+ return 3;\n"), 1) << "no tests";
}

} // namespace tailmass::reports::commands
