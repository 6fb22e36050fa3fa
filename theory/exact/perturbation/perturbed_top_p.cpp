// The size of the top-p set: by doubles where they tell, by exact signs where they do not.
#include "theory/exact/perturbation/perturbed_top_p.hpp"

#include "theory/exact/distribution/exponential_sign.hpp"
#include "theory/exact/distribution/k_epsilon.hpp"
#include "theory/nouns/domain_error.hpp"

#include <cmath>

namespace tailmass::exact {

namespace {

/// Compares (1 - eps) e^{2d} T with eps H, T and H the sums of e^{s'} behind and before a rank.
class Budget {
public:
  Budget(const Case& c, std::span<const Key> order)
      : c_(c), order_(order), sums_(order.size() + 1),
        relative_(static_cast<double>(order.size() + 4096) * 0x1p-50) {
    const Key farthest = error_range(c, c.scores->finite()).farthest;
    const Ball error = Ball(c.perturbed[farthest]) - Ball((*c.scores)[farthest]);
    twice_error_ = Ball(2) * abs(error);
    const double epsilon = *c.epsilon;
    odds_ = epsilon / (1 - epsilon) * std::exp(-2 * std::abs(approximate(error)));
    for (std::size_t rank = order.size(); rank-- > 0;)
      sums_[rank] = sums_[rank + 1] + std::exp(c.perturbed[order[rank]] - c.perturbed[order.front()]);
  }

  [[nodiscard]] bool holds(std::size_t kept) const {
    if (kept == order_.size())
      return true;
    // A sum is off by a rounding of u a term, a term and e^{-2d} by 750 u: less than `relative` together.
    // What underflows is less than the last addend.
    const double tail = sums_[kept], allowed = odds_ * (sums_[0] - tail);
    if (std::abs(tail - allowed) > 4 * relative_ * (tail + odds_ * sums_[0]) + 0x1p-900)
      return tail < allowed;
    return holds_exactly(kept);
  }

private:
  [[nodiscard]] bool holds_exactly(std::size_t kept) const {
    const Ball epsilon(*c_.epsilon);
    std::vector<ExponentialTerm> terms;
    for (std::size_t rank = 0; rank < order_.size(); ++rank) {
      const Ball score(c_.perturbed[order_[rank]]);
      if (rank < kept)
        terms.push_back({Fraction(score), Fraction(Ball(0) - epsilon)});
      else
        terms.push_back({Fraction(score + twice_error_), Fraction(Ball(1) - epsilon)});
    }
    const std::optional<int> sign = sign_of_sum(std::move(terms));
    if (!sign)
      throw TooClose("the size of a top-p set takes more than 4096 bits");
    return *sign <= 0;
  }

  const Case& c_;
  std::span<const Key> order_;
  std::vector<double> sums_; // of e^{s' - max s'} from a rank on
  Ball twice_error_;
  double odds_ = 0; // of eps'
  double relative_;
};

} // namespace

PerturbedTopK perturbed_top_p(const Case& c) {
  if (!(0 < *c.epsilon && *c.epsilon < 1))
    throw DomainError("epsilon is outside (0, 1)");
  PerturbedTopK result{.order = {c.scores->finite().begin(), c.scores->finite().end()}, .size = 0};
  std::ranges::sort(result.order, [&](Key a, Key b) {
    if (c.perturbed[a] != c.perturbed[b])
      return c.perturbed[a] > c.perturbed[b];
    return (*c.scores)[a] != (*c.scores)[b] ? (*c.scores)[a] < (*c.scores)[b] : a < b;
  });
  const Budget budget(c, result.order);
  std::size_t too_few = 0; // tau_0 = 1
  std::size_t enough = result.order.size();
  while (enough - too_few > 1) {
    const std::size_t kept = too_few + (enough - too_few) / 2;
    (budget.holds(kept) ? enough : too_few) = kept;
  }
  result.size = enough;
  return result;
}

} // namespace tailmass::exact
