// Domain check of value vectors.
#include "theory/nouns/values.hpp"

#include "theory/nouns/domain_error.hpp"
#include "theory/nouns/not_finite.hpp"
#include "theory/numbers/assumed_arithmetic.hpp"

#include <algorithm>
#include <cmath>

namespace tailmass {

Values::Values(std::size_t keys, std::size_t dimension, std::vector<double> entries, std::string_view noun)
    : keys_(keys), dimension_(dimension), entries_(std::move(entries)) {
  const std::string name(noun);
  if (keys == 0 || dimension == 0)
    throw DomainError(name + "s need at least one key and one dimension");
  if (entries_.size() % keys != 0 || entries_.size() / keys != dimension)
    throw DomainError(name + "s have " + std::to_string(entries_.size()) + " entries instead of " +
                      std::to_string(keys) + " x " + std::to_string(dimension));
  for (std::size_t i = 0, refused = not_finite_in(entries_); refused > 0; ++i)
    if (!std::isfinite(entries_[i]))
      throw DomainError(name + (std::isnan(entries_[i]) ? " is NaN" : " is infinite"), i / dimension);
}

bool same_value(const Values& values, std::size_t a, std::size_t b) {
  const AssumedArithmetic assumed;
  return std::ranges::equal(values.of(a), values.of(b));
}

bool constant_over(const Values& values, std::span<const unsigned> keys) {
  const AssumedArithmetic assumed;
  return std::ranges::all_of(keys, [&](unsigned key) { return same_value(values, keys.front(), key); });
}

} // namespace tailmass
