// Judging generated rows and counting what they met.
#include "properties/generated/generated_rows.hpp"

#include "properties/generated/counterexample.hpp"
#include "verify/campaign/row_campaign.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace tailmass::properties::generated {

namespace {

verify::record::ConfidenceRecord record_of(const Theorem& theorem, std::string_view regime,
                                           const Meeting& meeting) {
  return {.theorem = std::string(theorem.id),
          .regime = std::string(regime),
          .cases = meeting.cases,
          .met = meeting.met,
          .claims = meeting.claims};
}

} // namespace

GeneratedRows::GeneratedRows(std::span<const regimes::Regime* const> regimes,
                             std::span<const Theorem* const> theorems, std::uint64_t seed,
                             std::size_t cases_each)
    : regimes_(regimes), theorems_(theorems), seed_(seed), cases_each_(cases_each) {}

verify::campaign::MoreRows GeneratedRows::rows() const {
  return {
      .count = regimes_.size() * cases_each_,
      .of_a_kind = std::max<std::size_t>(1, cases_each_),
      .judge = [this](verify::judge::Judge& judge, std::size_t index) { return judge_row(judge, index); }};
}

verify::campaign::RowResult GeneratedRows::judge_row(verify::judge::Judge& judge, std::size_t index) const {
  const std::size_t r = index / cases_each_;
  const regimes::Generated on = regimes::generated(*regimes_[r], seed_, index % cases_each_);
  if (!within_precision(*on.c.scores)) {
    verify::campaign::RowResult none = verify::campaign::nothing_yet(theorems_, 0);
    none.found.left_out = 1;
    return none;
  }
  verify::campaign::RowResult result = verify::campaign::nothing_yet(theorems_, 1);
  const verify::cases::Origin origin{.file = {},
                                     .tensor = fmt::format("generated {}", regimes_[r]->name),
                                     .row = fmt::format("[{}]", on.index),
                                     .k = on.c.head.size()};
  for (std::size_t t = 0; t < theorems_.size(); ++t) {
    if (theorems_[t]->scope == Scope::model)
      continue;
    const Case c = regimes::completed(on.c, *theorems_[t], on.recipe);
    const std::vector<verify::judge::Judgement> judgements = judge.judge(*theorems_[t], c);
    enter(result, t, *theorems_[t], origin, c, judgements);
    Meeting meeting;
    meeting.enter(judgements);
    result.found.confidence.push_back(record_of(*theorems_[t], regimes_[r]->name, meeting));
  }
  return result;
}

std::vector<verify::record::ConfidenceRecord>
GeneratedRows::confidence(std::span<const verify::record::ConfidenceRecord> found) const {
  std::vector<verify::record::ConfidenceRecord> records;
  for (const Theorem* theorem : theorems_) {
    if (theorem->scope == Scope::model)
      continue;
    const std::size_t all = records.size();
    records.push_back(record_of(*theorem, {}, {}));
    for (const regimes::Regime* regime : regimes_) {
      verify::record::ConfidenceRecord& of_regime =
          records.emplace_back(record_of(*theorem, regime->name, {}));
      for (const verify::record::ConfidenceRecord& each : found)
        if (each.theorem == of_regime.theorem && each.regime == of_regime.regime)
          verify::record::add(of_regime, each);
      verify::record::add(records[all], of_regime);
    }
  }
  return records;
}

} // namespace tailmass::properties::generated
