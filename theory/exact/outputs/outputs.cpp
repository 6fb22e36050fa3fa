// Exact questions about the output error, answered in exact dyadic arithmetic on the input doubles.
#include "theory/exact/outputs/outputs.hpp"

#include <algorithm>
#include <map>

namespace tailmass::exact {

namespace {

using ExactVector =
    std::vector<Ball>; // of balls without a precision: sums, differences and products are exact

struct SmallerFirst {
  bool operator()(const Ball& a, const Ball& b) const { return certainly_less(a, b); }
};

bool is_zero(const Ball& x) {
  return arb_is_zero(x.raw()) != 0;
}

Ball exact_dot(const ExactVector& x, const ExactVector& y) {
  Ball sum;
  for (std::size_t axis = 0; axis < x.size(); ++axis)
    sum += x[axis] * y[axis];
  return sum;
}

ExactVector exact_difference(std::span<const double> x, std::span<const double> y) {
  ExactVector result;
  for (std::size_t axis = 0; axis < x.size(); ++axis)
    result.push_back(Ball(x[axis]) - Ball(y[axis]));
  return result;
}

/// The leading keys of `keys`, which are ordered by score, that share the first one's score.
std::span<const Key> leading_tie(const Scores& scores, std::span<const Key> keys) {
  const auto other = std::ranges::find_if(keys, [&](Key key) { return scores[key] != scores[keys.front()]; });
  return keys.first(static_cast<std::size_t>(other - keys.begin()));
}

/// Keys of one score with the sum of their values.
struct Tie {
  double score;
  std::size_t count;
  ExactVector sum;
};

Tie tie_of(const Case& c, std::span<const Key> keys) {
  Tie tie{(*c.scores)[keys.front()], keys.size(), ExactVector(c.values->dimension())};
  for (const Key key : keys)
    for (std::size_t axis = 0; axis < tie.sum.size(); ++axis)
      tie.sum[axis] += Ball(c.values->at(key, axis));
  return tie;
}

std::vector<Tie> ties_of(const Case& c, std::span<const Key> keys) {
  std::vector<Tie> ties;
  while (!keys.empty()) {
    const std::span<const Key> leading = leading_tie(*c.scores, keys);
    ties.push_back(tie_of(c, leading));
    keys = keys.subspan(leading.size());
  }
  return ties;
}

/// sum over i in `head`, j in `tail` of v_j - v_i.
ExactVector pair_sum(const Tie& head, const Tie& tail) {
  ExactVector result;
  for (std::size_t axis = 0; axis < head.sum.size(); ++axis)
    result.push_back(Ball(head.count) * tail.sum[axis] - Ball(tail.count) * head.sum[axis]);
  return result;
}

/// The coefficient of the largest exponential e^{s_i + s_j}, which only the leading ties of the two sides
/// make.
ExactVector leading_coefficient(const Case& c) {
  return pair_sum(tie_of(c, leading_tie(*c.scores, c.head.finite_head())),
                  tie_of(c, leading_tie(*c.scores, c.head.finite_tail())));
}

/// Whether the coefficients of all distinct e^{s_i + s_j} satisfy a condition.
template <class Condition>
bool every_coefficient(const Case& c, const Condition& condition) {
  const std::vector<Tie> head = ties_of(c, c.head.finite_head());
  const std::vector<Tie> tail = ties_of(c, c.head.finite_tail());
  std::map<Ball, ExactVector, SmallerFirst> coefficients;
  for (const Tie& h : head)
    for (const Tie& t : tail) {
      const ExactVector sum = pair_sum(h, t);
      ExactVector& coefficient = coefficients[Ball(h.score) + Ball(t.score)];
      coefficient.resize(sum.size());
      for (std::size_t axis = 0; axis < sum.size(); ++axis)
        coefficient[axis] += sum[axis];
    }
  return std::ranges::all_of(coefficients, [&](const auto& entry) { return condition(entry.second); });
}

/// v_i - v_first over the finite keys of each side: they span all differences within a side.
template <class Visit>
void visit_spread(const Case& c, const Visit& visit) {
  for (const std::span<const Key> side : {c.head.finite_head(), c.head.finite_tail()})
    for (const Key key : side)
      if (!same_value(*c.values, key, side.front()) &&
          !visit(exact_difference(c.values->of(key), c.values->of(side.front()))))
        return;
}

} // namespace

bool error_vanishes(const Case& c) {
  if (c.head.finite_tail().empty())
    return true;
  const auto vanishes = [](const ExactVector& x) { return std::ranges::all_of(x, is_zero); };
  return vanishes(leading_coefficient(c)) && every_coefficient(c, vanishes);
}

bool error_orthogonal_within_sides(const Case& c) {
  if (c.head.finite_tail().empty())
    return true;
  // On ordinary input the first difference against the leading coefficient already says no.
  const ExactVector leading = leading_coefficient(c);
  bool orthogonal = true;
  visit_spread(c, [&](const ExactVector& u) { return orthogonal = is_zero(exact_dot(u, leading)); });
  if (!orthogonal)
    return false;
  // x is orthogonal to every u just when x' (sum of u u') x = sum of (u'x)^2 = 0.
  const std::size_t d = c.values->dimension();
  std::vector<ExactVector> gram(d, ExactVector(d));
  bool constant = true;
  visit_spread(c, [&](const ExactVector& u) {
    constant = false;
    for (std::size_t a = 0; a < d; ++a)
      for (std::size_t b = 0; b < d; ++b)
        gram[a][b] += u[a] * u[b];
    return true;
  });
  return constant || every_coefficient(c, [&](const ExactVector& x) {
           ExactVector image;
           for (const ExactVector& line : gram)
             image.push_back(exact_dot(line, x));
           return is_zero(exact_dot(image, x));
         });
}

bool values_collinear(const Case& c) {
  const Values& values = *c.values;
  const std::span<const Key> keys = c.scores->finite();
  const auto second =
      std::ranges::find_if(keys, [&](Key key) { return !same_value(values, key, keys.front()); });
  if (second == keys.end() || values.dimension() == 1)
    return true;
  const ExactVector line = exact_difference(values.of(*second), values.of(keys.front()));
  const auto pivot = std::ranges::find_if_not(line, is_zero) - line.begin();
  const auto p = static_cast<std::size_t>(pivot);
  return std::all_of(second, keys.end(), [&](Key key) {
    const ExactVector v = exact_difference(values.of(key), values.of(keys.front()));
    for (std::size_t axis = 0; axis < v.size(); ++axis)
      if (!is_zero(v[axis] * line[p] - v[p] * line[axis]))
        return false;
    return true;
  });
}

} // namespace tailmass::exact
