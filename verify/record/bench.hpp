// What `bench` measured: the time of contestants that do the same job, and which targets it meets.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tailmass::verify::record {

/// One contestant of a job.
struct BenchTime {
  std::string name;
  std::string absent = {};     ///< why it was not run; empty where it was
  double nanoseconds = 0;      ///< an element: the median over the rounds
  double ratio = 0;            ///< to the job's reference: the median of the ratios within the rounds
  std::optional<double> off{}; ///< how far its answer is from the fast path's; of the fast path: its radius
};

/// A time held to another one.
struct BenchTarget {
  std::string words; ///< "2 times faster than the fastest peer"
  std::string subject;
  std::string against = {};      ///< the contestant compared with; empty where none of them ran
  std::optional<double> ratio{}; ///< subject's time over the other's: the median of the ratios within rounds
  double most = 1;               ///< what the ratio may be

  [[nodiscard]] bool judged() const { return ratio.has_value(); }
  [[nodiscard]] bool met() const { return judged() && *ratio <= most; }
};

/// Contestants side by side, interleaved round by round.
struct BenchJob {
  std::string table;  ///< heading of the table that it is part of
  std::string column; ///< its own column
  std::size_t elements = 0;
  std::size_t rounds = 0;
  std::string reference; ///< name of the contestant that ratios are to
  std::string off_by;    ///< what `off` is a distance of: "ln Z", "tail mass, relatively", "keys"
  std::vector<BenchTime> times;
  std::vector<BenchTarget> targets;
};

struct BenchRecord {
  double effort = 1;
  std::vector<BenchJob> jobs;
  std::vector<std::pair<std::string, std::string>> peers{}; ///< versions by name
};

} // namespace tailmass::verify::record
