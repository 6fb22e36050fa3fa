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

TallySheet::Column& TallySheet::column(Line& line, std::string_view label) {
  const auto found = std::ranges::find(line.columns, label, &Column::label);
  if (found != line.columns.end())
    return *found;
  line.columns.push_back(
      {.label = label, .tally = {}, .slacks = {}, .worst_slack = 0, .worst = {}, .false_alarm = 0});
  return line.columns.back();
}

void TallySheet::note_slack(Column& column, double slack, const cases::Origin& origin) {
  column.slacks.push_back(slack);
  if (!column.worst || slack < column.worst_slack) {
    column.worst_slack = slack;
    column.worst = origin;
  }
}

void TallySheet::enter(std::size_t theorem, const cases::Origin& origin,
                       const std::vector<judge::Judgement>& judgements) {
  Line& line = lines_[theorem];
  for (const judge::Judgement& judgement : judgements) {
    line.bits_max = std::max(line.bits_max, judgement.bits);
    line.filtered += judgement.filtered ? 1 : 0;
    if (judgement.verdict == judge::Verdict::vacuous) {
      line.vacuous.add(judge::Verdict::vacuous);
      continue;
    }
    Column& entered = column(line, judgement.claim);
    entered.tally.add(judgement.verdict);
    entered.false_alarm += judgement.false_alarm;
    const bool bound =
        judgement.verdict == judge::Verdict::proved || judgement.verdict == judge::Verdict::tight;
    if (bound || (judgement.verdict == judge::Verdict::refuted && !std::isnan(judgement.slack)))
      note_slack(entered, judgement.slack, origin);
    if (judgement.verdict == judge::Verdict::agrees && judgement.scale == judge::Scale::largest_term)
      ++line.by_largest_term;
  }
}

void TallySheet::merge(TallySheet later) {
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    Line& line = lines_[i];
    Line& more = later.lines_[i];
    line.bits_max = std::max(line.bits_max, more.bits_max);
    line.by_largest_term += more.by_largest_term;
    line.filtered += more.filtered;
    line.vacuous.add(more.vacuous);
    for (Column& from : more.columns) {
      Column& into = column(line, from.label);
      into.tally.add(from.tally);
      into.false_alarm += from.false_alarm;
      into.slacks.insert(into.slacks.end(), from.slacks.begin(), from.slacks.end());
      if (from.worst && (!into.worst || from.worst_slack < into.worst_slack)) {
        into.worst_slack = from.worst_slack;
        into.worst = std::move(from.worst);
      }
    }
  }
}

std::vector<record::TheoremRecord> TallySheet::records() const {
  std::vector<record::TheoremRecord> records;
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    const Line& line = lines_[i];
    record::TheoremRecord record;
    record.id = theorems_[i]->id;
    record.bits_max = line.bits_max;
    record.by_largest_term = line.by_largest_term;
    record.filtered = line.filtered;
    record.all.tally = line.vacuous;
    std::vector<double> slacks;
    for (const Column& column : line.columns) {
      record::ClaimRecord& claim = record.claims.emplace_back();
      claim.label = column.label;
      claim.tally = column.tally;
      claim.worst = column.worst;
      claim.false_alarm = std::min(column.false_alarm, 1.0);
      claim.log_looseness = looseness_of(column.slacks);
      if (column.worst)
        claim.worst_slack = column.worst_slack;
      record.all.tally.add(column.tally);
      record.all.false_alarm = std::min(record.all.false_alarm + column.false_alarm, 1.0);
      slacks.insert(slacks.end(), column.slacks.begin(), column.slacks.end());
      if (column.worst && (!record.all.worst_slack || column.worst_slack < *record.all.worst_slack)) {
        record.all.worst_slack = column.worst_slack;
        record.all.worst = column.worst;
      }
    }
    record.all.log_looseness = looseness_of(std::move(slacks));
    records.push_back(std::move(record));
  }
  return records;
}

} // namespace tailmass::verify::campaign
