// The command with people who do not know it: names that are nearly right, examples, completion, manual page.
#include "reports/tests/commands/run_command.hpp"
#include "reports/tests/commands/verb_tree.hpp"
#include "reports/tests/programs.hpp"
#include "reports/text/outline.hpp"
#include "theory/theorems/catalogue.hpp"
#include "verify/cases/case_file.hpp"
#include "verify/tests/input/float_file.hpp"

#include <array>
#include <cstdio>
#include <filesystem>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

namespace tailmass::reports::commands {
using namespace tailmass::tests;
namespace fs = std::filesystem;

namespace {

text::VerbOutline outline() {
  const VerbTree tree;
  return text::outline_of(tree.app);
}

/// A folder with the command in it and what the examples of `--help` read.
class Workplace {
public:
  Workplace() {
    fs::create_symlink(tailmass_program(), path() / "tailmass");
    const std::vector<float> scores{1, 2, 3, 0.5, -1, 2.5, 0, 0.25};
    (void)folder_.write("scores.npy",
                        samples::npy(samples::npy_header("'<f4'", "(2, 4)"), samples::bytes_of(scores)));
    (void)folder_.write("attention.safetensors",
                        samples::safetensors_of({{"a.queries", {2, 2}, {1, 2, 3, 0.5}},
                                                 {"a.keys", {3, 2}, {1, -1, 0.5, 2, 0, 1}},
                                                 {"a.values", {3, 2}, {1, 0, 0, 1, 2, 2}}}));
    (void)folder_.write("kernel.safetensors",
                        samples::safetensors_of({{"a.scores", {2, 2}, {0, 0, 1, 1}},
                                                 {"a.lse", {2}, {0.693147181F, 1.693147181F}}}));
    const Theorem& theorem = *find_theorem("gap-bound");
    verify::cases::write_case_file(
        (path() / "case.json").string(),
        {.theorem = "gap-bound", .mutant = {}, .origin = {}, .c = theorem.witness()});
    for (const char* name : {"run.json", "base.json"})
      run(fmt::format("tailmass verify scores.npy --theorem gap-bound --json {}", name));
    fs::create_directory(path() / "records");
    fs::copy(path() / "run.json", path() / "records/run.json");
    for (const char* shard : {"0", "1"})
      run(fmt::format("tailmass verify scores.npy --theorem gap-bound --shard {0}/2 --json part-{0}.part",
                      shard));
  }
  [[nodiscard]] fs::path path() const { return folder_.path(); }
  /// Returns the exit code and all that it says.
  std::pair<int, std::string> run(const std::string& line) const {
    const std::string in_folder =
        fmt::format("cd '{0}' && PATH=\"{0}:$PATH\" && {1} 2>&1", path().string(), "{ " + line + "; }");
    std::string said;
    FILE* pipe = ::popen(in_folder.c_str(), "r");
    std::array<char, 4096> buffer{};
    for (std::size_t size = 0; (size = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0;)
      said.append(buffer.data(), size);
    const int status = ::pclose(pipe);
    return {WEXITSTATUS(status), said};
  }

private:
  samples::Folder folder_;
};

/// The words that bash offers at the end of a line.
std::string offered(const Workplace& place, const std::string& line) {
  return place
      .run(fmt::format("bash -c 'source <(tailmass completion bash); COMP_WORDS=({}); "
                       "COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1)); _tailmass; echo \"${{COMPREPLY[*]}}\"'",
                       line))
      .second;
}

} // namespace

TEST(Manners, WhatIsNearlyANameIsAnsweredByTheName) {
  const auto said = [](const std::vector<std::string>& words) {
    const CommandResult result = run_command(words);
    EXPECT_EQ(result.exit_code, 2);
    EXPECT_EQ(result.out, "");
    return result.err;
  };
  EXPECT_EQ(said({"verfy", "a.npy", "--k", "3"}),
            "tailmass: no verb is called \"verfy\", the nearest is verify; --help lists what there is\n");
  EXPECT_EQ(said({"study", "gausian"}),
            "tailmass: no verb is called \"gausian\", the nearest is gaussian; --help lists what there is\n");
  EXPECT_EQ(
      said({"verify", "a.npy", "--theorm=x"}),
      "tailmass: no option is called \"--theorm\", the nearest is --theorem; --help lists what there is\n");
  EXPECT_EQ(said({"hunt", "--implementation", "tailmass"}),
            "tailmass: no implementation is called \"tailmass\", the nearest is tail_mass; "
            "`tailmass list --implementations` names them\n");
  EXPECT_EQ(said({"precision", "--implementation", "kl/stabel/double"}),
            "tailmass: no implementation is called \"kl/stabel/double\", the nearest is kl/stable/double; "
            "`tailmass list --implementations` names them\n");
  EXPECT_EQ(said({"precision", "--regime", "gausian"}),
            "tailmass: no regime is called \"gausian\", the nearest is gaussian; `tailmass list --regimes` "
            "names them\n");
  EXPECT_EQ(said({"list", "error-not-monoton"}),
            "tailmass: no theorem is called \"error-not-monoton\", the nearest is error-not-monotone; "
            "`tailmass list` names them\n");
  EXPECT_EQ(said({"study"}),
            "tailmass: name a verb: gaussian, search, smallest-fault, necessity; --help lists "
            "what there is\n");
}

TEST(Manners, UsageNamesTheCommandAndNoFolder) {
  const CommandResult result = run_command({"verify", "--help"});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_NE(result.out.find("Usage: tailmass verify [OPTIONS] [files...]\n"), std::string::npos)
      << result.out;
  EXPECT_NE(run_command({"--help"}).out.find("Usage: tailmass [OPTIONS] VERB\n"), std::string::npos);
}

TEST(Manners, EveryVerbHasExamplesThatRun) {
  const Workplace place;
  text::each_verb(outline(), [&](const text::VerbOutline& verb) {
    EXPECT_FALSE(verb.examples.empty()) << text::name_of(verb);
    for (const std::string& example : verb.examples) {
      EXPECT_TRUE(example.starts_with(text::name_of(verb))) << example;
      if (example != "tailmass verify") { // of the bundled rows, which other tests run
        const auto [code, said] = place.run(example);
        EXPECT_EQ(code, 0) << example << "\n" << said;
      }
    }
  });
}

TEST(Manners, APrecisionQuantityIsAllOfItsImplementations) {
  const Workplace place;
  const auto [code, said] = place.run("tailmass precision --implementation tail_mass --effort 0.01");
  EXPECT_EQ(code, 0) << said;
  for (const char* line : {"tail_mass  stable  double", "tail_mass  stable  float"})
    EXPECT_NE(said.find(line), std::string::npos) << said;
  EXPECT_EQ(said.find("\nkl "), std::string::npos);
}

TEST(Manners, WhatWroteAPageSaysWhere) {
  const Workplace place;
  const auto [code, said] = place.run("tailmass report run.json --html page.html --markdown - > summary.md");
  EXPECT_EQ(code, 0);
  EXPECT_EQ(said, "tailmass: the page is page.html\n");
  EXPECT_TRUE(fs::exists(place.path() / "page.html"));
  EXPECT_EQ(place.run("tailmass report run.json records/run.json --html both.html").second,
            "tailmass: the page is both.html\n");
  EXPECT_EQ(place.run("tailmass report run.json --html - > piped.html; head -c 15 piped.html").second,
            "<!doctype html>");
}

TEST(Completion, BashOffersVerbsOptionsAndNames) {
  const Workplace place;
  EXPECT_EQ(offered(place, "tailmass ver"), "verify\n");
  EXPECT_EQ(offered(place, "tailmass study smal"), "smallest-fault\n");
  EXPECT_EQ(offered(place, "tailmass verify --inst"), "--instances\n");
  EXPECT_EQ(offered(place, "tailmass verify --theorem gap-lo"), "gap-lower-bound\n");
  EXPECT_EQ(offered(place, "tailmass verify --theorem k-epsilon,gap-lo"), "k-epsilon,gap-lower-bound\n");
  EXPECT_EQ(offered(place, "tailmass precision --regime heavy"), "heavy-tailed\n");
  EXPECT_EQ(offered(place, "tailmass completion z"), "zsh\n");
  EXPECT_EQ(offered(place, "tailmass certify scores."), "\n"); // bash's own: a file
  EXPECT_EQ(offered(place, "tailmass certify --json ver"), "\n");
}

TEST(Completion, FishAndZshTakeTheirScripts) {
  const Workplace place;
  EXPECT_EQ(place.run("tailmass completion zsh > _tailmass && zsh -fn _tailmass"),
            std::pair(0, std::string()));
  EXPECT_EQ(place.run("tailmass completion fish > tailmass.fish && fish --no-execute tailmass.fish"),
            std::pair(0, std::string()));
  const auto fish = [&](const std::string& line) {
    return place.run("HOME=. fish -c 'source tailmass.fish; complete -C \"" + line + "\"' | cut -f 1").second;
  };
  EXPECT_EQ(fish("tailmass ver"), "verify\n");
  EXPECT_EQ(fish("tailmass study smal"), "smallest-fault\n");
  EXPECT_EQ(fish("tailmass verify --inst"), "--instances\n");
  EXPECT_EQ(fish("tailmass precision --regime heavy"), "heavy-tailed\n");
}

TEST(Completion, EveryOptionIsInEveryScriptAndOnTheManualPage) {
  const Workplace place;
  const std::string bash = place.run("tailmass completion bash").second;
  const std::string zsh = place.run("tailmass completion zsh").second;
  const std::string fish = place.run("tailmass completion fish").second;
  const std::string man = place.run("tailmass man").second;
  std::size_t options = 0;
  text::each_verb(outline(), [&](const text::VerbOutline& verb) {
    for (const text::OptionOutline& option : verb.options)
      if (!option.operand) {
        ++options;
        std::string dashes;
        for (const char letter : option.name)
          dashes += letter == '-' ? "\\-" : std::string(1, letter);
        EXPECT_NE(bash.find(option.name), std::string::npos) << option.name;
        EXPECT_NE(zsh.find(option.name + "["), std::string::npos) << option.name;
        EXPECT_NE(fish.find(" -l " + option.name.substr(2) + " "), std::string::npos) << option.name;
        EXPECT_NE(man.find("\\fB" + dashes + "\\fR"), std::string::npos) << option.name;
      }
  });
  EXPECT_GT(options, 200U);
}

TEST(ManPage, SetsWithoutAWarning) {
  const Workplace place;
  EXPECT_EQ(place.run("tailmass man | groff -man -Tutf8 -ww -z"), std::pair(0, std::string()));
}

} // namespace tailmass::reports::commands
