// Surroundings of a run.
#include "reports/text/host.hpp"

#include "reports/text/version.hpp"
#include "theory/fast/kernels/targets.hpp"

#include <array>
#include <chrono>
#include <cstdio>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <fstream>
#include <memory>
#include <sys/resource.h>

namespace tailmass::reports::text {

std::string processor_name() {
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line);)
    if (line.starts_with("model name"))
      if (const std::size_t colon = line.find(": "); colon != std::string::npos)
        return line.substr(colon + 2);
  return "unknown";
}

std::string current_commit() {
  const auto close = [](std::FILE* pipe) { pclose(pipe); };
  const std::unique_ptr<std::FILE, decltype(close)> pipe(
      popen("git rev-parse --verify HEAD 2>/dev/null", "r"), close);
  std::array<char, 64> text{};
  if (!pipe || !std::fgets(text.data(), text.size(), pipe.get()))
    return {};
  const std::string commit(text.data());
  return commit.substr(0, commit.find('\n'));
}

std::string utc_now() {
  const auto now = std::chrono::time_point_cast<std::chrono::seconds>(std::chrono::system_clock::now());
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::chrono::system_clock::to_time_t(now)));
}

double peak_memory_mb() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) * 1024 / 1e6;
}

void describe_surroundings(verify::record::Record& record, std::chrono::steady_clock::time_point start) {
  record.timing.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  record.timing.peak_memory_mb = peak_memory_mb();
  record.host.processor = processor_name();
  record.host.simd = fast::target_in_use();
  record.host.tailmass = build_name();
  record.date = utc_now();
  record.commit = current_commit();
}

} // namespace tailmass::reports::text
