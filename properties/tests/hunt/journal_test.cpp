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

JournalEntry entry_of_gap_bound() {
  return {.objective = "gap-bound",
          .claim = "made up",
          .score = -0.25,
          .operation = "tie",
          .stored = {
              .theorem = "gap-bound", .mutant = {}, .origin = {}, .c = find_theorem("gap-bound")->witness()}};
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
  EXPECT_LE(content.left_out.size(), 1U);
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

TEST(Journal, LeavesOutATornLastLineAndWritesOnInItsPlace) {
  const JournalFolder folder;
  const auto path = folder.path / "journal.jsonl";
  const JournalEntry entry = entry_of_gap_bound();
  {
    Journal journal(path);
    journal.append(entry);
    journal.append(entry);
  }
  const auto size = std::filesystem::file_size(path);
  std::filesystem::resize_file(path, size - 40);
  const JournalContent torn = read_journal(path);
  EXPECT_EQ(torn.entries.size(), 1U);
  EXPECT_EQ(torn.torn, size / 2 - 40);
  const std::vector<std::string> said{path.string() +
                                      ": line 2 is left out: it is torn, as a killed run leaves its last"};
  EXPECT_EQ(torn.left_out, said);
  EXPECT_EQ(read_corpus(folder.path).left_out, said);
  {
    Journal other(folder.path / "other");
    EXPECT_EQ(unite(other, path), said);
  }
  std::filesystem::remove(folder.path / "other");
  {
    Journal journal(path);
    journal.append(entry);
  }
  const JournalContent content = read_journal(path);
  ASSERT_EQ(content.entries.size(), 2U);
  EXPECT_EQ(content.torn, 0U);
  EXPECT_TRUE(content.left_out.empty());
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

TEST(Journal, KeepsALastLineThatLacksItsEndAlone) {
  const JournalFolder folder;
  const auto path = folder.path / "journal.jsonl";
  const JournalEntry entry = entry_of_gap_bound();
  Journal(path).append(entry);
  std::filesystem::resize_file(path, std::filesystem::file_size(path) - 1);
  EXPECT_EQ(read_journal(path).entries.size(), 1U);
  Journal(path).append(entry);
  EXPECT_EQ(read_journal(path).entries.size(), 2U);
}

TEST(Journal, DamagedBeforeItsLastLineIsAnError) {
  const JournalFolder folder;
  const auto path = folder.path / "journal.jsonl";
  const JournalEntry entry = entry_of_gap_bound();
  {
    Journal journal(path);
    for (int line = 0; line < 3; ++line)
      journal.append(entry);
  }
  const auto damage = [&](std::streamoff place, char letter) { std::fstream(path).seekp(place).put(letter); };
  const auto line = static_cast<std::streamoff>(std::filesystem::file_size(path) / 3);
  const auto refuse = [&](const std::string& part) {
    try {
      (void)read_corpus(folder.path);
      ADD_FAILURE() << "read";
    } catch (const verify::input::InputError& error) {
      EXPECT_TRUE(std::string(error.what()).starts_with(path.string() + ": line " + part)) << error.what();
    }
  };
  damage(3 * line - 2, 'x'); // of a last line that has its end
  refuse("3 is no entry of a hunt's journal: ");
  damage(line, '\xff');
  refuse("2 is no entry of a hunt's journal: ");
}

TEST(Journal, NamesACaseOfAnUnmetPremise) {
  const JournalFolder folder;
  JournalEntry entry = entry_of_gap_bound();
  entry.stored.c.temperatures = TemperaturePair{.beta0 = 1, .beta1 = 0};
  Journal(folder.path / "journal.jsonl").append(entry);
  const Corpus corpus = read_corpus(folder.path);
  EXPECT_TRUE(corpus.cases.empty());
  ASSERT_EQ(corpus.left_out.size(), 1U);
  EXPECT_NE(corpus.left_out[0].find("journal.jsonl: line 1 "), std::string::npos) << corpus.left_out[0];
  EXPECT_TRUE(corpus.left_out[0].ends_with(": vacuous, no start of a hunt")) << corpus.left_out[0];
}

} // namespace tailmass::properties::hunt
