// The members of every record.
#include "verify/record/sections.hpp"

namespace tailmass::verify::record {

template <>
inline constexpr auto members<Host> = list_of<Host>("host", written("processor", &Host::processor),
                                                    written("simd", &Host::simd),
                                                    written("threads", &Host::threads),
                                                    written("tailmass", &Host::tailmass));

template <>
inline constexpr auto members<Timing> = list_of<Timing>("timing", written("seconds", &Timing::seconds),
                                                        written("peak_memory_mb", &Timing::peak_memory_mb),
                                                        if_set("processor_seconds",
                                                               &Timing::processor_seconds));

namespace {

constexpr auto rows = group<Header>("rows_judged", written("done", &Header::rows).merged(Merging::sum),
                                    written("total", &Header::rows_total).merged(Merging::sum),
                                    written("generated", &Header::generated).merged(Merging::sum),
                                    written("left_out", &Header::left_out).merged(Merging::sum),
                                    written("cases", &Header::cases).merged(Merging::sum),
                                    if_set("empty", &Header::empty).merged(Merging::sum),
                                    if_set("faulty", &Header::faulty).merged(Merging::sum));

constexpr auto header = list_of<Header>(
    "header",
    computed<Header>(
        "schema", +[](const Header&) { return std::string(run_schema); })
        .within(R"("const": "tailmass.run/1")"),
    needed("command", &Header::command), written("seed", &Header::seed), written("commit", &Header::commit),
    written("date", &Header::date)
        .within(R"("pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$")"),
    written("host", &Header::host), written("timing", &Header::timing),
    written("interrupted", &Header::interrupted), if_set("require_all", &Header::require_all), rows,
    merged_by<Header>([](Header& into, Header& later) { into.interrupted |= later.interrupted; }));

} // namespace

const Section header_section = section<header>();

} // namespace tailmass::verify::record
