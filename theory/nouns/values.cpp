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
  if (not_finite_in(entries_) == 0)
    return;
  const auto refused = std::ranges::find_if_not(entries_, [](double entry) { return std::isfinite(entry); });
  throw DomainError(name + (std::isnan(*refused) ? " is NaN" : " is infinite"),
                    static_cast<std::size_t>(refused - entries_.begin()) / dimension);
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
