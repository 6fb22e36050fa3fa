// Each bound as segments of ranks, decided by balls at one precision and exactly where these do not tell.
#include "theory/exact/gaps/certified_k.hpp"

#include "theory/exact/distribution/exponential_sign.hpp"
#include "theory/nouns/domain_error.hpp"

#include <algorithm>
#include <vector>

namespace tailmass::exact {

namespace {

constexpr long gap_bits = 128;

/// `count` keys whose scores are taken to be s_(rank).
struct Segment {
  std::size_t count;
  std::size_t rank;
};

/// The row as a bound moves it: head scores down, tail scores up.
struct MovedSegments {
  std::vector<Segment> head;
  std::vector<Segment> tail;
};

Ball sum_of(const RankedWeights& weights, const std::vector<Segment>& segments) {
  Ball sum = Ball().at_precision(gap_bits);
  for (const Segment& segment : segments)
    arb_addmul_ui(sum.raw(), weights.at(segment.rank), segment.count, gap_bits);
  return sum;
}

/// Whether share * (sum over the tail) <= epsilon * (sum over the head).
bool holds(const RankedWeights& weights, const MovedSegments& moved, const Ball& share, double epsilon) {
  const Ball tail = sum_of(weights, moved.tail) * share;
  const Ball head = sum_of(weights, moved.head) * Ball(epsilon);
  if (certainly_at_most(tail, head))
    return true;
  if (certainly_less(head, tail))
    return false;
  std::vector<ExponentialTerm> difference;
  const auto add = [&](const std::vector<Segment>& segments, const Ball& factor) {
    for (const Segment& segment : segments)
      difference.push_back({Ball(weights.scores().ranked(segment.rank)), factor * Ball(segment.count)});
  };
  add(moved.tail, share);
  add(moved.head, Ball(-epsilon));
  return sign_of_sum(std::move(difference)).value_or(1) <= 0;
}

double checked(double epsilon) {
  if (!(0 < epsilon && epsilon < 1))
    throw DomainError("epsilon is outside (0, 1)");
  return epsilon;
}

/// The least k whose segments hold; `place` puts those of k into an empty pair of lists.
template <class Place>
std::size_t least_k(const RankedWeights& weights, const Ball& share, double epsilon, const Place& place) {
  const std::size_t finite = weights.scores().finite_count();
  MovedSegments moved;
  for (std::size_t k = 1; k < finite; ++k) {
    moved.head.clear();
    moved.tail.clear();
    place(k, moved);
    if (holds(weights, moved, share, epsilon))
      return k;
  }
  return finite;
}

/// What a bound T/(H + T) <= eps says: (1 - eps) T <= eps H.
Ball rest_of(double epsilon) {
  return Ball(1) - Ball(checked(epsilon));
}

/// Splits `length` ranks at distances 1, 2, 4, .. from their beginning.
template <class Visit>
void visit_doubling(std::size_t length, const Visit& visit) {
  std::size_t from = 0;
  for (std::size_t to = 1; from < length; to *= 2) {
    visit(from, std::min(to, length));
    from = to;
  }
}

} // namespace

RankedWeights::RankedWeights(const Scores& scores)
    : scores_(&scores), weights_(scores.finite_count(), Precision<Ball>{gap_bits}) {
  const Ball top(scores.ranked(1));
  for (std::size_t rank = 1; rank <= scores.finite_count(); ++rank)
    weights_.set(rank - 1, exp((Ball(scores.ranked(rank)) - top).at_precision(gap_bits)));
}

std::size_t k_by_gap_bound(const RankedWeights& weights, double epsilon) {
  return k_by_known_gaps(weights, 1, epsilon);
}

std::size_t k_by_simple_gap_bound(const RankedWeights& weights, double epsilon) {
  const std::size_t finite = weights.scores().finite_count();
  return least_k(weights, Ball(1), checked(epsilon), [&](std::size_t k, MovedSegments& moved) {
    moved.head.push_back({k, k});
    moved.tail.push_back({finite - k, k + 1});
  });
}

std::size_t k_by_known_gaps(const RankedWeights& weights, std::size_t gaps, double epsilon) {
  const std::size_t finite = weights.scores().finite_count();
  return least_k(weights, rest_of(epsilon), epsilon, [&](std::size_t k, MovedSegments& moved) {
    const std::size_t known = std::min(gaps, finite - k);
    moved.head.push_back({k, k});
    for (std::size_t i = 1; i < known; ++i)
      moved.tail.push_back({1, k + i});
    moved.tail.push_back({finite - k - known + 1, k + known});
  });
}

std::size_t k_by_doubling_gaps(const RankedWeights& weights, double epsilon) {
  const std::size_t finite = weights.scores().finite_count();
  return least_k(weights, rest_of(epsilon), epsilon, [&](std::size_t k, MovedSegments& moved) {
    visit_doubling(k, [&](std::size_t from, std::size_t to) { moved.head.push_back({to - from, k - from}); });
    visit_doubling(finite - k, [&](std::size_t from, std::size_t to) {
      moved.tail.push_back({to - from, k + from + 1});
    });
  });
}

} // namespace tailmass::exact
