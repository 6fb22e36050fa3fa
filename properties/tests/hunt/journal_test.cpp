// Nothing that was found is lost: neither by kill -9 nor by a torn line.
#include "properties/hunt/journal.hpp"

#include "properties/hunt/hunt.hpp"
#include "properties/hunt/theorem_objective.hpp"
#include "theory/theorems/catalogue.hpp"
#include "verify/campaign/replay.hpp"
#include "verify/input/input_error.hpp"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <fstream>
#include <gtest/gtest.h>
#include <limits>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace tailmass::properties::hunt {

namespace {

class JournalFolder {
public:
  JournalFolder() { std::filesystem::create_directories(path); }
  ~JournalFolder() { std::filesystem::remove_all(path); }
  JournalFolder(const JournalFolder&) = delete;
  JournalFolder& operator=(const JournalFolder&) = delete;
  const std::filesystem::path path =
      std::filesystem::temp_directory_path() / ("tailmass-journal-" + std::to_string(getpid()));
};

std::vector<std::unique_ptr<Objective>> hunted_here() {
  std::vector<std::unique_ptr<Objective>> objectives;
  for (const std::string_view id : {"generic-inequalities", "tail-mass-shape", "gap-bound"})
    objectives.push_back(std::make_unique<TheoremObjective>(*find_theorem(id)));
  return objectives;
}

/// Hunts for long enough to be killed.
[[noreturn]] void hunt_on(const std::filesystem::path& journal_path) {
  const auto objectives = hunted_here();
  Journal journal(journal_path);
  HuntOptions options;
  options.evaluations = 4'000'000;
  options.threads = 1;
  options.journal = &journal;
  (void)hunt(objectives, options);
  _exit(0);
}

std::size_t count_lines(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::size_t count = 0;
  for (std::string line; std::getline(file, line);)
    ++count;
  return count;
}

} // namespace

TEST(Journal, KeepsEverythingThroughKill9) {
  const JournalFolder folder;
  const auto path = folder.path / "journal.jsonl";
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0)
    hunt_on(path);
  int status = 0;
  while (!std::filesystem::exists(path) || count_lines(path) < 6) {
    ASSERT_EQ(waitpid(child, &status, WNOHANG), 0) << "it ended without telling what it found";
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  ASSERT_EQ(kill(child, SIGKILL), 0);
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status)) << "it was killed in the midst of its work";
  const JournalContent content = read_journal(path);
  EXPECT_GE(content.entries.size(), 6U);
  EXPECT_LE(content.torn, 1U);
  for (const JournalEntry& entry : content.entries) {
    const auto judgements = verify::campaign::replay(entry.stored);
    const auto same = std::ranges::find(judgements, entry.claim, &verify::judge::Judgement::claim);
    ASSERT_NE(same, judgements.end()) << entry.claim;
    EXPECT_NE(same->verdict, verify::judge::Verdict::refuted);
  }
  // A new hunt starts where the killed one was.
  const auto objectives = hunted_here();
  HuntOptions options;
  options.evaluations = 400;
  for (const verify::cases::StoredCase& stored : read_corpus(folder.path).cases)
    options.starts.push_back(stored.c);
  const std::vector<Hunted> hunted = hunt(objectives, options);
  for (const JournalEntry& entry : content.entries)
    for (const Hunted& of : hunted)
      for (std::size_t goal = 0; goal < of.best.size(); ++goal)
        if (of.objective->name() == entry.objective && of.objective->goals()[goal].label == entry.claim &&
            of.objective->goals()[goal].measure == Measure::bound) {
          ASSERT_TRUE(of.best[goal]);
          EXPECT_GE(of.best[goal]->score, std::min(entry.score, -sharp_slack)) << entry.claim;
        }
}

TEST(Journal, KeepsInfiniteScores) {
  const JournalFolder folder;
  const auto path = folder.path / "journal.jsonl";
  JournalEntry entry{
      .objective = "kl/stable/float",
      .claim = "",
      .score = std::numeric_limits<double>::infinity(),
      .operation = "tie",
      .stored = {
          .theorem = "gap-bound", .mutant = {}, .origin = {}, .c = find_theorem("gap-bound")->witness()}};
  Journal(path).append(entry);
  const JournalContent content = read_journal(path);
  ASSERT_EQ(content.entries.size(), 1U) << content.torn;
  EXPECT_EQ(content.entries[0].score, entry.score);
}

TEST(Journal, SkipsATornLineAndWritesOnAfterIt) {
  const JournalFolder folder;
  const auto path = folder.path / "journal.jsonl";
  const Theorem& theorem = *find_theorem("gap-bound");
  const JournalEntry entry{
      .objective = "gap-bound",
      .claim = "made up",
      .score = -0.25,
      .operation = "tie",
      .stored = {.theorem = "gap-bound", .mutant = {}, .origin = {}, .c = theorem.witness()}};
  {
    Journal journal(path);
    journal.append(entry);
    journal.append(entry);
  }
  const auto size = std::filesystem::file_size(path);
  std::filesystem::resize_file(path, size - 40);
  {
    Journal journal(path);
    journal.append(entry);
  }
  const JournalContent content = read_journal(path);
  ASSERT_EQ(content.entries.size(), 2U);
  EXPECT_EQ(content.torn, 1U);
  EXPECT_EQ(content.entries[1].score, -0.25);
  EXPECT_EQ(content.entries[1].operation, "tie");
  EXPECT_EQ(verify::cases::case_text(content.entries[1].stored), verify::cases::case_text(entry.stored));
  EXPECT_EQ(read_corpus(folder.path).cases.size(), 1U) << "the same case once";
  verify::cases::write_case_file(folder.path / "same.json", entry.stored);
  EXPECT_EQ(read_corpus(folder.path).cases.size(), 1U);
  std::ofstream(folder.path / "wrong.json") << "{}";
  EXPECT_THROW((void)read_corpus(folder.path), verify::input::InputError);
  EXPECT_THROW((void)read_corpus(folder.path / "missing"), verify::input::InputError);
}

} // namespace tailmass::properties::hunt
