// Two records, part by part.
#include "reports/sections/comparison.hpp"

#include "reports/sections/comparison_parts.hpp"
#include "reports/sections/theorem_table.hpp"
#include "reports/text/output.hpp"
#include "reports/text/text.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace tailmass::reports::sections {

namespace {

std::string counts_text(const verify::record::Tally& tally) {
  std::string text;
  for (const verify::judge::Verdict verdict :
       {verify::judge::Verdict::refuted, verify::judge::Verdict::undecided})
    if (tally.of(verdict) > 0)
      text += fmt::format("{}{} {}", text.empty() ? "" : ", ", text::grouped(tally.of(verdict)),
                          name_of(verdict));
  if (!text.empty())
    return text;
  return unjudged(tally) ? "no case to judge" : fmt::format("{} held", text::grouped(tally.held()));
}

/// Larger is worse.
std::array<std::size_t, 3> badness(const verify::record::Tally& tally) {
  return {tally.of(verify::judge::Verdict::refuted), tally.of(verify::judge::Verdict::undecided),
          unjudged(tally) ? 1U : 0U};
}

void compare_theorems(const verify::record::Record& now, const verify::record::Record& base,
                      Changes& changes) {
  pair_up(
      now.theorems, base.theorems, [](const verify::record::TheoremRecord& theorem) { return theorem.id; },
      [&](const verify::record::TheoremRecord& theorem, const verify::record::TheoremRecord& old) {
        const auto bad = badness(theorem.all.tally);
        const auto was = badness(old.all.tally);
        if (bad == was)
          return;
        const auto failure = std::ranges::find(now.failures, theorem.id, &verify::record::Failure::theorem);
        const bool stored = bad > was && failure != now.failures.end() && !failure->case_file.empty();
        changes.push_back({bad > was ? Kind::worse : Kind::better, "theorems", theorem.id,
                           counts_text(old.all.tally) + " -> " + counts_text(theorem.all.tally),
                           stored ? replay_command(failure->case_file) : now.command});
      },
      [&](Kind kind, const verify::record::TheoremRecord& theorem) {
        changes.push_back({kind, "theorems", theorem.id, counts_text(theorem.all.tally)});
      });
}

std::string check_words(const verify::record::ConsistencyRecord& check) {
  return fmt::format("{} held, {} exceeded, largest error {:.3g} of its bound", text::grouped(check.held),
                     text::grouped(check.exceeded), check.worst_ratio);
}

void compare_checks(const std::vector<verify::record::ConsistencyRecord>& now,
                    const std::vector<verify::record::ConsistencyRecord>& base, const std::string& group,
                    const std::string& command, double factor, Changes& changes) {
  constexpr double noticed = 0.1; // ratios below it are far from their bound, whatever they do
  const auto grew = [&](double ratio, double from) { return ratio > noticed && ratio > factor * from; };
  pair_up(
      now, base, [](const verify::record::ConsistencyRecord& check) { return check.check; },
      [&](const verify::record::ConsistencyRecord& check, const verify::record::ConsistencyRecord& old) {
        const bool worse = check.exceeded > old.exceeded ||
                           (check.exceeded == old.exceeded && grew(check.worst_ratio, old.worst_ratio));
        const bool better = check.exceeded < old.exceeded ||
                            (check.exceeded == old.exceeded && grew(old.worst_ratio, check.worst_ratio));
        if (worse || better)
          changes.push_back({worse ? Kind::worse : Kind::better, group, check.check,
                             check_words(old) + " -> " + check_words(check), command});
      },
      [&](Kind kind, const verify::record::ConsistencyRecord& check) {
        changes.push_back({kind, group, check.check, check_words(check)});
      });
}

/// Verdicts that should be `good`.
template <class T, class Key>
void compare_verdicts(const std::vector<T>& now, const std::vector<T>& base, verify::judge::Verdict good,
                      const std::string& group, const std::string& command, const Key& key,
                      Changes& changes) {
  pair_up(
      now, base, key,
      [&](const T& item, const T& old) {
        if ((item.verdict == good) != (old.verdict == good))
          changes.push_back({item.verdict == good ? Kind::better : Kind::worse, group, key(item),
                             fmt::format("{} -> {}", name_of(old.verdict), name_of(item.verdict)), command});
      },
      [&](Kind kind, const T& item) {
        changes.push_back({kind, group, key(item), std::string(name_of(item.verdict))});
      });
}

void warn(const verify::record::Record& now, const verify::record::Record& base,
          std::vector<std::string>& warnings) {
  const auto note = [&](std::string_view what, const std::string& is, const std::string& was) {
    if (is != was)
      warnings.push_back(fmt::format("another {}: {}, before {}", what, is.empty() ? "unknown" : is,
                                     was.empty() ? "unknown" : was));
  };
  note("tailmass", now.host.tailmass, base.host.tailmass);
  note("processor", now.host.processor, base.host.processor);
  note("SIMD target", now.host.simd, base.host.simd);
  note("seed", std::to_string(now.seed), std::to_string(base.seed));
  if (now.rows != base.rows)
    warnings.push_back(fmt::format("another number of rows: {}, before {}", text::grouped(now.rows),
                                   text::grouped(base.rows)));
  if (base.interrupted)
    warnings.emplace_back("the old run was interrupted");
}

/// Which parts a record has that could be worse than before; rows of `certify` say something of tensors only.
std::vector<std::string_view> parts_of(const verify::record::Record& record) {
  std::vector<std::string_view> parts;
  const auto add = [&](bool has, std::string_view name) {
    if (has)
      parts.push_back(name);
  };
  add(!record.theorems.empty(), "theorems");
  add(!record.consistency.empty(), "checks of stored numbers");
  add(!record.kernel.empty(), "checks of a kernel");
  add(!record.mutants.empty(), "mutants");
  add(!record.boxes.empty(), "boxes");
  add(record.hunt && !record.hunt->sharpness.empty(), "hunt");
  add(record.precision.has_value(), "precision");
  return parts;
}

std::string joined(const std::vector<std::string_view>& words) {
  std::string text;
  for (const std::string_view word : words)
    text += (text.empty() ? "" : ", ") + std::string(word);
  return text.empty() ? "nothing" : text;
}

/// What a hunt said of each claim: refuted or undecided is worse than anything else.
void compare_goals(const verify::record::HuntRecord& now, const verify::record::HuntRecord& base,
                   Changes& changes) {
  const auto badness_of = [](const verify::record::HuntedGoal& goal) {
    return goal.outcome == verify::record::HuntOutcome::refuted     ? 2
           : goal.outcome == verify::record::HuntOutcome::undecided ? 1
                                                                    : 0;
  };
  const auto key = [](const verify::record::HuntedGoal& goal) {
    return goal.claim.empty() ? goal.objective : goal.objective + "/" + goal.claim;
  };
  pair_up(
      now.sharpness, base.sharpness, key,
      [&](const verify::record::HuntedGoal& goal, const verify::record::HuntedGoal& old) {
        if (const int bad = badness_of(goal), was = badness_of(old); bad != was)
          changes.push_back({bad > was ? Kind::worse : Kind::better, "hunt", key(goal),
                             fmt::format("{} -> {}", name_of(old.outcome), name_of(goal.outcome)),
                             goal.worst ? goal.worst->command : std::string()});
      },
      [&](Kind kind, const verify::record::HuntedGoal& goal) {
        changes.push_back({kind, "hunt", key(goal), std::string(name_of(goal.outcome))});
      });
}

} // namespace

bool Comparison::regressed() const {
  return std::ranges::any_of(
      changes, [](const Change& change) { return change.kind == Kind::worse || change.kind == Kind::lost; });
}

Comparison compare(const verify::record::Record& now, const verify::record::Record& base,
                   std::string base_file, double factor) {
  const std::vector<std::string_view> parts = parts_of(now);
  const std::vector<std::string_view> old_parts = parts_of(base);
  if (std::ranges::none_of(parts, [&](std::string_view part) {
        return std::ranges::find(old_parts, part) != old_parts.end();
      }))
    throw text::UsageError(fmt::format("nothing to compare: the record has {}, {} has {}", joined(parts),
                                       base_file, joined(old_parts)));
  Comparison comparison{.base = std::move(base_file), .warnings = {}, .changes = {}};
  warn(now, base, comparison.warnings);
  Changes& changes = comparison.changes;
  compare_theorems(now, base, changes);
  compare_checks(now.consistency, base.consistency, "numbers", now.command, factor, changes);
  compare_checks(now.kernel, base.kernel, "kernel", now.command, factor, changes);
  compare_verdicts(
      now.mutants, base.mutants, verify::judge::Verdict::refuted, "mutants", now.command,
      [](const verify::record::MutantRecord& mutant) { return mutant.theorem + "/" + mutant.name; }, changes);
  compare_verdicts(
      now.boxes, base.boxes, verify::judge::Verdict::proved, "boxes", now.command,
      [](const verify::record::BoxRecord& box) {
        return fmt::format("{}{}{}/n{}-k{}", box.theorem, box.mutant.empty() ? "" : "/", box.mutant, box.keys,
                           box.kept);
      },
      changes);
  if (now.hunt && base.hunt)
    compare_goals(*now.hunt, *base.hunt, changes);
  if (now.precision && base.precision)
    compare_precision(now, base, comparison.base, factor, changes);
  else if (base.precision)
    changes.push_back({Kind::lost, "precision", "precision", "errors of implementations"});
  constexpr std::array order{0, 2, 3, 1}; // of worse, better, added, lost
  std::ranges::stable_sort(
      changes, {}, [&](const Change& change) { return order.at(static_cast<std::size_t>(change.kind)); });
  return comparison;
}

std::string_view name_of(Change::Kind kind) {
  switch (kind) {
  case Kind::worse:
    return "worse";
  case Kind::better:
    return "better";
  case Kind::added:
    return "new";
  case Kind::lost:
    return "lost";
  }
  return {};
}

} // namespace tailmass::reports::sections
