// Adding up verdicts.
#include "verify/campaign/tally_sheet.hpp"

#include <algorithm>
#include <cmath>

namespace tailmass::verify::campaign {

namespace {

/// Minimum, median (the lower of two) and maximum.
std::optional<record::Looseness> looseness_of(std::vector<double> slacks) {
  if (slacks.empty())
    return std::nullopt;
  const auto middle = slacks.begin() + static_cast<std::ptrdiff_t>((slacks.size() - 1) / 2);
  std::ranges::nth_element(slacks, middle);
  const auto [low, high] = std::ranges::minmax(slacks);
  return record::Looseness{low, *middle, high};
}

} // namespace

std::size_t TallySheet::position(Line& line, std::string_view label) {
  std::vector<record::ClaimRecord>& claims = line.record.claims;
  const auto found = std::ranges::find(claims, label, &record::ClaimRecord::label);
  if (found != claims.end())
    return static_cast<std::size_t>(found - claims.begin());
  claims.emplace_back().label = label;
  line.slacks.emplace_back();
  return claims.size() - 1;
}

void TallySheet::enter(std::size_t theorem, const cases::Origin& origin,
                       const std::vector<judge::Judgement>& judgements) {
  Line& line = lines_[theorem];
  for (const judge::Judgement& judgement : judgements) {
    line.record.bits_max = std::max(line.record.bits_max, judgement.bits);
    line.record.filtered += judgement.filtered ? 1 : 0;
    if (judgement.verdict == judge::Verdict::vacuous) {
      line.record.all.tally.add(judge::Verdict::vacuous);
      continue;
    }
    const std::size_t at = position(line, judgement.claim);
    record::ClaimRecord& claim = line.record.claims[at];
    claim.tally.add(judgement.verdict);
    claim.false_alarm += judgement.false_alarm;
    const bool bound =
        judgement.verdict == judge::Verdict::proved || judgement.verdict == judge::Verdict::tight;
    if (bound || (judgement.verdict == judge::Verdict::refuted && !std::isnan(judgement.slack))) {
      line.slacks[at].push_back(judgement.slack);
      if (!claim.worst || judgement.slack < *claim.worst_slack) {
        claim.worst_slack = judgement.slack;
        claim.worst = origin;
      }
    }
    if (judgement.verdict == judge::Verdict::agrees && judgement.scale == judge::Scale::largest_term)
      ++line.record.by_largest_term;
  }
}

void TallySheet::merge(TallySheet later) {
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    Line& line = lines_[i];
    Line& more = later.lines_[i];
    for (std::size_t claim = 0; claim < more.slacks.size(); ++claim) {
      std::vector<double>& slacks = line.slacks[position(line, more.record.claims[claim].label)];
      slacks.insert(slacks.end(), more.slacks[claim].begin(), more.slacks[claim].end());
    }
    record::merge(line.record, std::move(more.record));
  }
}

std::vector<record::TheoremRecord> TallySheet::records() const {
  std::vector<record::TheoremRecord> records;
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    record::TheoremRecord& theorem = records.emplace_back(lines_[i].record);
    theorem.id = theorems_[i]->id;
    record::ClaimRecord& all = theorem.all;
    std::vector<double> slacks;
    for (std::size_t at = 0; at < theorem.claims.size(); ++at) {
      record::ClaimRecord& claim = theorem.claims[at];
      claim.log_looseness = looseness_of(lines_[i].slacks[at]);
      slacks.insert(slacks.end(), lines_[i].slacks[at].begin(), lines_[i].slacks[at].end());
      all.tally.add(claim.tally);
      all.false_alarm = std::min(all.false_alarm + claim.false_alarm, 1.0);
      claim.false_alarm = std::min(claim.false_alarm, 1.0);
      if (claim.worst && (!all.worst || *claim.worst_slack < *all.worst_slack)) {
        all.worst_slack = claim.worst_slack;
        all.worst = claim.worst;
      }
    }
    all.log_looseness = looseness_of(std::move(slacks));
  }
  return records;
}

} // namespace tailmass::verify::campaign
