// What a judge can answer.
#pragma once

#include <array>
#include <string>
#include <string_view>

namespace tailmass::verify::judge {

enum class Verdict {
  proved,     ///< an inequality whose enclosures separate
  agrees,     ///< an identity whose sides overlap with radius at most 2^-200 of the scale
  tight,      ///< a bound whose sides overlap so, and whose equality case holds exactly
  consistent, ///< a statistical statement that the data do not contradict, with its false-alarm rate
  refuted,    ///< enclosures contradict it
  undecided,  ///< precision ran out
  vacuous     ///< a hypothesis does not hold, or the bound says nothing: 0 <= 0, a probability at most 1
};
inline constexpr std::array all_verdicts{Verdict::proved,     Verdict::agrees,  Verdict::tight,
                                         Verdict::consistent, Verdict::refuted, Verdict::undecided,
                                         Verdict::vacuous};
[[nodiscard]] std::string_view name_of(Verdict verdict);

/// What an identity's agreement was measured against.
enum class Scale { value, largest_term };

/// The verdict of one claim of a theorem on one case.
struct Judgement {
  std::string_view claim;
  Verdict verdict = Verdict::undecided;
  double slack = 0; ///< ln(rhs/lhs) of a bound, 0 of an identity; NaN where there is none
  long bits = 0;    ///< precision that decided it; 106 where intervals did
  Scale scale = Scale::value;
  std::string reason = {}; ///< of vacuous, undecided and refuted
  double false_alarm = 0;  ///< of a statistical statement: the probability that a true one is refuted
  bool filtered = false;   ///< decided by intervals
};

} // namespace tailmass::verify::judge
