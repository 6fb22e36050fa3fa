// Adding up verdicts.
#include "verify/campaign/tally_sheet.hpp"

#include "verify/cases/case_document.hpp"

#include <algorithm>
#include <cmath>

namespace tailmass::verify::campaign {

namespace {

record::ClaimRecord& claim_of(record::TheoremRecord& theorem, std::string_view label) {
  std::vector<record::ClaimRecord>& claims = theorem.claims;
  const auto found = std::ranges::find(claims, label, &record::ClaimRecord::label);
  if (found != claims.end())
    return *found;
  claims.emplace_back().label = label;
  return claims.back();
}

} // namespace

TallySheet::TallySheet(std::span<const Theorem* const> theorems) {
  for (const Theorem* theorem : theorems)
    lines_.emplace_back().id = theorem->id;
}

TallySheet::TallySheet(std::span<const Theorem* const> theorems, std::vector<record::TheoremRecord> lines)
    : lines_(std::move(lines)) {
  cases::expect(std::ranges::equal(theorems, lines_, {}, &Theorem::id, &record::TheoremRecord::id),
                "theorems", "those of the run");
}

void TallySheet::enter(std::size_t theorem, const cases::Origin& origin,
                       const std::vector<judge::Judgement>& judgements) {
  record::TheoremRecord& line = lines_[theorem];
  for (const judge::Judgement& judgement : judgements) {
    line.bits_max = std::max(line.bits_max, judgement.bits);
    line.filtered += judgement.filtered ? 1 : 0;
    if (judgement.verdict == judge::Verdict::vacuous) {
      line.all.tally.add(judge::Verdict::vacuous);
      continue;
    }
    record::ClaimRecord& claim = claim_of(line, judgement.claim);
    claim.tally.add(judgement.verdict);
    claim.false_alarm += judgement.false_alarm;
    const bool bound =
        judgement.verdict == judge::Verdict::proved || judgement.verdict == judge::Verdict::tight;
    if (bound || (judgement.verdict == judge::Verdict::refuted && !std::isnan(judgement.slack))) {
      claim.slacks.add(judgement.slack);
      if (!claim.worst || judgement.slack < *claim.worst_slack) {
        claim.worst_slack = judgement.slack;
        claim.worst = origin;
      }
    }
    if (judgement.verdict == judge::Verdict::agrees && judgement.scale == judge::Scale::largest_term)
      ++line.by_largest_term;
  }
}

void TallySheet::merge(TallySheet later) {
  for (std::size_t i = 0; i < lines_.size(); ++i)
    record::merge(lines_[i], std::move(later.lines_[i]));
}

std::vector<record::TheoremRecord> TallySheet::records() const {
  std::vector<record::TheoremRecord> records = lines_;
  for (record::TheoremRecord& theorem : records) {
    record::ClaimRecord& all = theorem.all;
    for (record::ClaimRecord& claim : theorem.claims) {
      claim.log_looseness = record::looseness_of(claim.slacks);
      all.slacks.merge(claim.slacks);
      all.tally.add(claim.tally);
      all.false_alarm = std::min(all.false_alarm + claim.false_alarm, 1.0);
      claim.false_alarm = std::min(claim.false_alarm, 1.0);
      if (claim.worst && (!all.worst || *claim.worst_slack < *all.worst_slack)) {
        all.worst_slack = claim.worst_slack;
        all.worst = claim.worst;
      }
    }
    all.log_looseness = record::looseness_of(all.slacks);
  }
  return records;
}

} // namespace tailmass::verify::campaign
