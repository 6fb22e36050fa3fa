// Rounding of keys, and a bisection over the ranks of approximate scores.
#include "theory/exact/perturbation/quantised_keys.hpp"

#include "theory/exact/distribution/exponential_sign.hpp"
#include "theory/exact/gaps/certified_k.hpp"
#include "theory/nouns/domain_error.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tailmass::exact {

namespace {

// Makes up for the roundings of u, each relative to what it multiplies, of scales and quotients, and for the
// underflow of a scale times a number.
constexpr double up = 1 + 0x1p-40, lost = 0x1p-1060;

/// The distance between the neighbours of x in the format, scales apart.
double spacing_at(double x, const KeyFormat& format) {
  if (format.mantissa == 0)
    return 1;
  const int exponent = x == 0 ? format.least_exponent : std::max(std::ilogb(x), format.least_exponent);
  return std::ldexp(1.0, exponent - format.mantissa);
}

/// The largest |entry| of each coordinate.
std::vector<double> largest_entries(const Values& matrix) {
  std::vector<double> largest(matrix.dimension());
  for (std::size_t key = 0; key < matrix.keys(); ++key)
    for (std::size_t axis = 0; axis < largest.size(); ++axis)
      largest[axis] = std::max(largest[axis], std::abs(matrix.at(key, axis)));
  return largest;
}

/// The scale of each coordinate.
std::vector<double> scales_of(const Values& matrix, const KeyFormat& format) {
  std::vector<double> scales = largest_entries(matrix);
  if (!format.scale_a_dimension) {
    const double largest = std::ranges::max(scales);
    std::ranges::fill(scales, largest);
  }
  for (double& scale : scales)
    scale = scale / format.largest * up;
  return scales;
}

/// x of the format, rounded to nearest.
float rounded(double x, const KeyFormat& format) {
  const double spacing = spacing_at(x, format);
  return static_cast<float>(std::nearbyint(x / spacing) * spacing);
}

/// Whether (1 - eps) F T <= eps H for the sums T and H of e^{s^} behind and before a rank.
class Budget {
public:
  Budget(const RankedWeights& weights, double factor, double epsilon)
      : weights_(weights), factor_(factor), epsilon_(epsilon), tails_(weights.scores().finite_count() + 1),
        relative_(0x1p-43 + static_cast<double>(tails_.size() + 8) * 0x1p-53) {
    for (std::size_t rank = tails_.size() - 1; rank > 0; --rank)
      tails_[rank - 1] = tails_[rank] + weights.near(rank);
  }

  [[nodiscard]] bool holds(std::size_t kept) const {
    const double head = tails_.front() - tails_[kept]; // at least 1: no digit of it is lost but to the sums
    const Order order =
        order_of(tails_[kept] * (1 - epsilon_), head * (epsilon_ / factor_), 2 * relative_ * tails_.front());
    return order == Order::unknown ? holds_exactly(kept) : order == Order::at_most;
  }

private:
  [[nodiscard]] bool holds_exactly(std::size_t kept) const {
    const Ball tail = (Ball(1) - Ball(epsilon_)) * Ball(factor_), head(-epsilon_);
    std::vector<ExponentialTerm> terms;
    for (std::size_t rank = 1; rank < tails_.size(); ++rank)
      terms.push_back({Ball(weights_.scores().ranked(rank)), rank <= kept ? head : tail});
    return sign_of_sum(std::move(terms)).value_or(1) <= 0;
  }

  const RankedWeights& weights_;
  double factor_;
  double epsilon_;
  std::vector<double> tails_; // sums of the weights of all ranks but the first ones
  double relative_;
};

} // namespace

// A score is a sum of products of doubles, each off by u of itself, and of the sums' roundings: d + 2 times u
// of the sum of magnitudes, as a product that underflows is by less than `lost`. Rounding at most doubles a
// number, so that no sum leaves the doubles.
ApproximateScores approximate_scores(const QueryKeys& query_keys, const QuantisedKeys& quantised) {
  const std::span<const double> query = query_keys.query();
  const double scale = query_keys.scale(), d = static_cast<double>(query.size());
  double moved = 0, largest = 0;
  for (std::size_t axis = 0; axis < query.size(); ++axis)
    moved += std::abs(query[axis]) * quantised.spacing(axis);
  std::vector<double> scores(query_keys.size(), -std::numeric_limits<double>::infinity());
  for (const Key key : query_keys.unmasked()) {
    double sum = 0, magnitude = 0;
    for (std::size_t axis = 0; axis < query.size(); ++axis) {
      const double product = query[axis] * quantised.at(key, axis);
      sum += product;
      magnitude += std::abs(product);
    }
    scores[key] = scale * sum;
    largest = std::max(largest, magnitude);
  }
  const double error = scale * (moved / 2 + (d + 4) * (0x1p-53 * largest + lost)) + lost;
  return {Scores(std::move(scores)), error * (1 + 0x1p-20)};
}

QuantisedKeys::QuantisedKeys(const Values& matrix, const KeyFormat& format)
    : scales_(scales_of(matrix, format)), spacing_(largest_entries(matrix)) {
  numbers_.reserve(matrix.keys() * scales_.size());
  for (std::size_t key = 0; key < matrix.keys(); ++key)
    for (std::size_t axis = 0; axis < scales_.size(); ++axis)
      numbers_.push_back(scales_[axis] > 0 ? rounded(matrix.at(key, axis) / scales_[axis], format) : 0);
  for (std::size_t axis = 0; axis < scales_.size(); ++axis)
    spacing_[axis] = scales_[axis] > 0
                         ? spacing_at(spacing_[axis] / scales_[axis], format) * scales_[axis] * up + lost
                         : lost;
}

std::vector<std::size_t> certified_top_p(const ApproximateScores& approximate,
                                         std::span<const double> epsilons, bool by_balls) {
  const RankedWeights weights(approximate.scores, by_balls);
  const double factor = std::exp(2 * approximate.error) * up;
  std::vector<std::size_t> sizes;
  for (const double epsilon : epsilons) {
    if (!(0 < epsilon && epsilon < 1))
      throw DomainError("epsilon is outside (0, 1)");
    std::size_t enough = approximate.scores.finite_count(), too_few = 0;
    if (factor < std::numeric_limits<double>::infinity()) {
      const Budget budget(weights, factor, epsilon);
      while (enough - too_few > 1) {
        const std::size_t kept = too_few + (enough - too_few) / 2;
        (budget.holds(kept) ? enough : too_few) = kept;
      }
    }
    sizes.push_back(enough);
  }
  return sizes;
}

} // namespace tailmass::exact
