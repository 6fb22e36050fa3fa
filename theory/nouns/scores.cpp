// Domain check and ordering of a row of scores.
#include "theory/nouns/scores.hpp"

#include "theory/nouns/domain_error.hpp"
#include "theory/nouns/not_finite.hpp"
#include "theory/numbers/assumed_arithmetic.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace tailmass {

Scores::Scores(std::vector<double> scores) : scores_(std::move(scores)) {
  const AssumedArithmetic assumed;
  if (scores_.empty())
    throw DomainError("empty row of scores");
  if (scores_.size() > std::numeric_limits<Key>::max())
    throw DomainError("row of " + std::to_string(scores_.size()) + " scores is too long");
  finite_count_ = scores_.size() - not_finite_in(scores_);
  if (finite_count_ < scores_.size())
    for (std::size_t key = 0; key < scores_.size(); ++key)
      if (!(scores_[key] < std::numeric_limits<double>::infinity()))
        throw DomainError(std::isnan(scores_[key]) ? "score is NaN" : "score is +inf", key);
  if (finite_count_ == 0)
    throw DomainError("every key of the row is masked");
}

namespace {

std::vector<Key> descending(std::span<const double> scores) {
  const AssumedArithmetic assumed; // which tells subnormal scores apart
  // Scores beside their keys: where they are looked up by key, long rows wait for memory.
  std::vector<std::pair<double, Key>> query_keys(scores.size());
  for (std::size_t key = 0; key < scores.size(); ++key)
    query_keys[key] = {-scores[key], static_cast<Key>(key)};
  std::ranges::sort(query_keys);
  std::vector<Key> keys(scores.size());
  std::ranges::transform(query_keys, keys.begin(), [](const auto& pair) { return pair.second; });
  return keys;
}

} // namespace

std::span<const Key> Scores::order() const {
  std::call_once(order_->once, [this] { order_->keys = descending(scores_); });
  return order_->keys;
}

bool Scores::masked(std::size_t key) const {
  return std::isinf(scores_[key]);
}

} // namespace tailmass
