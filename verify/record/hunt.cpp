// A hunt in a record.
#include "verify/record/sections.hpp"

#include <numeric>

namespace tailmass::verify::record {

template <>
struct Names<HuntOutcome> {
  static constexpr auto& all = all_outcomes;
  static constexpr std::string_view one = "an outcome of a hunt";
  static constexpr std::string_view definition = "hunt_outcome";
};

template <>
inline constexpr auto members<HuntedCase> = list_of<HuntedCase>("hunted_case", needed("n", &HuntedCase::n),
                                                                needed("k", &HuntedCase::k),
                                                                written("score", &HuntedCase::score),
                                                                written("operation", &HuntedCase::operation),
                                                                written("case_file", &HuntedCase::case_file),
                                                                written("command", &HuntedCase::command));

template <>
inline constexpr auto members<HuntedGoal> = list_of<HuntedGoal>(
    "hunted_goal", needed("objective", &HuntedGoal::objective), written("claim", &HuntedGoal::claim),
    needed("outcome", &HuntedGoal::outcome), needed("verdict", &HuntedGoal::verdict),
    if_set("measure", &HuntedGoal::measure), written("evaluations", &HuntedGoal::evaluations),
    written("found_at", &HuntedGoal::found_at), if_set("worst", &HuntedGoal::worst),
    if_set("minimal", &HuntedGoal::minimal), if_set("reason", &HuntedGoal::reason));

template <>
inline constexpr auto members<HuntedMutant> = list_of<HuntedMutant>(
    "hunted_mutant", needed("theorem", &HuntedMutant::theorem), needed("name", &HuntedMutant::name),
    written("change", &HuntedMutant::change), written("by_sample", &HuntedMutant::by_case),
    written("regimes", &HuntedMutant::regimes),
    group<HuntedMutant>("first", written("regime", &HuntedMutant::first_regime),
                        needed("index", &HuntedMutant::first_index))
        .when([](const HuntedMutant& mutant) { return mutant.first_index.has_value(); }),
    or_null("hunt_evaluations", &HuntedMutant::evaluations), written("evaluations", &HuntedMutant::spent),
    computed<HuntedMutant>(
        "survives", +[](const HuntedMutant& mutant) { return mutant.survives(); }));

template <>
inline constexpr auto members<Duel> = list_of<Duel>("duel", needed("implementation", &Duel::objective),
                                                    needed("hunt", &Duel::hunt),
                                                    needed("random", &Duel::random),
                                                    computed<Duel>(
                                                        "won", +[](const Duel& duel) { return duel.won(); }));

namespace {

constexpr auto finds = list_of<HuntRecord>(
    "hunt",
    group<HuntRecord>("hunt", written("fraction", &HuntRecord::fraction).within(R"("maximum": 1)"),
                      or_null("budget", &HuntRecord::budget),
                      written("evaluations", &HuntRecord::evaluations),
                      written("journal", &HuntRecord::journal)),
    if_set("sharpness", &HuntRecord::sharpness), if_set("mutant_matrix", &HuntRecord::mutants),
    if_set("duels", &HuntRecord::duels));
constexpr auto members_of_record = list_of<Record>("hunt", inlined_if_set(&Record::hunt, finds, "hunt"));

} // namespace

const Section hunt_section = section<members_of_record>();

std::string_view name_of(HuntOutcome outcome) {
  constexpr std::string_view names[] = {"attained", "approached", "slack",     "agrees",
                                        "within",   "no-case",    "undecided", "refuted"};
  return names[static_cast<std::size_t>(outcome)];
}

double mean_of(std::span<const double> x) {
  return x.empty() ? 0 : std::accumulate(x.begin(), x.end(), 0.0) / static_cast<double>(x.size());
}

bool Duel::won() const {
  return mean_of(hunt) > mean_of(random);
}

bool Duel::breaks_bound() const {
  const auto broken = [](double share) { return share > 1; };
  return std::ranges::any_of(hunt, broken) || std::ranges::any_of(random, broken);
}

} // namespace tailmass::verify::record
