// The search for cases that only a hypothesis excludes.
#include "properties/mutants/necessity.hpp"

#include "properties/generated/shrink.hpp"
#include "properties/regimes/recipe.hpp"
#include "properties/regimes/regimes.hpp"
#include "theory/exact/evaluator.hpp"
#include "theory/theorems/cases.hpp"
#include "theory/theorems/predicates.hpp"
#include "verify/campaign/fold.hpp"
#include "verify/cases/derive.hpp"
#include "verify/judge/judge.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace tailmass::properties::mutants {

namespace {

constexpr std::uint64_t samples = 3;

/// A hypothesis by its number, or a theorem's premises by the number after the last.
struct Question {
  const Theorem* theorem;
  std::size_t hypothesis;

  [[nodiscard]] bool of_premises() const { return hypothesis == theorem->hypotheses.size(); }
  [[nodiscard]] const Hypothesis& named() const { return theorem->hypotheses[hypothesis]; }
};

std::string_view name_of(Without without) {
  switch (without) {
  case Without::open:
    return "apparently unnecessary";
  case Without::meaningless:
    return "meaningless";
  case Without::trivial:
    return "trivial";
  case Without::costly:
    return "costly";
  }
  return {};
}

bool all_others_hold(const Question& question, const Case& c) {
  for (std::size_t i = 0; i < question.theorem->hypotheses.size(); ++i)
    if (i != question.hypothesis && !question.theorem->hypotheses[i].holds(c))
      return false;
  return true;
}

/// Whether all hypotheses but this one hold. Of premises only numbers tell, which the judge has.
bool breaks_only(const Question& question, const Case& c, verify::judge::Judge& judge) {
  if (!all_others_hold(question, c))
    return false;
  if (!question.of_premises()) {
    // A statement about ordered scores can be evaluated where every kept key has one.
    if (question.named().holds == is_top_k && c.head.finite_head().size() != c.head.size())
      return false;
    return !question.named().holds(c);
  }
  return judge.judge(*question.theorem, c).front().verdict == verify::judge::Verdict::vacuous;
}

Case broken(const Question& question, Case c) {
  return !question.of_premises() && question.named().broken ? question.named().broken(std::move(c)) : c;
}

/// A claim that is false without the hypothesis.
std::optional<verify::judge::Judgement> refuted_without(const Question& question, const Case& c,
                                                        verify::judge::Judge& judge) {
  for (verify::judge::Judgement& judgement : judge.judge_without(*question.theorem, question.hypothesis, c))
    if (judgement.verdict == verify::judge::Verdict::refuted && !(judgement.slack > 0))
      return std::move(judgement);
  return std::nullopt;
}

void enter(verify::record::NecessityRecord& record, const Case& c,
           const verify::judge::Judgement& judgement) {
  record.finding = "necessary";
  record.claim = std::string(judgement.claim);
  record.reason = judgement.reason;
  if (c.sample) {
    record.sample =
        fmt::format("{} x {} scores N(0, {:.4g}^2), k = {}, epsilon = {:.4g}, seed {}", c.sample->rows,
                    c.sample->n, c.sample->sigma, c.sample->k, c.sample->epsilon, c.sample->seed);
    return;
  }
  for (const double score : c.scores->all())
    record.scores.push_back(score + 0.0); // no -0
  record.head.assign(c.head.head().begin(), c.head.head().end());
  std::ranges::sort(record.head);
}

bool stopped(const NecessityOptions& options) {
  return options.stop && *options.stop;
}

/// Tries generated cases until one refutes the theorem.
void search_rows(const Question& question, const NecessityOptions& options,
                 verify::record::NecessityRecord& record) {
  const Theorem& theorem = *question.theorem;
  for (std::uint64_t index = 0; index < options.cases_each; ++index)
    for (const regimes::Regime* regime : regimes::regimes()) {
      if (stopped(options))
        return;
      const regimes::Generated on = regimes::generated(*regime, options.seed, index);
      const auto whole = [&](const Case& grown) {
        return broken(question, regimes::completed(grown, theorem, on.recipe));
      };
      verify::judge::Judge judge;
      const Case first = whole(on.c);
      if (!breaks_only(question, first, judge))
        continue;
      ++record.tried;
      if (!refuted_without(question, first, judge))
        continue;
      const auto still = [&](const Case& grown) {
        if (theorem.needs.has<part::Values>() && !grown.values)
          return false;
        verify::judge::Judge fresh;
        const Case c = whole(grown);
        return breaks_only(question, c, fresh) && refuted_without(question, c, fresh).has_value();
      };
      const Case least = whole(generated::shrunk(on.c, still, options.shrinking).c);
      enter(record, least, refuted_without(question, least, judge).value());
      return;
    }
}

void search_samples(const Question& question, const NecessityOptions& options,
                    verify::record::NecessityRecord& record) {
  for (std::uint64_t index = 0; index < samples && !stopped(options); ++index) {
    Case c = top_k_case({0, 0}, 1);
    verify::cases::derive(
        c, question.theorem->needs,
        {options.seed + index, question.theorem->id, "necessity", 0, question.theorem->sample});
    c = broken(question, std::move(c));
    verify::judge::Judge judge;
    if (!breaks_only(question, c, judge))
      continue;
    ++record.tried;
    if (const auto judgement = refuted_without(question, c, judge)) {
      enter(record, c, *judgement);
      return;
    }
  }
}

verify::record::NecessityRecord answer(const Question& question, const NecessityOptions& options) {
  const Theorem& theorem = *question.theorem;
  const Without without = question.of_premises() ? Without::open : question.named().without;
  verify::record::NecessityRecord record{
      .theorem = std::string(theorem.id),
      .hypothesis = std::string(question.of_premises() ? "its numerical premise" : question.named().text),
      .finding = std::string(name_of(without))};
  if (without != Without::open)
    return record;
  if (theorem.scope == Scope::model)
    search_samples(question, options, record);
  else
    search_rows(question, options, record);
  return record;
}

/// Enters an answer, unless its search may have been stopped before its end.
void enter(verify::record::NecessityRecord found, bool was_stopped, verify::record::Record& record) {
  record.interrupted = was_stopped && found.finding == name_of(Without::open);
  if (!record.interrupted)
    record.necessity.push_back(std::move(found));
}

/// Whether the theorem's witness has premises beside its hypotheses.
bool has_premises(const Theorem& theorem) {
  if (!theorem.witness)
    return false;
  const Case c = theorem.witness();
  Evaluator<long double> row(c);
  Sides<long double> sides;
  theorem.sides.long_doubles(row, c, sides);
  return !sides.premises.empty();
}

} // namespace

std::vector<verify::record::NecessityRecord> necessities(std::span<const Theorem* const> theorems,
                                                         const NecessityOptions& options) {
  std::vector<Question> questions;
  for (const Theorem* theorem : theorems) {
    for (std::size_t i = 0; i < theorem->hypotheses.size(); ++i)
      questions.push_back({theorem, i});
    if (has_premises(*theorem))
      questions.push_back({theorem, theorem->hypotheses.size()});
  }
  using verify::record::Record;
  Record all;
  const auto join = [](Record& into, Record later) { verify::record::merge(into, std::move(later)); };
  (void)verify::campaign::fold_units<Record>(
      {.count = questions.size(),
       .begins_chunk = [](std::size_t) { return true; },
       .make_worker =
           [&] {
             return [&](std::size_t index) {
               Record record;
               enter(answer(questions[index], options), stopped(options), record);
               return record;
             };
           },
       .whole = [&](const Record& one) { return !options.part || !one.interrupted; },
       .join = join,
       .fold = [&](Record found) { join(all, std::move(found)); },
       .write = verify::record::to_part,
       .read = verify::record::of_part},
      options);
  return all.necessity;
}

} // namespace tailmass::properties::mutants
