// The implementations that the rows of the list of quantities name. Of the definitions in those rows nothing
// is instantiated here: the library links without Arb.
#include "theory/implementations.hpp"

#include "theory/numbers/assumed_arithmetic.hpp"
#include "theory/quantities/families.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace tailmass {

namespace {

using quantities::Computation;
using quantities::Domain;
using quantities::Facts;
using Family = std::vector<Facts>;

std::vector<Computed> where_bounded(std::vector<Computed> numbers) {
  const bool bounded = std::ranges::all_of(numbers, [](const Computed& x) {
    return std::isfinite(x.value) && x.bound.relative <= 1 && std::isfinite(x.bound.absolute);
  });
  return bounded ? std::move(numbers) : std::vector<Computed>{};
}

template <class T>
void add(std::vector<Implementation>& list, const Family& family, std::string_view variant,
         Computation Facts::*way) {
  for (const Facts& quantity : family) {
    const Computation& how = quantity.*way;
    const Computation::Compute compute = std::is_same_v<T, float> ? how.in_float : how.in_double;
    if (!compute)
      continue;
    const Domain domain = quantity.domain, only = how.only.holds ? how.only : domain;
    list.push_back({quantity.name, variant, type_name<T>,
                    [=](const Case& c) {
                      const AssumedArithmetic assumed;
                      return domain.holds(c) && only.holds(c) ? where_bounded(compute(c))
                                                              : std::vector<Computed>{};
                    },
                    only.words});
  }
}

} // namespace

std::span<const Implementation> implementations() {
  static const std::vector<Implementation> all = [] {
    std::vector<Implementation> list;
    const auto families = quantities::of_each_family(
        [](const auto& rows) { return std::apply([](const auto&... row) { return Family{row...}; }, rows); });
    for (const Family& family : families) {
      add<double>(list, family, "stable", &Facts::stable);
      add<float>(list, family, "stable", &Facts::stable);
    }
    for (const Family& family : families)
      add<double>(list, family, "fast", &Facts::fast);
    for (const Family& family : families)
      add<float>(list, family, "fast", &Facts::fast);
    return list;
  }();
  return all;
}

} // namespace tailmass
