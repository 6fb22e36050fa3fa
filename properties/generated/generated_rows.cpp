// Judging generated rows and counting what they met.
#include "properties/generated/generated_rows.hpp"

#include "properties/generated/counterexample.hpp"
#include "verify/campaign/row_campaign.hpp"

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
    : regimes_(regimes), theorems_(theorems), seed_(seed), cases_each_(cases_each),
      meetings_(theorems.size(), std::vector<Meeting>(regimes.size())) {}

verify::campaign::MoreRows GeneratedRows::rows() {
  return {
      .count = regimes_.size() * cases_each_,
      .judge = [this](verify::judge::Judge& judge, std::size_t index) { return judge_row(judge, index); }};
}

verify::campaign::RowResult GeneratedRows::judge_row(verify::judge::Judge& judge, std::size_t index) {
  const std::size_t r = index / cases_each_;
  const regimes::Generated on = regimes::generated(*regimes_[r], seed_, index % cases_each_);
  if (!within_precision(*on.c.scores)) {
    const std::scoped_lock lock(mutex_);
    ++left_out_;
    return verify::campaign::nothing_yet(theorems_, 0);
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
    const std::scoped_lock lock(mutex_);
    meetings_[t][r].enter(judgements);
  }
  return result;
}

std::vector<verify::record::ConfidenceRecord> GeneratedRows::confidence() const {
  std::vector<verify::record::ConfidenceRecord> records;
  for (std::size_t t = 0; t < theorems_.size(); ++t) {
    if (theorems_[t]->scope == Scope::model)
      continue;
    Meeting all;
    for (const Meeting& meeting : meetings_[t])
      all.add(meeting);
    records.push_back(record_of(*theorems_[t], {}, all));
    for (std::size_t r = 0; r < regimes_.size(); ++r)
      records.push_back(record_of(*theorems_[t], regimes_[r]->name, meetings_[t][r]));
  }
  return records;
}

} // namespace tailmass::properties::generated
