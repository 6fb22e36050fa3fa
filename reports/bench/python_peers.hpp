// numpy, scipy and torch, in one Python process that does what it is told.
#pragma once

#include "reports/bench/job.hpp"

#include <span>
#include <string>
#include <sys/types.h>
#include <utility>
#include <vector>

namespace tailmass::reports::bench {

/// The system's own, whose packages are those of .ci/debian-packages.txt; another on PATH may have none.
inline constexpr const char* default_python = "/usr/bin/python3";

/// The process runs reports/bench/peers.py, on the processor of the thread that makes it and on no better
/// instructions than that thread's, fast::OnTarget.
class PythonPeers {
public:
  /// `program` is searched for as a shell does.
  explicit PythonPeers(const std::string& program = default_python);
  ~PythonPeers();
  PythonPeers(const PythonPeers&) = delete;
  PythonPeers& operator=(const PythonPeers&) = delete;

  /// Gives it the row of the next jobs, in place of the last one.
  void load(std::span<const double> row);
  void load(std::span<const float> row);
  /// On so many threads of so many processors, where the library has a say in that.
  void use_processors(const std::vector<int>& processors);

  /// Returns the versions of Python and of the libraries that it has, by name; nothing where there is none.
  [[nodiscard]] std::vector<std::pair<std::string, std::string>> versions();

  /// One of the script's jobs, "torch in place", on the row that is loaded, with k or epsilon where it takes
  /// one. Absent where the library is, which its name begins with.
  [[nodiscard]] Contestant contestant(const std::string& name, double argument = 0);

private:
  /// The answer to a line and the bytes behind it; empty where the process is gone.
  [[nodiscard]] std::string ask(const std::string& line, std::span<const std::byte> bytes = {});
  [[nodiscard]] std::string absence_of(const std::string& library);

  pid_t process_ = -1; // -1 where there is none
  int socket_ = -1;    // its standard input and output
};

} // namespace tailmass::reports::bench
