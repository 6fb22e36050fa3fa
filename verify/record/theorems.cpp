// Theorems and claims in a record.
#include "verify/record/sections.hpp"

#include <cmath>
#include <fmt/format.h>

namespace tailmass::verify::record {

namespace {

/// e^x by its logarithm x: a number, or past the range of a double a decimal string.
struct Exponential {
  static Json write(double log) {
    if (!std::isfinite(log) || std::isfinite(std::exp(log)))
      return json_number(std::exp(log));
    const double decades = log / std::log(10.0);
    return fmt::format("{:.6f}e+{:.0f}", std::pow(10.0, decades - std::floor(decades)), std::floor(decades));
  }
  static void read(const Field& field, double& log) { log = field.wide_number().log; }
  static Json describe(Definitions& definitions) { return Value<double>::describe(definitions); }
};

} // namespace

template <>
inline constexpr auto
    members<Looseness> = list_of<Looseness>("looseness", needed_as<Exponential>("min", &Looseness::min),
                                            needed_as<Exponential>("median", &Looseness::median),
                                            needed_as<Exponential>("max", &Looseness::max));

namespace {

void keep_worse(ClaimRecord& into, ClaimRecord& later) {
  if (later.worst && (!into.worst || *later.worst_slack < *into.worst_slack)) {
    into.worst_slack = later.worst_slack;
    into.worst = std::move(later.worst);
  }
}

void merge_slacks(ClaimRecord& into, ClaimRecord& later) {
  into.slacks.merge(later.slacks);
  if (into.log_looseness && later.log_looseness && !into.slacks.empty() && !later.slacks.empty())
    into.log_looseness = looseness_of(into.slacks);
}

constexpr auto findings = list_of<ClaimRecord>(
    "findings", inlined(&ClaimRecord::tally, members<Tally>),
    group<ClaimRecord>("worst", needed("slack", &ClaimRecord::worst_slack),
                       needed("case", &ClaimRecord::worst))
        .when([](const ClaimRecord& claim) { return claim.worst_slack && claim.worst; }),
    merged_by<ClaimRecord>(keep_worse), merged_by<ClaimRecord>(merge_slacks),
    if_set("looseness", &ClaimRecord::log_looseness), kept("slacks", &ClaimRecord::slacks),
    if_set("false_alarm", &ClaimRecord::false_alarm).merged(Merging::sum).within(R"("maximum": 1)"));

} // namespace

template <>
inline constexpr auto
    members<ClaimRecord> = list_of<ClaimRecord>("claim", written("claim", &ClaimRecord::label), findings);

template <>
inline constexpr auto members<TheoremRecord> = list_of<TheoremRecord>(
    "theorem", needed("id", &TheoremRecord::id), inlined(&TheoremRecord::all, findings),
    group<TheoremRecord>("bits", needed("max", &TheoremRecord::bits_max).merged(Merging::largest)),
    written("by_largest_term", &TheoremRecord::by_largest_term).merged(Merging::sum),
    written("filtered", &TheoremRecord::filtered).merged(Merging::sum),
    by_key("claims", &TheoremRecord::claims, Presence::written, &ClaimRecord::label));

namespace {

constexpr auto judged = [](const Record& record) { return !record.certified; };

constexpr auto members_of_record = list_of<Record>(
    "theorems",
    computed<Record>(
        "summary", +[](const Record& record) { return record.summary(); })
        .when(judged),
    computed<Record>(
        "false_alarm",
        +[](const Record& record) -> std::optional<double> {
          const double rate = record.false_alarm();
          return rate > 0 ? std::optional(rate) : std::nullopt;
        })
        .when(judged),
    by_key("theorems", &Record::theorems, Presence::written, &TheoremRecord::id).when(judged));

} // namespace

const Section theorems_section = section<members_of_record>();

void merge(TheoremRecord& into, TheoremRecord later) {
  members<TheoremRecord>.merge(into, later);
}

std::optional<Looseness> looseness_of(const Histogram& slacks) {
  if (slacks.empty())
    return std::nullopt;
  return Looseness{slacks.min(), slacks.quantile(0.5), slacks.max()};
}

Tally sum_of(std::span<const TheoremRecord> theorems) {
  Tally total;
  for (const TheoremRecord& theorem : theorems)
    total.add(theorem.all.tally);
  return total;
}

double false_alarm_of(std::span<const TheoremRecord> theorems) {
  double sum = 0;
  for (const TheoremRecord& theorem : theorems)
    sum += theorem.all.false_alarm;
  return std::min(sum, 1.0);
}

} // namespace tailmass::verify::record
