// Bounds of the tail mass from the ordered scores: each is the mass of a row whose scores were moved.
#include "theory/stable/gaps/gap_bounds.hpp"

#include "theory/numbers/assumed_arithmetic.hpp"

#include <algorithm>
#include <vector>

namespace tailmass::stable {

namespace {

/// `count` keys of score s_(rank).
Term ranked(const Case& c, std::size_t rank, std::size_t count) {
  return {c.scores->ranked(rank), whole(count)};
}

template <class T>
Split<T> split_of(const std::vector<Term>& head, const std::vector<Term>& tail) {
  return split(exponential_sum<T>(head), exponential_sum<T>(tail));
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
template <class T>
Split<T> gap_split(const Case& c) {
  const std::size_t k = c.head.size();
  return split_of<T>({ranked(c, k, k)}, {ranked(c, k + 1, c.scores->finite_count() - k)});
}

/// ln((1 - x)/x) between two epsilons: its slope is 1/(x (1 - x)).
double threshold_rounding(double x, double y) {
  return x == y ? 0 : padded(std::abs(x - y) / (std::min(x, y) * (1 - std::max(x, y))));
}

} // namespace

bool has_gap(const Case& c) {
  return c.head.is_top_k() && c.head.size() < c.scores->finite_count();
}

template <class T>
Estimate<T> boundary_gap(const Case& c) {
  const AssumedArithmetic assumed;
  const std::size_t k = c.head.size();
  const double above = c.scores->ranked(k), below = c.scores->ranked(k + 1);
  return {rounded<T>(above) - rounded<T>(below),
          {unit_roundoff<T>, padded(rounding_of<T>(above) + rounding_of<T>(below))}};
}

template <class T>
Estimate<T> gap_bound(const Case& c) {
  const AssumedArithmetic assumed;
  return gap_split<T>(c).tail_mass();
}

template <class T>
Estimate<T> gap_bound_simple(const Case& c) {
  const AssumedArithmetic assumed;
  const Split<T> s = gap_split<T>(c);
  return {s.odds, {widened(s.error), smallest_subnormal<T>}};
}

template <class T>
Estimate<T> gap_threshold(const Case& c) {
  const AssumedArithmetic assumed;
  constexpr double u = unit_roundoff<T>;
  const T kept = rounded<T>(whole(c.head.size())), finite = rounded<T>(whole(c.scores->finite_count()));
  const T dropped = finite - kept;
  const T epsilon = rounded<T>(*c.epsilon);
  const double moved = threshold_rounding(*c.epsilon, static_cast<double>(epsilon));
  const T x = dropped * (1 - epsilon) / (kept * epsilon);
  if (x > T(0.5) && x < 2)
    return {std::log1p(std::fma(-finite, epsilon, dropped) / (kept * epsilon)),
            {widened(1.5 * 3 * u + libm_error<T>), moved}};
  if (std::isinf(x))
    return {std::log(dropped * (1 - epsilon) / kept) - std::log(epsilon),
            {widened(3 * u + 2 * libm_error<T>), moved}};
  return {std::log(x), {widened(6 * u + libm_error<T>), moved}};
}

template <class T>
Estimate<T> gap_lower_bound(const Case& c) {
  const AssumedArithmetic assumed;
  const std::size_t k = c.head.size(), finite = c.scores->finite_count();
  return split_of<T>({ranked(c, 1, k)}, {ranked(c, finite, finite - k)}).tail_mass();
}

template <class T>
Estimate<T> gap_lower_bound_sharper(const Case& c) {
  const AssumedArithmetic assumed;
  const std::size_t k = c.head.size(), finite = c.scores->finite_count();
  std::vector<Term> tail{ranked(c, k + 1, 1)};
  if (k + 1 < finite)
    tail.push_back(ranked(c, finite, finite - k - 1));
  return split_of<T>({ranked(c, 1, k)}, tail).tail_mass();
}

template <class T>
Estimate<T> multi_gap_bound(const Case& c) {
  const AssumedArithmetic assumed;
  const std::size_t k = c.head.size();
  return split_of<T>({ranked(c, k, k)}, tail_segments(c, c.checkpoints->tail)).tail_mass();
}

template <class T>
Estimate<T> multi_gap_known(const Case& c) {
  const AssumedArithmetic assumed;
  const std::size_t k = c.head.size();
  std::vector<std::size_t> checkpoints;
  for (std::size_t i = 0; i < c.checkpoints->known_gaps; ++i)
    checkpoints.push_back(k + i);
  checkpoints.push_back(c.scores->finite_count());
  return split_of<T>({ranked(c, k, k)}, tail_segments(c, checkpoints)).tail_mass();
}

template <class T>
Estimate<T> multi_gap_two_sided(const Case& c) {
  const AssumedArithmetic assumed;
  return split_of<T>(head_segments(c, c.checkpoints->head), tail_segments(c, c.checkpoints->tail))
      .tail_mass();
}

template Estimate<float> boundary_gap(const Case&);
template Estimate<double> boundary_gap(const Case&);
template Estimate<float> gap_bound(const Case&);
template Estimate<double> gap_bound(const Case&);
template Estimate<float> gap_bound_simple(const Case&);
template Estimate<double> gap_bound_simple(const Case&);
template Estimate<float> gap_threshold(const Case&);
template Estimate<double> gap_threshold(const Case&);
template Estimate<float> gap_lower_bound(const Case&);
template Estimate<double> gap_lower_bound(const Case&);
template Estimate<float> gap_lower_bound_sharper(const Case&);
template Estimate<double> gap_lower_bound_sharper(const Case&);
template Estimate<float> multi_gap_bound(const Case&);
template Estimate<double> multi_gap_bound(const Case&);
template Estimate<float> multi_gap_known(const Case&);
template Estimate<double> multi_gap_known(const Case&);
template Estimate<float> multi_gap_two_sided(const Case&);
template Estimate<double> multi_gap_two_sided(const Case&);

} // namespace tailmass::stable
