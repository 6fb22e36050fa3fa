// Which shard is meant, by options and by what starts processes, and what a part's command is.
#include "reports/commands/shard.hpp"

#include "reports/text/output.hpp"

#include <gtest/gtest.h>
#include <map>

namespace tailmass::reports::commands {

namespace {

using Variables = std::map<std::string, std::string>;
using Shard = std::pair<std::size_t, std::size_t>;
using Words = std::vector<std::string>;

Shard shard(const std::string& word, const Variables& variables = {},
            std::optional<std::size_t> shards = {}) {
  return shard_of({.shard = word, .shards = shards}, [&](const char* name) {
    const auto found = variables.find(name);
    return found == variables.end() ? std::nullopt : std::optional(found->second);
  });
}

std::string refusal(const std::string& word, const Variables& variables = {},
                    std::optional<std::size_t> shards = {}) {
  try {
    (void)shard(word, variables, shards);
  } catch (const text::UsageError& error) {
    return error.what();
  }
  return "taken";
}

} // namespace

TEST(Shard, ShardsAreNamedOrNumberedByWhatStartsProcesses) {
  EXPECT_EQ(shard("2/7"), Shard(2, 7));
  EXPECT_EQ(
      shard("auto",
            {{"SLURM_ARRAY_TASK_ID", "12"}, {"SLURM_ARRAY_TASK_MIN", "10"}, {"SLURM_ARRAY_TASK_COUNT", "4"}}),
      Shard(2, 4));
  EXPECT_EQ(shard("auto", {{"OMPI_COMM_WORLD_RANK", "1"}, {"OMPI_COMM_WORLD_SIZE", "2"}}), Shard(1, 2));
  EXPECT_EQ(shard("auto", {{"PMI_RANK", "3"}, {"PMI_SIZE", "9"}}), Shard(3, 9));
  EXPECT_EQ(shard("auto", {{"JOB_COMPLETION_INDEX", "5"}}, 6), Shard(5, 6));
  // A job array whose tasks are started by a launcher that has one process each.
  EXPECT_EQ(shard("auto", {{"SLURM_ARRAY_TASK_ID", "1"},
                           {"SLURM_ARRAY_TASK_COUNT", "2"},
                           {"PMI_RANK", "0"},
                           {"PMI_SIZE", "1"}}),
            Shard(1, 2));
}

TEST(Shard, WhatCannotBeToldIsRefused) {
  EXPECT_EQ(refusal("7/7"), "--shard 7/7: I is 0 to N - 1");
  EXPECT_EQ(refusal("0/0"), "--shard 0/0: I is 0 to N - 1");
  EXPECT_EQ(refusal("1"), "--shard is I/N or auto, not \"1\"");
  EXPECT_EQ(refusal("-1/2"), "--shard is \"-1\", no whole number");
  EXPECT_EQ(refusal("1/2", {}, 2), "--shards is for --shard auto");
  EXPECT_TRUE(refusal("auto").starts_with("--shard auto: neither a Slurm array nor"));
  EXPECT_EQ(refusal("auto", {{"JOB_COMPLETION_INDEX", "5"}}),
            "--shard auto of an indexed job needs --shards N");
  EXPECT_EQ(refusal("auto", {{"JOB_COMPLETION_INDEX", "5"}}, 5),
            "--shard auto: an indexed job numbers this process 5 of 5");
  EXPECT_EQ(refusal("auto", {{"SLURM_ARRAY_TASK_ID", "1"}}),
            "SLURM_ARRAY_TASK_ID is set and SLURM_ARRAY_TASK_COUNT is not");
  EXPECT_EQ(refusal("auto", {{"SLURM_ARRAY_TASK_ID", "1"},
                             {"SLURM_ARRAY_TASK_COUNT", "2"},
                             {"OMPI_COMM_WORLD_RANK", "0"},
                             {"OMPI_COMM_WORLD_SIZE", "2"}}),
            "--shard auto: a Slurm array and Open MPI both number this process; give I/N");
}

TEST(Shard, TheCommandOfAPartIsThatOfTheRun) {
  EXPECT_EQ(without_shard({"check", "f", "--shard", "0/2", "--json", "p", "--seed", "3"}),
            (Words{"check", "f", "--seed", "3"}));
  EXPECT_EQ(without_shard({"check", "--shard=auto", "--shards=4", "--json=p", "--", "--shard", "x"}),
            (Words{"check", "--", "--shard", "x"}));
}

} // namespace tailmass::reports::commands
