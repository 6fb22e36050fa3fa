// Bounds of the tail mass from the ordered scores: each is the mass of a row whose scores were moved.
#include "theory/stable/gap_bounds.hpp"

#include <vector>

namespace tailmass::stable {

namespace {

constexpr double u = unit_roundoff;

double whole(std::size_t n) {
  return static_cast<double>(n);
}

/// `count` keys of score s_(rank).
Term ranked(const Case& c, std::size_t rank, std::size_t count) {
  return {c.scores->ranked(rank), whole(count)};
}

Split split_of(const std::vector<Term>& head, const std::vector<Term>& tail) {
  return split(exponential_sum(head), exponential_sum(tail));
}

/// One term a segment, at its largest score.
std::vector<Term> tail_segments(const Case& c, const std::vector<std::size_t>& checkpoints) {
  std::vector<Term> terms;
  for (std::size_t i = 1; i < checkpoints.size(); ++i)
    terms.push_back(ranked(c, checkpoints[i - 1] + 1, checkpoints[i] - checkpoints[i - 1]));
  return terms;
}

/// One term a segment, at its smallest score.
std::vector<Term> head_segments(const Case& c, const std::vector<std::size_t>& checkpoints) {
  std::vector<Term> terms;
  for (std::size_t i = 1; i < checkpoints.size(); ++i)
    terms.push_back(ranked(c, checkpoints[i], checkpoints[i] - checkpoints[i - 1]));
  return terms;
}

/// The whole head at s_(k), the whole tail at s_(k+1).
Split gap_split(const Case& c) {
  const std::size_t k = c.head.size();
  return split_of({ranked(c, k, k)}, {ranked(c, k + 1, c.scores->finite_count() - k)});
}

} // namespace

bool has_gap(const Case& c) {
  return c.head.is_top_k() && c.head.size() < c.scores->finite_count();
}

Estimate boundary_gap(const Case& c) {
  const std::size_t k = c.head.size();
  return {c.scores->ranked(k) - c.scores->ranked(k + 1), {u, 0}};
}

Estimate gap_bound(const Case& c) {
  return gap_split(c).tail_mass();
}

Estimate gap_bound_simple(const Case& c) {
  const Split s = gap_split(c);
  return {s.odds, {s.error, smallest_subnormal}};
}

Estimate gap_threshold(const Case& c) {
  const double kept = whole(c.head.size()), finite = whole(c.scores->finite_count()), dropped = finite - kept;
  const double epsilon = *c.epsilon;
  const double x = dropped * (1 - epsilon) / (kept * epsilon);
  if (x > 0.5 && x < 2)
    return {std::log1p(std::fma(-finite, epsilon, dropped) / (kept * epsilon)),
            {widened(1.5 * 3 * u + libm_error), 0}};
  if (std::isinf(x))
    return {std::log(dropped * (1 - epsilon) / kept) - std::log(epsilon),
            {widened(3 * u + 2 * libm_error), 0}};
  return {std::log(x), {widened(6 * u + libm_error), 0}};
}

Estimate gap_lower_bound(const Case& c) {
  const std::size_t k = c.head.size(), finite = c.scores->finite_count();
  return split_of({ranked(c, 1, k)}, {ranked(c, finite, finite - k)}).tail_mass();
}

Estimate gap_lower_bound_sharper(const Case& c) {
  const std::size_t k = c.head.size(), finite = c.scores->finite_count();
  std::vector<Term> tail{ranked(c, k + 1, 1)};
  if (k + 1 < finite)
    tail.push_back(ranked(c, finite, finite - k - 1));
  return split_of({ranked(c, 1, k)}, tail).tail_mass();
}

Estimate multi_gap_bound(const Case& c) {
  const std::size_t k = c.head.size();
  return split_of({ranked(c, k, k)}, tail_segments(c, c.checkpoints->tail)).tail_mass();
}

Estimate multi_gap_known(const Case& c) {
  const std::size_t k = c.head.size();
  std::vector<std::size_t> checkpoints;
  for (std::size_t i = 0; i < c.checkpoints->known_gaps; ++i)
    checkpoints.push_back(k + i);
  checkpoints.push_back(c.scores->finite_count());
  return split_of({ranked(c, k, k)}, tail_segments(c, checkpoints)).tail_mass();
}

Estimate multi_gap_two_sided(const Case& c) {
  return split_of(head_segments(c, c.checkpoints->head), tail_segments(c, c.checkpoints->tail)).tail_mass();
}

} // namespace tailmass::stable
