// What is decided exactly about a row and its perturbation.
#include "theory/exact/perturbation/perturbation.hpp"

#include <cmath>

namespace tailmass::exact {

namespace {

/// D_i, nothing rounded.
Ball exact_error(const Case& c, Key key) {
  return Ball(c.perturbed[key]) - Ball((*c.scores)[key]);
}

int sign(const Ball& x) { // of an exact number
  return arf_sgn(arb_midref(x.raw()));
}

/// D_i rounded, and whether nothing was lost: with the operands a and b of the larger and the smaller
/// magnitude, a - fl(a - b) is exact (Dekker).
struct Rounded {
  double error;
  bool exact;
};
Rounded rounded_error(const Case& c, Key key) {
  const double to = c.perturbed[key];
  const double from = (*c.scores)[key];
  const double error = to - from;
  return {error, std::abs(to) >= std::abs(from) ? to - error == from : from + error == to};
}

/// Whether `raised`, each plus w/2, is `base`: of sorted scores, w/2 = half of an exact number.
bool equal_when_raised(std::vector<double> raised, std::vector<double> base, const Ball& spread) {
  if (raised.size() != base.size())
    return false;
  std::ranges::sort(raised);
  std::ranges::sort(base);
  for (std::size_t i = 0; i < base.size(); ++i)
    if (sign(Ball(2) * (Ball(base[i]) - Ball(raised[i])) - spread) != 0)
      return false;
  return true;
}

} // namespace

int compare_errors(const Case& c, Key i, Key j) {
  const Rounded x = rounded_error(c, i);
  const Rounded y = rounded_error(c, j);
  if (x.error != y.error) // rounding is monotone
    return x.error < y.error ? -1 : 1;
  if (x.exact && y.exact)
    return 0;
  return sign(exact_error(c, i) - exact_error(c, j));
}

int sign_of_error_sum(const Case& c, Key i, Key j) {
  return sign(exact_error(c, i) + exact_error(c, j));
}

ErrorRange error_range(const Case& c, std::span<const Key> keys) {
  ErrorRange range{keys.front(), keys.front(), keys.front()};
  for (const Key key : keys.subspan(1)) {
    if (compare_errors(c, key, range.least) < 0)
      range.least = key;
    if (compare_errors(c, key, range.largest) > 0)
      range.largest = key;
  }
  range.farthest = sign_of_error_sum(c, range.least, range.largest) < 0 ? range.least : range.largest;
  return range;
}

PerturbedTopK perturbed_top_k(const Case& c) {
  PerturbedTopK result;
  std::vector<Key>& keys = result.order;
  keys.assign(c.scores->finite().begin(), c.scores->finite().end());
  result.size = std::min(c.head.size(), keys.size());
  const auto before = [&](Key a, Key b) {
    if (c.perturbed[a] != c.perturbed[b])
      return c.perturbed[a] > c.perturbed[b];
    return (*c.scores)[a] != (*c.scores)[b] ? (*c.scores)[a] < (*c.scores)[b] : a < b;
  };
  if (result.size < keys.size())
    std::ranges::nth_element(keys, keys.begin() + static_cast<std::ptrdiff_t>(result.size), before);
  return result;
}

// With L = p'/p = e^{D_i}/E, TV = P'(A) - P(A) for A = {L > 1}. The odds of P'(A) and P(A) differ by a factor
// of at most e^w, attained just when D is largest on all of A and smallest elsewhere; and of two numbers
// whose logits differ by w the difference is largest at the logits w/2 and -w/2.
bool spread_attained(const Case& c) {
  const ErrorRange range = error_range(c, c.scores->finite());
  if (compare_errors(c, range.least, range.largest) == 0)
    return true;
  std::vector<double> raised;
  std::vector<double> others;
  for (const Key key : c.scores->finite()) {
    const bool largest = compare_errors(c, key, range.largest) == 0;
    if (!largest && compare_errors(c, key, range.least) != 0)
      return false;
    (largest ? raised : others).push_back((*c.scores)[key]);
  }
  return equal_when_raised(raised, others, exact_error(c, range.largest) - exact_error(c, range.least));
}

bool spread_is_twice_error(const Case& c) {
  const ErrorRange range = error_range(c, c.scores->finite());
  return sign_of_error_sum(c, range.least, range.largest) == 0;
}

bool exchanged(const Case& c, const ErrorRange& range, std::span<const Key> raised,
               std::span<const Key> lowered) {
  const bool centred = sign_of_error_sum(c, range.least, range.largest) == 0;
  if (centred && compare_errors(c, range.least, range.largest) == 0)
    return true; // d = 0
  if (!centred || raised.size() != lowered.size() || raised.empty())
    return false;
  const double shared = c.perturbed[raised.front()];
  const auto has = [&](std::span<const Key> keys, Key extreme) {
    return std::ranges::all_of(
        keys, [&](Key key) { return c.perturbed[key] == shared && compare_errors(c, key, extreme) == 0; });
  };
  return has(raised, range.largest) && has(lowered, range.least);
}

} // namespace tailmass::exact
