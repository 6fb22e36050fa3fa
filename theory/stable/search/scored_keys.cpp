// The keys that a search has scored so far.
#include "theory/stable/search/scored_keys.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tailmass::stable {

namespace {

constexpr double headroom = 300;

} // namespace

bool ranks_before(const ScoredKey& a, const ScoredKey& b) {
  const Pair<double>&x = a.score.value, &y = b.score.value;
  if (x.high != y.high)
    return x.high > y.high;
  return x.low != y.low ? x.low > y.low : a.key < b.key;
}

ScoredKeys::ScoredKeys(std::size_t k, std::size_t reserve) : k_(k), largest_outside_(-infinity) {
  all_.reserve(reserve);
}

const ScoredKey* ScoredKeys::add(const ScoredKey& key) {
  all_.push_back(key);
  error_ = std::max(error_, key.score.error);
  if (head_.size() == k_ && !ranks_before(key, head_.front())) {
    outside_ = key;
  } else {
    head_.push_back(key);
    std::ranges::push_heap(head_, ranks_before);
    if (head_.size() <= k_)
      return nullptr;
    std::ranges::pop_heap(head_, ranks_before);
    outside_ = head_.back();
    head_.pop_back();
  }
  largest_outside_ = std::max(largest_outside_, outside_.score.upper());
  return &outside_;
}

std::vector<ScoredKey> ScoredKeys::sorted() const {
  std::vector<ScoredKey> keys = all_;
  std::ranges::sort(keys, ranks_before);
  return keys;
}

double ScoredSums::weight(const KeyScore& score) {
  const Pair<double>& s = score.value;
  if (terms_ == 0)
    reference_ = s.high;
  if (s.high - reference_ > headroom) {
    const double factor = exp_pair(two_difference(reference_, s.high));
    for (CompensatedSum<double>* sum : {&scored_, &outside_}) {
      const double value = sum->value() * factor;
      *sum = {};
      sum->add(value);
    }
    reference_ = s.high;
    ++moves_;
  }
  const Pair<double> difference = two_difference(s.high, reference_);
  score_error_ = std::max(score_error_, score.error + 4 * unit_roundoff<> * unit_roundoff<> *
                                                          (std::abs(s.high) + std::abs(reference_)));
  return exp_pair(two_sum(difference.high, difference.low + s.low));
}

double ScoredSums::tail_mass(const ExponentialSum<double>& unseen) const {
  if (unseen.empty() && outside_terms_ == 0)
    return 0;
  const double scored = scored_.value();
  const double outside = outside_.value() / scored;
  const Pair<double> above = unseen.empty() ? Pair<double>{} : scaled_difference(unseen.top, reference_, 1.0);
  const double rest = unseen.empty() ? 0 : scaled_exponential(above, unseen.sum / scored);
  const double tail = rest <= 1 ? (outside + rest) / (1 + rest) : (outside / rest + 1) / (1 / rest + 1);
  const double of_weight = 3 * unit_roundoff<> + std::expm1(score_error_);
  const double of_sum =
      of_weight + one_sign_error<double>(terms_) + static_cast<double>(moves_) * 7 * unit_roundoff<>;
  const double relative =
      widened(3 * of_sum + 2 * (unseen.error + scaled_exponential_error(above.high)) + 12 * unit_roundoff<>);
  const double absolute = static_cast<double>(4 * terms_ + 4) * smallest_subnormal<>;
  const double upper = std::nextafter(tail * (1 + relative) + absolute, infinity);
  return upper < 1 ? upper : 1; // also where it is not a number
}

} // namespace tailmass::stable
