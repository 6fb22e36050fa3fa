// Sets of a group's keys by bisection over sums in double, and over balls where these do not tell.
#include "theory/exact/distribution/head_group.hpp"

#include "theory/exact/gaps/certified_k.hpp"
#include "theory/nouns/domain_error.hpp"
#include "theory/numbers/ball.hpp"

#include <algorithm>

namespace tailmass::exact {

namespace {

constexpr long first_bits = 128, last_bits = 512;

/// The mass that a head leaves to all but the first `kept` keys of an order.
Ball mass_behind(const Scores& scores, std::span<const Key> order, std::size_t kept, long bits) {
  const Ball top = Ball(scores.ranked(1)).at_precision(bits);
  Ball head = Ball().at_precision(bits), tail = head;
  for (std::size_t place = 0; place < order.size(); ++place)
    if (!scores.masked(order[place]))
      (place < kept ? head : tail) += exp(Ball(scores[order[place]]) - top);
  return tail / (head + tail);
}

} // namespace

HeadGroup::HeadGroup(std::span<const Scores> heads) : heads_(heads) {
  std::vector<double> mean(heads.front().size()); // G times it
  std::vector<std::vector<double>> masses;
  for (const Scores& head : heads) {
    const RankedWeights weights(head);
    double all = 0;
    for (std::size_t rank = head.finite_count(); rank >= 1; --rank)
      all += weights.near(rank);
    std::vector<double>& mass = masses.emplace_back(head.size());
    for (std::size_t rank = 1; rank <= head.finite_count(); ++rank) {
      const Key key = head.order()[rank - 1];
      mass[key] = weights.near(rank) / all;
      mean[key] += mass[key];
    }
  }
  for (Key key = 0; key < mean.size(); ++key)
    if (std::ranges::any_of(heads, [&](const Scores& head) { return !head.masked(key); }))
      order_.push_back(key);
  std::ranges::stable_sort(order_, std::ranges::greater(), [&](Key key) { return mean[key]; });
  for (const std::vector<double>& mass : masses) {
    std::vector<double>& tails = tails_.emplace_back(order_.size() + 1);
    for (std::size_t kept = order_.size(); kept > 0; --kept)
      tails[kept - 1] = tails[kept] + mass[order_[kept - 1]];
  }
}

std::size_t HeadGroup::size_by_heads(double epsilon) const {
  std::size_t size = 0;
  for (std::size_t head = 0; head < heads_.size(); ++head)
    size = std::max(size, this->size(head, head + 1, epsilon));
  return size;
}

std::size_t HeadGroup::size_by_mean(double epsilon) const {
  return size(0, heads_.size(), epsilon); // G tau of p- is the sum of the heads' tail masses
}

/// The least size whose tail masses in the heads from `first` up to before `last` sum to at most epsilon.
std::size_t HeadGroup::size(std::size_t first, std::size_t last, double epsilon) const {
  if (!(0 < epsilon && epsilon < 1))
    throw DomainError("epsilon is outside (0, 1)");
  std::size_t too_few = 0, enough = order_.size();
  while (enough - too_few > 1) {
    const std::size_t kept = too_few + (enough - too_few) / 2;
    (leaves_little(first, last, kept, epsilon) ? enough : too_few) = kept;
  }
  return enough;
}

// Weights are off by 2^-43 of themselves, their sum and the quotient by as much again and by roundings, the
// tails and their sum by one rounding an addition.
bool HeadGroup::leaves_little(std::size_t first, std::size_t last, std::size_t kept, double epsilon) const {
  double mass = 0;
  for (std::size_t head = first; head < last; ++head)
    mass += tails_[head][kept];
  const double relative = 0x1p-41 + static_cast<double>(2 * order_.size() + heads_.size() + 8) * 0x1p-52;
  if (const Order order = order_of(mass, epsilon, relative); order != Order::unknown)
    return order == Order::at_most;
  for (long bits = first_bits; bits <= last_bits; bits *= 2) {
    Ball sum = Ball().at_precision(bits);
    for (std::size_t head = first; head < last; ++head)
      sum += mass_behind(heads_[head], order_, kept, bits);
    if (certainly_at_most(sum, Ball(epsilon)))
      return true;
    if (certainly_less(Ball(epsilon), sum))
      return false;
  }
  return false;
}

} // namespace tailmass::exact
