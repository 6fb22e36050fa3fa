// Judging, shrinking and storing the best case of every goal.
#include "properties/hunt/sharpness.hpp"

#include "properties/generated/shrink.hpp"
#include "properties/hunt/first_cases.hpp"
#include "verify/input/input_error.hpp"

#include <algorithm>
#include <boost/crc.hpp>
#include <cmath>
#include <fmt/format.h>

namespace tailmass::properties::hunt {

namespace {

/// Far below what a double can be wrong by.
constexpr double far_below = 1e-6;

std::string safe(std::string name) {
  std::ranges::replace_if(
      name, [](char c) { return c == '/' || c == ' '; }, '.');
  return name;
}

std::string hash_of(const std::string& text) {
  boost::crc_32_type crc;
  crc.process_bytes(text.data(), text.size());
  return fmt::format("{:08x}", crc.checksum());
}

/// The file's name holds a checksum of the case, so that no case is kept twice.
verify::record::HuntedCase kept_case(const Objective& objective, std::size_t goal, const Case& c,
                                     double score, const std::string& operation, const char* kind,
                                     const SharpnessOptions& options) {
  verify::record::HuntedCase kept{.n = c.scores->size(),
                                  .k = c.head.size(),
                                  .score = score,
                                  .operation = operation,
                                  .case_file = {},
                                  .command = {}};
  if (options.folder.empty())
    return kept;
  const verify::cases::StoredCase stored = stored_case(objective, c);
  const auto path = options.folder / fmt::format("{}-{}-{}-{}.json", safe(objective.name()), goal + 1, kind,
                                                 hash_of(verify::cases::case_text(stored)));
  try {
    if (!std::filesystem::exists(path))
      verify::cases::write_case_file(path, stored);
  } catch (const verify::input::InputError&) { // the verdict comes all the same
    return kept;
  }
  kept.case_file = path.string();
  kept.command = objective.replay_command(path.string());
  return kept;
}

verify::record::HuntOutcome outcome_of(const Goal& goal, double score,
                                       const verify::judge::Judgement& judgement) {
  if (judgement.verdict == verify::judge::Verdict::refuted)
    return verify::record::HuntOutcome::refuted;
  if (judgement.verdict == verify::judge::Verdict::undecided)
    return verify::record::HuntOutcome::undecided;
  if (judgement.verdict == verify::judge::Verdict::vacuous)
    return verify::record::HuntOutcome::no_case;
  switch (goal.measure) {
  case Measure::identity:
    return verify::record::HuntOutcome::agrees;
  case Measure::error:
  case Measure::result:
    return verify::record::HuntOutcome::within;
  case Measure::bound:
    break;
  }
  if (judgement.verdict == verify::judge::Verdict::tight)
    return verify::record::HuntOutcome::attained;
  return score >= -sharp_slack ? verify::record::HuntOutcome::approached : verify::record::HuntOutcome::slack;
}

/// Words for people: see HuntedGoal.
double measure_of(const Goal& goal, double certified) {
  switch (goal.measure) {
  case Measure::identity:
    return std::exp(certified);
  case Measure::error:
  case Measure::result:
    return certified;
  case Measure::bound:
    return certified == 0 ? 0 : -certified;
  }
  return certified;
}

/// The verdict on the best case. A result that was wrong once is wrong, whatever it is when it is called
/// again.
verify::judge::Judgement judged(const Objective& objective, std::size_t goal, const Found& best) {
  verify::judge::Judgement judgement = objective.judged(best.c, goal);
  if (objective.goals()[goal].measure == Measure::result && best.score > 1 &&
      judgement.verdict != verify::judge::Verdict::refuted) {
    judgement.verdict = verify::judge::Verdict::refuted;
    judgement.reason = "so it was in one call, and not in a later one on the same case";
  }
  return judgement;
}

verify::record::HuntedGoal reported(const Hunted& hunted, std::size_t goal, const SharpnessOptions& options) {
  const Objective& objective = *hunted.objective;
  verify::record::HuntedGoal result{.objective = objective.name(),
                                    .claim = objective.goals()[goal].label,
                                    .evaluations = hunted.evaluations};
  if (!hunted.best[goal])
    return result;
  const Found& best = *hunted.best[goal];
  const verify::judge::Judgement judgement = judged(objective, goal, best);
  const bool of_result = objective.goals()[goal].measure == Measure::result;
  const double certified = of_result ? best.score : objective.certified(best.c)[goal];
  result.outcome = outcome_of(objective.goals()[goal], certified, judgement);
  result.verdict = judgement.verdict;
  result.reason = judgement.reason;
  result.measure = measure_of(objective.goals()[goal], certified);
  if (objective.goals()[goal].measure == Measure::bound &&
      judgement.verdict == verify::judge::Verdict::proved)
    result.measure = judgement.slack; // where 128 bits do not tell the sides apart, the judge does
  result.found_at = best.evaluations;
  result.worst = kept_case(objective, goal, best.c, certified, best.operation, "worst", options);
  const auto keeps = [&](const Case& c) {
    if (options.stop && *options.stop)
      return false;
    const auto whole = fitted(c, objective, 0);
    return whole && keeps_score(objective, goal, best.score, *whole, options.fraction);
  };
  const std::size_t budget = objective.shrink_budget(judgement, options.shrink_budget);
  if (budget == 0 || !keeps(best.c))
    return result;
  const generated::Shrunk small = generated::shrunk(best.c, keeps, budget);
  if (const auto whole = fitted(small.c, objective, 0))
    result.minimal =
        kept_case(objective, goal, *whole, objective.certified(*whole)[goal], "shrunk", "minimal", options);
  return result;
}

} // namespace

bool keeps_score(const Objective& objective, std::size_t goal, double of, const Case& c, double fraction) {
  double least = fraction * of;
  switch (objective.goals()[goal].measure) {
  case Measure::identity:
    if (objective.certified(c)[goal] > 0)
      return true;
    return of <= 0 ? false : objective.guide(c)[goal] >= of + std::log(fraction);
  case Measure::error:
    return objective.certified(c)[goal] >= least;
  case Measure::result:
    return of > 1 ? objective.certified(c)[goal] > 1 : objective.certified(c)[goal] >= least;
  case Measure::bound:
    break;
  }
  if (of <= 0)
    least = of >= -sharp_slack ? -sharp_slack : of + std::log(fraction);
  if (!(objective.guide(c)[goal] >= least - far_below))
    return false;
  const double score = objective.certified(c)[goal];
  return score >= least && (of <= 0 || score > 0);
}

std::vector<verify::record::HuntedGoal> sharpness_of(std::span<const Hunted> hunted,
                                                     const SharpnessOptions& options) {
  std::vector<std::pair<const Hunted*, std::size_t>> places;
  for (const Hunted& of : hunted)
    for (std::size_t goal = 0; goal < of.best.size(); ++goal)
      places.emplace_back(&of, goal);
  if (!options.folder.empty())
    std::filesystem::create_directories(options.folder);
  std::vector<verify::record::HuntedGoal> goals(places.size());
  verify::campaign::WorkOptions work = options;
  work.stop = nullptr; // a best case is judged, though not made smaller
  (void)verify::campaign::share_rows(places.size(), work, [&] {
    return [&](std::size_t i) { goals[i] = reported(*places[i].first, places[i].second, options); };
  });
  return goals;
}

} // namespace tailmass::properties::hunt
