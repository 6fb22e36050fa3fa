// What a benchmark compares: contestants that do one job, and the targets that their times are held to.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace tailmass::reports::bench {

/// Time of some repetitions, and the last answer: a logarithm, a tail mass or a number of keys.
struct Lap {
  double seconds = 0;
  double answer = 0;
};
/// Does the job so often, one repetition after the other.
using Runner = std::function<Lap(std::size_t repeats)>;

struct Contestant {
  std::string name;
  Runner run = {};         ///< empty where it cannot be run here
  std::string absent = {}; ///< why not
  bool answers = true;     ///< whether its answer is the job's: that of a memory roof is not
};

/// The time of `subject` is to be at most `most` times that of the fastest of `against` that ran.
struct Aim {
  std::string words; ///< "2 times faster than the fastest peer"
  std::string subject;
  std::vector<std::string> against;
  double most = 1;
};

/// How far answers are apart.
enum class Distance { absolute, relative };

/// Contestants side by side: a column of a table.
struct Job {
  std::string table;        ///< heading of the table that it is part of
  std::string column;       ///< its own column
  std::size_t elements = 1; ///< scores that one repetition reads
  std::vector<Contestant> contestants;
  std::string reference;       ///< the contestant that ratios are to
  std::optional<double> truth; ///< what answers are compared with; nothing where each has its own
  double radius = 0;           ///< the one that the fast path proves of its answer, as a distance
  Distance distance = Distance::absolute;
  std::string off_by = {}; ///< what that distance is of, "ln Z"
  std::vector<Aim> aims;
};

} // namespace tailmass::reports::bench
