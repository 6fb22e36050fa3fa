// Holding implementations to their bounds.
#include "properties/tests/hunt/implementation_faults.hpp"

#include "verify/judge/accuracy.hpp"

#include <fmt/format.h>

namespace tailmass::properties::hunt {

std::optional<std::string> implementation_fault(std::span<const Implementation> implementations,
                                                const regimes::Generated& on) {
  verify::judge::Oracle oracle(regimes::with_all_parts(on.c, on.recipe));
  for (const Implementation& of : implementations) {
    const std::vector<Computed> computed = of.compute(oracle.on());
    if (computed.empty())
      continue;
    const std::string name = fmt::format("{} {} in {}", of.variant, of.quantity, of.number_type);
    const std::string place = "\n" + regimes::description_of(on.recipe) + "\n";
    const auto all = oracle.accuracy(of, computed);
    if (!all)
      return name + " is not decided by balls" + place;
    for (const verify::judge::Accuracy& one : *all)
      if (!(one.share <= 1))
        return fmt::format("{} is off by {:.6g} times its bound, {:.6g} ulps: {:a} ({})", name, one.share,
                           one.ulps, one.computed, one.computed) +
               place;
  }
  return std::nullopt;
}

} // namespace tailmass::properties::hunt
