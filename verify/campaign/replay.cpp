// The stored theorem meets the stored case once more.
#include "verify/campaign/replay.hpp"

#include "theory/theorems/catalogue.hpp"
#include "verify/input/input_error.hpp"
#include "verify/input/nearest.hpp"
#include "verify/judge/judge.hpp"

#include <algorithm>

namespace tailmass::verify::campaign {

std::vector<judge::Judgement> replay(const cases::StoredCase& stored) {
  const Theorem* theorem = find_theorem(stored.theorem);
  if (!theorem)
    throw input::InputError(
        {}, input::unknown_name("theorem", stored.theorem, input::names_in(catalogue(), &Theorem::id)));
  check(stored.c);
  judge::Judge judge({.filter = false});
  if (!stored.mutant)
    return judge.judge(*theorem, stored.c);
  const auto mutant = std::ranges::find(theorem->mutants, *stored.mutant, &Mutant::name);
  if (mutant == theorem->mutants.end())
    throw input::InputError({}, input::unknown_name("mutant of " + stored.theorem, *stored.mutant,
                                                    input::names_in(theorem->mutants, &Mutant::name)));
  return judge.judge(*theorem, *mutant, stored.c);
}

} // namespace tailmass::verify::campaign
