// Times of `bench` in a record.
#include "verify/record/sections.hpp"

namespace tailmass::verify::record {

namespace {

constexpr auto ran = [](const BenchTime& time) { return time.absent.empty(); };
constexpr auto judged = [](const BenchTarget& target) { return target.judged(); };

} // namespace

template <>
inline constexpr auto members<BenchTime> = list_of<BenchTime>(
    "bench_time", needed("name", &BenchTime::name), if_set("absent", &BenchTime::absent),
    written("nanoseconds", &BenchTime::nanoseconds).when(ran), written("ratio", &BenchTime::ratio).when(ran),
    if_set("off", &BenchTime::off).when(ran));

template <>
inline constexpr auto members<BenchTarget> = list_of<BenchTarget>(
    "bench_target", needed("target", &BenchTarget::words), needed("subject", &BenchTarget::subject),
    needed("most", &BenchTarget::most), written("against", &BenchTarget::against).when(judged),
    if_set("ratio", &BenchTarget::ratio),
    computed<BenchTarget>(
        "met", +[](const BenchTarget& target) { return target.met(); })
        .when(judged));

template <>
inline constexpr auto members<BenchJob> =
    list_of<BenchJob>("bench_job", needed("table", &BenchJob::table), needed("column", &BenchJob::column),
                      needed("elements", &BenchJob::elements), needed("rounds", &BenchJob::rounds),
                      written("reference", &BenchJob::reference), written("off_by", &BenchJob::off_by),
                      needed("times", &BenchJob::times), needed("targets", &BenchJob::targets));

namespace {

constexpr auto jobs = list_of<BenchRecord>(
    "bench", written("bench_effort", &BenchRecord::effort).within(R"("exclusiveMinimum": 0)"),
    written("bench", &BenchRecord::jobs), if_set("bench_peers", &BenchRecord::peers));
constexpr auto members_of_record = list_of<Record>("bench", inlined_if_set(&Record::bench, jobs, "bench"));

} // namespace

const Section bench_section = section<members_of_record>();

} // namespace tailmass::verify::record
