// Decides, by enclosures, whether a theorem holds on a case.
#pragma once

#include "theory/exact/evaluator.hpp"
#include "theory/numbers/interval.hpp"
#include "theory/theorems/theorem.hpp"
#include "verify/judge/ladder.hpp"
#include "verify/judge/verdict.hpp"

#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace tailmass::verify::judge {

/// Judges cases one after another and keeps what it computed while the row stays the same: cases that share
/// their Scores, Values and QueryKeys objects share exponentials and logarithms. Not thread-safe: one judge a
/// thread.
class Judge {
public:
  /// Throws std::runtime_error where doubles do not compute as the filter and the stated error bounds assume.
  explicit Judge(Precisions precisions = {});

  /// One judgement a claim, in the order of the theorem's claims; a single vacuous one where a hypothesis
  /// fails, and a single undecided one where it speaks of a number that is not known.
  [[nodiscard]] std::vector<Judgement> judge(const Theorem& theorem, const Case& c);
  /// Judges a false variant, under the theorem's hypotheses unless it is to do without.
  [[nodiscard]] std::vector<Judgement> judge(const Theorem& theorem, const Mutant& mutant, const Case& c);

  /// Judges without one hypothesis, by its number; its numerical premises have the number after the last.
  /// The statement must have a meaning there: Without::open.
  [[nodiscard]] std::vector<Judgement> judge_without(const Theorem& theorem, std::size_t hypothesis,
                                                     const Case& c);

private:
  std::vector<Judgement> judge(const Theorem& theorem, const SidesIn& sides, const Case& c,
                               std::optional<std::size_t> left_out = std::nullopt);
  std::vector<Judgement> judgements(const Theorem& theorem, const SidesIn& sides, const Case& c,
                                    std::optional<std::size_t> left_out);
  void turn_to(const Case& c);
  Findings by_intervals(const SidesIn& sides, Scope scope, const Case& c);
  Evaluator<Interval>& intervals(const Case& c);
  Evaluator<Ball>& evaluator(const Case& c, long bits);
  double tail_range(const Case& c);

  Precisions precisions_;
  std::shared_ptr<const Scores> scores_;
  std::shared_ptr<const Values> values_;
  std::shared_ptr<const QueryKeys> query_keys_; // the last one seen on this row
  std::map<long, Evaluator<Ball>> evaluators_;  // by precision
  std::optional<Evaluator<Interval>> intervals_;
};

} // namespace tailmass::verify::judge
