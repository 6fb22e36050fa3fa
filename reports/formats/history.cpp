// Figures of records, lined up by date.
#include "reports/formats/history.hpp"

#include "reports/bench/rounds.hpp"
#include "verify/record/field.hpp"

#include <cmath>
#include <nlohmann/json.hpp>

namespace tailmass::reports::formats {

using Json = nlohmann::ordered_json;

namespace {

std::string verb_of(const verify::record::Record& record) {
  const std::size_t start = record.command.find(' ');
  if (start == std::string::npos)
    return "run";
  return record.command.substr(start + 1, record.command.find(' ', start + 1) - start - 1);
}

void add_figures(Json& entry, const verify::record::Record& record) {
  entry["speed"][verb_of(record) + ", s"] = verify::record::json_number(record.timing.seconds);
  for (const verify::record::TheoremRecord& theorem : record.theorems) {
    if (theorem.all.worst_slack)
      entry["slack"][theorem.id] = verify::record::json_number(*theorem.all.worst_slack);
    if (theorem.all.log_looseness)
      entry["looseness"][theorem.id] =
          verify::record::json_number(std::exp(theorem.all.log_looseness->median));
  }
  if (record.precision)
    for (const verify::record::PrecisionLine& line : record.precision->lines)
      if (!line.regime && !line.n && !line.tail_decade)
        entry["errors"][text_of(line.name)] = verify::record::json_number(line.max_ulp);
  if (record.bench)
    for (const verify::record::BenchJob& job : record.bench->jobs)
      for (const verify::record::BenchTime& time : job.times)
        if (time.name == bench::own_name && time.absent.empty())
          entry["speed"][job.table + ", " + job.column + ", ns"] =
              verify::record::json_number(time.nanoseconds);
}

} // namespace

Json history_of(std::span<const StoredRun> runs) {
  Json history = Json::array();
  std::string last;
  for (const auto& [file, record, has_checksum] : runs) {
    constexpr std::size_t day = 10; // of an ISO 8601 date
    const std::string key = record.commit + "\n" + record.host.processor + "\n" + record.date.substr(0, day);
    if (key != last)
      history.push_back({{"date", record.date},
                         {"commit", record.commit},
                         {"processor", record.host.processor},
                         {"errors", Json::object()},
                         {"slack", Json::object()},
                         {"looseness", Json::object()},
                         {"speed", Json::object()}});
    last = key;
    add_figures(history.back(), record);
  }
  return history;
}

} // namespace tailmass::reports::formats
