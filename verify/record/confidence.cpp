// Confidence in a record.
#include "verify/record/sections.hpp"

#include <cmath>

namespace tailmass::verify::record {

namespace {

using Confidence = ConfidenceRecord;

} // namespace

template <>
inline constexpr auto members<Confidence> = list_of<Confidence>(
    "confidence", needed("theorem", &Confidence::theorem), if_set("regime", &Confidence::regime),
    written("cases", &Confidence::cases), written("met", &Confidence::met),
    inlined(&Confidence::claims, members<Tally>),
    computed<Confidence, std::optional<double>>(
        "failure_rate_below", +[](const Confidence& found) { return failure_rate_bound(found); }));

namespace {

void merge_confidence(Record& into, Record& later) {
  for (Confidence& more : later.confidence) {
    const auto found = std::ranges::find_if(into.confidence, [&](const Confidence& each) {
      return each.theorem == more.theorem && each.regime == more.regime;
    });
    if (found == into.confidence.end())
      into.confidence.push_back(std::move(more));
    else
      add(*found, more);
  }
}

constexpr auto members_of_record = list_of<Record>("confidence", if_set("confidence", &Record::confidence),
                                                   merged_by<Record>(merge_confidence));

} // namespace

const Section confidence_section = section<members_of_record>();

void add(ConfidenceRecord& into, const ConfidenceRecord& other) {
  into.cases += other.cases;
  into.met += other.met;
  into.claims.add(other.claims);
}

double failure_rate_bound(std::size_t met) {
  constexpr double left = 0.05; // confidence 95 %
  return met == 0 ? 1 : -std::expm1(std::log(left) / static_cast<double>(met));
}

std::optional<double> failure_rate_bound(const ConfidenceRecord& confidence) {
  if (confidence.claims.of(judge::Verdict::refuted) + confidence.claims.of(judge::Verdict::undecided) > 0)
    return std::nullopt;
  return failure_rate_bound(confidence.met);
}

} // namespace tailmass::verify::record
