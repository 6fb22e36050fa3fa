// The members of what several sections have: verdicts, counts, places of cases, magnitudes, histograms.
#pragma once

#include "verify/cases/origin.hpp"
#include "verify/judge/verdict.hpp"
#include "verify/record/histogram.hpp"
#include "verify/record/magnitude.hpp"
#include "verify/record/members.hpp"
#include "verify/record/tally.hpp"

namespace tailmass::verify::record {

template <>
struct Names<judge::Verdict> {
  static constexpr auto& all = judge::all_verdicts;
  static constexpr std::string_view one = "a verdict";
  static constexpr std::string_view definition = "verdict";
};

/// A count of each verdict under its name.
struct TallyMembers {
  std::string_view name = "counts";

  static void write(Json& json, const Tally& tally, Form /*unused*/ = Form::record) {
    for (const judge::Verdict verdict : judge::all_verdicts)
      json[std::string(name_of(verdict))] = tally.of(verdict);
  }
  static Json write(const Tally& tally, Form /*unused*/ = Form::record) {
    Json json;
    write(json, tally);
    return json;
  }
  static void read(const Field& object, Tally& into) {
    for (const judge::Verdict verdict : judge::all_verdicts)
      into.add(verdict, object.at(name_of(verdict)).count());
  }
  static void describe(Properties& properties, Definitions& definitions) {
    for (const judge::Verdict verdict : judge::all_verdicts)
      properties.add(name_of(verdict), Value<std::size_t>::describe(definitions), true);
  }
  static Json describe(Definitions& definitions) {
    Properties properties;
    describe(properties, definitions);
    return properties.object();
  }
  static bool in(const Tally& /*unused*/) { return false; }
  static void merge(Tally& into, const Tally& later) { into.add(later); }
};
template <>
inline constexpr auto members<Tally> = TallyMembers{};

template <>
inline constexpr auto members<cases::Origin> = list_of<cases::Origin>(
    "origin", written("file", &cases::Origin::file), needed("tensor", &cases::Origin::tensor),
    needed("row", &cases::Origin::row), written("k", &cases::Origin::k),
    if_set("epsilon", &cases::Origin::epsilon).within(R"("exclusiveMinimum": 0, "exclusiveMaximum": 1)"));

template <>
struct Value<Magnitude> {
  static Json write(const Magnitude& x) { return to_json(x); }
  static void read(const Field& field, Magnitude& into) {
    WideNumber x = field.wide_number();
    into = {.value = x.value, .log = x.log, .decimal = std::move(x.decimal)};
  }
  static Json describe(Definitions& definitions) { return definitions.refer("number", number_schema); }
};

/// Quartiles, extremes and count in words, then the numbers themselves or the middles of their bins.
template <>
struct Value<Histogram> {
  static Json write(const Histogram& x);
  static void read(const Field& field, Histogram& into);
  static Json describe(Definitions& definitions);
};

} // namespace tailmass::verify::record
