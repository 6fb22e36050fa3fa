// What a run of checks found wrong while it goes on.
#pragma once

#include "verify/record/record.hpp"

#include <string>

namespace tailmass::reports::commands {

/// Counts the wrong numbers of rows as they are checked and keeps what is said of the first, so that a long
/// run tells of a fault before it seeks its cause.
class WrongSoFar {
public:
  void add(const verify::record::Record& row);
  /// Returns "3 wrong, first FILE: tensor .., row ..: ..", empty while nothing is.
  [[nodiscard]] std::string text() const;

private:
  std::size_t count_ = 0;
  std::string first_;
};

} // namespace tailmass::reports::commands
