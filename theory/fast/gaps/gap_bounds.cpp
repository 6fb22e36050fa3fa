// Rows of a few levels.
#include "theory/fast/gaps/gap_bounds.hpp"

#include "theory/nouns/domain_error.hpp"
#include "theory/numbers/assumed_arithmetic.hpp"

#include <algorithm>
#include <cmath>

namespace tailmass::fast {

namespace {

void check_finite_tail(std::size_t k, std::size_t finite) {
  if (k < 1 || k >= finite)
    throw DomainError("k = " + std::to_string(k) + " leaves no finite score of " + std::to_string(finite));
}

ScaledSum sum_in(std::span<const Level> levels, double base) {
  Accumulator sums(base);
  for (const Level& level : levels)
    sums.add_equal(level.score, level.count);
  return sums.sum();
}

double largest_of(std::span<const Level> levels) {
  double largest = -std::numeric_limits<double>::infinity();
  for (const Level& level : levels)
    largest = std::max(largest, level.score);
  return largest;
}

/// Head and tail of a Top-k row of levels.
Enclosure tail_mass_of(const Level& head, const Level& tail) {
  return tail_mass_of(std::span(&head, 1), std::span(&tail, 1));
}

} // namespace

ScaledSum sum_of(std::span<const Level> levels) {
  const AssumedArithmetic assumed;
  return sum_in(levels, largest_of(levels));
}

Enclosure tail_mass_of(std::span<const Level> head, std::span<const Level> tail) {
  const AssumedArithmetic assumed;
  const double base = std::max(largest_of(head), largest_of(tail));
  return share(sum_in(tail, base), sum_in(head, base));
}

Enclosure gap_bound(const Truncation& at) {
  const AssumedArithmetic assumed;
  check_finite_tail(at.k, at.finite);
  return tail_mass_of({at.kept, at.k}, {at.dropped, at.finite - at.k});
}

Enclosure gap_bound_simple(const Truncation& at) {
  const AssumedArithmetic assumed;
  check_finite_tail(at.k, at.finite);
  const Level head{at.kept, at.k}, tail{at.dropped, at.finite - at.k};
  return quotient(sum_in(std::span(&tail, 1), at.kept), sum_in(std::span(&head, 1), at.kept));
}

Enclosure gap_lower_bound(const Truncation& at, double largest, double least) {
  const AssumedArithmetic assumed;
  check_finite_tail(at.k, at.finite);
  return tail_mass_of({largest, at.k}, {least, at.finite - at.k});
}

Enclosure gap_lower_bound_sharper(const Truncation& at, double largest, double least) {
  const AssumedArithmetic assumed;
  check_finite_tail(at.k, at.finite);
  const Level head{largest, at.k};
  const Level tail[] = {{at.dropped, 1}, {least, at.finite - at.k - 1}};
  return tail_mass_of(std::span(&head, 1), tail);
}

Enclosure gap_threshold(std::size_t k, std::size_t finite, double epsilon) {
  const AssumedArithmetic assumed;
  check_finite_tail(k, finite);
  if (!(0 < epsilon && epsilon < 1))
    throw DomainError("epsilon is outside (0, 1)");
  const double kept = static_cast<double>(k), dropped = static_cast<double>(finite - k);
  const double near = std::fma(-static_cast<double>(finite), epsilon, dropped) / (kept * epsilon);
  if (near > -0.5 && near < 1)
    return enclose(std::log1p(near), 7 * unit_double);
  int of_epsilon = 0, of_quotient = 0; // so that nothing overflows and the logarithm is of a number near 1
  const double mantissa = std::frexp(epsilon, &of_epsilon);
  ScaledSum argument;
  argument.high = std::frexp(dropped * (1 - epsilon) / (kept * mantissa), &of_quotient);
  argument.exponent = of_quotient - of_epsilon;
  argument.relative = 5 * unit_double;
  return argument.log();
}

Enclosure multi_gap_bound(std::span<const Truncation> cuts, std::size_t k) {
  const AssumedArithmetic assumed;
  std::vector<Level> head, tail;
  std::size_t from = 0;
  bool met = false;
  for (std::size_t i = 0; i < cuts.size(); ++i) {
    const Truncation& at = cuts[i];
    const std::size_t next = i + 1 < cuts.size() ? cuts[i + 1].k : at.finite;
    check_finite_tail(at.k, at.finite);
    if (at.k >= next)
      throw DomainError("cuts do not ascend");
    met = met || at.k == k;
    if (at.k <= k)
      head.push_back({at.kept, at.k - from});
    if (at.k >= k)
      tail.push_back({at.dropped, next - at.k});
    from = at.k;
  }
  if (!met)
    throw DomainError("k is not among the cuts");
  return tail_mass_of(head, tail);
}

} // namespace tailmass::fast
