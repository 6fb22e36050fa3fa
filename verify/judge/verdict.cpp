// Names of verdicts.
#include "verify/judge/verdict.hpp"

namespace tailmass::verify::judge {

std::string_view name_of(Verdict verdict) {
  switch (verdict) {
  case Verdict::proved:
    return "proved";
  case Verdict::agrees:
    return "agrees";
  case Verdict::tight:
    return "tight";
  case Verdict::consistent:
    return "consistent";
  case Verdict::refuted:
    return "refuted";
  case Verdict::undecided:
    return "undecided";
  case Verdict::vacuous:
    return "vacuous";
  }
  return "unknown";
}

} // namespace tailmass::verify::judge
