// Its members are those of Google Benchmark 1.7, `--benchmark_format=json`.
#include "reports/formats/google_benchmark.hpp"

#include <nlohmann/json.hpp>

namespace tailmass::reports::formats {

namespace {

using Json = nlohmann::ordered_json;

Json benchmark(const verify::record::BenchJob& job, const verify::record::BenchTime& time) {
  const std::string name = job.table + "/" + job.column + "/" + time.name;
  const double nanoseconds = time.nanoseconds * static_cast<double>(job.elements);
  return {{"name", name},
          {"run_name", name},
          {"run_type", "iteration"},
          {"repetitions", 1},
          {"repetition_index", 0},
          {"threads", 1},
          {"iterations", job.rounds},
          {"real_time", nanoseconds},
          {"cpu_time", nanoseconds},
          {"time_unit", "ns"},
          {"items_per_second", 1e9 / time.nanoseconds}};
}

} // namespace

std::string google_benchmark(const verify::record::Record& record) {
  Json context{{"date", record.date},
               {"executable", "tailmass"},
               {"num_cpus", record.host.threads},
               {"processor", record.host.processor},
               {"simd", record.host.simd},
               {"tailmass", record.host.tailmass}};
  for (const auto& [name, version] : record.bench->peers)
    context[name] = version;
  Json benchmarks = Json::array();
  for (const verify::record::BenchJob& job : record.bench->jobs)
    for (const verify::record::BenchTime& time : job.times)
      if (time.absent.empty())
        benchmarks.push_back(benchmark(job, time));
  return Json{{"context", std::move(context)}, {"benchmarks", std::move(benchmarks)}}.dump(2) + "\n";
}

} // namespace tailmass::reports::formats
