// Each bound as segments of ranks, decided by doubles, by balls at one precision where these do not tell, and
// exactly where those do not either.
#include "theory/exact/gaps/certified_k.hpp"

#include "theory/exact/distribution/exponential_sign.hpp"
#include "theory/nouns/domain_error.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
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
    arb_addmul_ui(sum.raw(), weights.at(segment.rank).raw(), segment.count, gap_bits);
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

/// The least k whose segments hold; `place(k, head, tail)` calls head and tail with those of k, each a count
/// and a rank, at most `terms` of them. In double weights are off by 2^-43, and by one rounding for the
/// count, one for the share, two for the factor and one an addition.
template <class Place>
std::size_t least_k(const RankedWeights& weights, const Ball& share, double epsilon, std::size_t terms,
                    const Place& place) {
  const std::size_t finite = weights.scores().finite_count();
  const double near_share = approximate(share);
  const double relative = 0x1p-43 + static_cast<double>(terms + 4) * 0x1p-53;
  for (std::size_t k = 1; k < finite; ++k) {
    double head = 0, tail = 0;
    const auto adding_to = [&](double& sum) {
      return [&](std::size_t count, std::size_t rank) {
        sum += static_cast<double>(count) * weights.near(rank);
      };
    };
    place(k, adding_to(head), adding_to(tail));
    const Order order = order_of(tail * near_share, head * epsilon, relative);
    if (order == Order::above)
      continue;
    if (order == Order::at_most)
      return k;
    MovedSegments moved;
    const auto listing_in = [](std::vector<Segment>& segments) {
      return [&](std::size_t count, std::size_t rank) { segments.push_back({count, rank}); };
    };
    place(k, listing_in(moved.head), listing_in(moved.tail));
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

Order order_of(double tail, double head, double relative) {
  constexpr double lost = 0x1p-950;
  const double error = (tail + head) * (2 * relative) + lost; // twice, for the roundings of this line
  if (tail + error <= head)
    return Order::at_most;
  return head + error < tail ? Order::above : Order::unknown;
}

RankedWeights::RankedWeights(const Scores& scores, bool by_balls)
    : scores_(&scores), near_(scores.finite_count(), std::numeric_limits<double>::quiet_NaN()) {
  const double top = scores.ranked(1);
  if (!by_balls)
    std::ranges::transform(scores.finite(), near_.begin(),
                           [&](Key key) { return std::exp(scores[key] - top); });
}

Ball RankedWeights::at(std::size_t rank) const {
  return exp((Ball(scores_->ranked(rank)) - Ball(scores_->ranked(1))).at_precision(gap_bits));
}

std::size_t k_by_gap_bound(const RankedWeights& weights, double epsilon) {
  return k_by_known_gaps(weights, 1, epsilon);
}

std::size_t k_by_simple_gap_bound(const RankedWeights& weights, double epsilon) {
  const std::size_t finite = weights.scores().finite_count();
  return least_k(weights, Ball(1), checked(epsilon), 1,
                 [&](std::size_t k, const auto& head, const auto& tail) {
                   head(k, k);
                   tail(finite - k, k + 1);
                 });
}

std::size_t k_by_known_gaps(const RankedWeights& weights, std::size_t gaps, double epsilon) {
  const std::size_t finite = weights.scores().finite_count();
  return least_k(weights, rest_of(epsilon), epsilon, gaps,
                 [&](std::size_t k, const auto& head, const auto& tail) {
                   const std::size_t known = std::min(gaps, finite - k);
                   head(k, k);
                   for (std::size_t i = 1; i < known; ++i)
                     tail(1, k + i);
                   tail(finite - k - known + 1, k + known);
                 });
}

std::size_t k_by_doubling_gaps(const RankedWeights& weights, double epsilon) {
  const std::size_t finite = weights.scores().finite_count();
  return least_k(
      weights, rest_of(epsilon), epsilon, 64, [&](std::size_t k, const auto& head, const auto& tail) {
        visit_doubling(k, [&](std::size_t from, std::size_t to) { head(to - from, k - from); });
        visit_doubling(finite - k, [&](std::size_t from, std::size_t to) { tail(to - from, k + from + 1); });
      });
}

} // namespace tailmass::exact
