// Domain check of a query and its keys.
#include "theory/nouns/query_keys.hpp"

#include "theory/nouns/domain_error.hpp"
#include "theory/numbers/assumed_arithmetic.hpp"

#include <algorithm>
#include <cmath>

namespace tailmass {

QueryKeys::QueryKeys(std::vector<double> query, std::shared_ptr<const Values> keys,
                     std::span<const Key> unmasked, double scale)
    : query_(std::move(query)), keys_(std::move(keys)), unmasked_(unmasked.begin(), unmasked.end()),
      scale_(scale) {
  const AssumedArithmetic assumed;
  if (query_.size() != keys_->dimension())
    throw DomainError("the query has " + std::to_string(query_.size()) + " coordinates and the keys have " +
                      std::to_string(keys_->dimension()));
  if (!std::ranges::all_of(query_, [](double x) { return std::isfinite(x); }))
    throw DomainError("the query is not finite");
  if (!(scale_ > 0 && std::isfinite(scale_)))
    throw DomainError("the scale of the scores is not a positive number");
  if (unmasked_.empty())
    throw DomainError("every key of the row is masked");
  std::ranges::sort(unmasked_);
  if (const auto twice = std::ranges::adjacent_find(unmasked_); twice != unmasked_.end())
    throw DomainError("a key is named twice", *twice);
  if (unmasked_.back() >= keys_->keys())
    throw DomainError("a key lies outside the row", unmasked_.back());
  for (const Key key : unmasked_) {
    double magnitude = 0;
    for (std::size_t axis = 0; axis < query_.size(); ++axis)
      magnitude += std::abs(query_[axis] * keys_->at(key, axis));
    if (!(magnitude * scale_ < 0x1p1000 && magnitude < 0x1p1000))
      throw DomainError("the score is outside the range of double", key);
  }
}

} // namespace tailmass
