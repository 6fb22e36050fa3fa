// Claims of theorems that did not hold.
#pragma once

#include "verify/cases/origin.hpp"
#include "verify/judge/verdict.hpp"

#include <string>

namespace tailmass::verify::record {

/// A refuted or undecided claim, with what replays it.
struct Failure {
  std::string theorem;
  std::string claim;
  judge::Verdict verdict = judge::Verdict::refuted;
  std::string reason;
  cases::Origin origin;
  std::string case_file; ///< empty where it could not be written
};

} // namespace tailmass::verify::record
