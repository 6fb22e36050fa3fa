// The bench part of a record, to JSON and back.
#include "verify/record/bench.hpp"

#include "verify/record/field.hpp"

#include <cmath>
#include <nlohmann/json.hpp>

namespace tailmass::verify::record {

namespace {

using BenchJson = nlohmann::ordered_json;

BenchJson plain_number(double x) {
  return std::isfinite(x) ? BenchJson(x) : BenchJson(x > 0 ? "inf" : x < 0 ? "-inf" : "nan");
}

BenchJson json_of(const BenchTime& time) {
  if (!time.absent.empty())
    return {{"name", time.name}, {"absent", time.absent}};
  BenchJson json{{"name", time.name}, {"nanoseconds", time.nanoseconds}, {"ratio", time.ratio}};
  if (time.off)
    json["off"] = plain_number(*time.off);
  return json;
}

BenchJson json_of(const BenchTarget& target) {
  BenchJson json{{"target", target.words}, {"subject", target.subject}, {"most", target.most}};
  if (target.judged())
    json.update({{"against", target.against}, {"ratio", *target.ratio}, {"met", target.met()}});
  return json;
}

BenchJson json_of(const BenchJob& job) {
  BenchJson json{{"table", job.table},          {"column", job.column},         {"elements", job.elements},
                 {"rounds", job.rounds},        {"reference", job.reference},   {"off_by", job.off_by},
                 {"times", BenchJson::array()}, {"targets", BenchJson::array()}};
  for (const BenchTime& time : job.times)
    json["times"].push_back(json_of(time));
  for (const BenchTarget& target : job.targets)
    json["targets"].push_back(json_of(target));
  return json;
}

BenchTime time_at(const Field& field) {
  BenchTime time{.name = field.at("name").text()};
  field.read("absent", time.absent);
  field.read("nanoseconds", time.nanoseconds);
  field.read("ratio", time.ratio);
  if (const auto off = field.find("off"))
    time.off = off->number();
  return time;
}

BenchTarget target_at(const Field& field) {
  BenchTarget target{.words = field.at("target").text(),
                     .subject = field.at("subject").text(),
                     .most = field.at("most").number()};
  field.read("against", target.against);
  if (const auto ratio = field.find("ratio"))
    target.ratio = ratio->number();
  return target;
}

BenchJob job_at(const Field& field) {
  BenchJob job{.table = field.at("table").text(),
               .column = field.at("column").text(),
               .elements = field.at("elements").count(),
               .rounds = field.at("rounds").count(),
               .reference = {},
               .off_by = {},
               .times = {},
               .targets = {}};
  field.read("reference", job.reference);
  field.read("off_by", job.off_by);
  for (const Field& time : field.at("times").items())
    job.times.push_back(time_at(time));
  for (const Field& target : field.at("targets").items())
    job.targets.push_back(target_at(target));
  return job;
}

} // namespace

void add_json(nlohmann::ordered_json& record, const BenchRecord& bench) {
  record["bench_effort"] = bench.effort;
  record["bench"] = BenchJson::array();
  for (const BenchJob& job : bench.jobs)
    record["bench"].push_back(json_of(job));
}

std::optional<BenchRecord> read_bench(const Field& record) {
  const auto jobs = record.find("bench");
  if (!jobs)
    return std::nullopt;
  BenchRecord bench;
  record.read("bench_effort", bench.effort);
  for (const Field& job : jobs->items())
    bench.jobs.push_back(job_at(job));
  return bench;
}

} // namespace tailmass::verify::record
