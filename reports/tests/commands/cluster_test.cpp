// The files for clusters, run as they stand: a Slurm cluster of this one machine, and mpirun.
#include "reports/tests/commands/run_command.hpp"
#include "reports/tests/programs.hpp"
#include "theory/tests/source_path.hpp"
#include "verify/tests/input/float_file.hpp"

#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <nlohmann/json.hpp>

namespace tailmass::reports::commands {
using tailmass::tests::run_command;

namespace {

using Json = nlohmann::ordered_json;
using Words = std::vector<std::string>;

std::string content(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string timeless(const std::string& text) {
  Json json = Json::parse(text);
  for (const char* member :
       {"host", "date", "timing", "commit", "checksum"}) // the commit is that of the folder of a run
    json.erase(member);
  return json.dump(2);
}

samples::Bytes many_rows() {
  constexpr std::size_t rows = 1300, keys = 8;
  std::vector<float> scores, values;
  for (std::size_t i = 0; i < rows * keys; ++i)
    scores.push_back(static_cast<float>(i * 37 % 101) / 16);
  for (std::size_t i = 0; i < 2 * keys; ++i)
    values.push_back(static_cast<float>(i * 5 % 7) - 3);
  return samples::safetensors_of({{"a.scores", {rows, keys}, scores}, {"a.values", {keys, 2}, values}});
}

/// A folder with a file of rows, the command on the path, and the record of one process.
class Cluster : public testing::Test {
protected:
  Cluster() {
    std::filesystem::create_directory(at("bin"));
    std::filesystem::create_symlink(tests::tailmass_program(), at("bin/tailmass"));
    (void)folder_.write("f.safetensors", many_rows());
  }

  [[nodiscard]] std::string at(const std::string& name) const { return (folder_.path() / name).string(); }
  [[nodiscard]] static std::string file(const std::string& name) {
    return tests::source_path("reports/ci/" + name);
  }

  /// Runs lines of bash in the folder; a test that fails shows what they said.
  int bash(const std::string& lines, const std::string& before = "") {
    (void)folder_.write("lines.sh", samples::bytes_of("set -euo pipefail\n" + lines));
    const int status =
        std::system(fmt::format("cd '{}' && PATH=\"$PWD/bin:$PATH\" {} bash lines.sh > log.txt 2>&1",
                                folder_.path().string(), before)
                        .c_str());
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
  int slurm(const std::string& lines) {
    return bash(lines,
                fmt::format("bash '{}' slurm", tests::source_path("reports/tests/commands/slurm_node.sh")));
  }

  /// Holds the merged record to that of the same command by one process.
  void expect_record_of(const Words& verb) {
    const std::string record = at("run/run.json"), page = at("run/index.html");
    const std::string merged = content(record);
    ASSERT_NE(merged, "") << content(at("log.txt"));
    EXPECT_GT(std::filesystem::file_size(page), 10'000U);
    Words words = verb;
    words.insert(words.end(), {"--json", record, "--html", page});
    EXPECT_EQ(run_command(words).exit_code, 0);
    EXPECT_EQ(timeless(merged), timeless(content(record)));
  }

  samples::Folder folder_;
};

/// Waits for the first part to have a chunk, and kills the process that writes it.
constexpr const char* kill_one = R"sh(
until [ "$(wc -l 2> /dev/null < "$WORK/part-0")" -ge 2 ] 2> /dev/null; do sleep 0.1; done
for process in /proc/[0-9]*; do
  if [ "$(readlink "$process/exe")" = "$(realpath bin/tailmass)" ] &&
    tr '\0' ' ' < "$process/cmdline" | grep -qF -- "$WORK/part-0 "; then
    kill -9 "${process#/proc/}"
  fi
done
)sh";

constexpr const char* slurm_run = R"sh(
export WORK="$PWD/run" CPUS=1 SHARDS=2
submit() { bash SCRIPT COMMAND | sed 's/array \([0-9]*\), then \([0-9]*\):.*/\1 \2/'; }
ended() { sbatch --wait --dependency="afterany:$1" --output=/dev/null --wrap true > /dev/null; }
read -r array merge <<< "$(submit)"
KILL
ended "$array"
ended "$merge" || true
[ ! -e run/run.json ]
cp run/part-0 part-0-then
read -r array merge <<< "$(submit)"
ended "$merge"
lines=$(wc -l < part-0-then)
diff <(head -n "$lines" part-0-then) <(head -n "$lines" run/part-0)
)sh";

constexpr const char* mpi_run = R"sh(
export WORK="$PWD/run" OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
run() { bash SCRIPT -n 2 --oversubscribe -- COMMAND; }
run & KILL
! wait %1
[ ! -e run/run.json ]
run
)sh";

/// A script with words in place of its capitals.
std::string filled(std::string text, const std::string& script, const std::string& command) {
  for (const auto& [name, word] :
       {std::pair<std::string, std::string>{"SCRIPT", script}, {"COMMAND", command}, {"KILL", kill_one}})
    text.replace(text.find(name), name.size(), word);
  return text;
}

} // namespace

TEST_F(Cluster, ASlurmArrayGivesOneRecordThoughATaskIsKilled) {
  const std::string command = "verify " + at("f.safetensors") + " --k 1,2,3";
  EXPECT_EQ(slurm(filled(slurm_run, file("slurm.sh"), command)), 0)
      << content(at("log.txt")) << content(at("slurm/slurmctld.log"));
  expect_record_of({"verify", at("f.safetensors"), "--k", "1,2,3", "--threads", "1"});
}

TEST_F(Cluster, MpirunGivesOneRecordThoughAProcessIsKilled) {
  const std::string command = "verify " + at("f.safetensors") + " --k 1,2,3";
  EXPECT_EQ(bash(filled(mpi_run, file("mpirun.sh"), command)), 0) << content(at("log.txt"));
  expect_record_of({"verify", at("f.safetensors"), "--k", "1,2,3", "--threads", "1"});
}

} // namespace tailmass::reports::commands
