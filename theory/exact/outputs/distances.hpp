// Distances between value vectors: bounds in doubles that say which pairs matter, and those pairs in R.
#pragma once

#include "theory/exact/outputs/outputs.hpp"

namespace tailmass::exact {

/// Bounds of a squared distance, in units of some fixed power of two.
struct SquareBounds {
  double lower = 0;
  double upper = 0;
};

/// Squared distances of vectors in doubles, computed on entries scaled by a power of two to magnitudes
/// below 1.
///
/// Error. Let T be the exact square in the scaled unit, S what is computed, u = 2^-53. Scaling rounds each
/// entry by at most 2^-1075 (underflow only), each difference and square adds one rounding, each square also
/// at most 2^-1075, and d squares take d - 1 sums. Hence S <= (1+u)^(d+2) (T + d 2^-1071) and S >=
/// (1-u)^(d+2) (T - d 2^-1071), for d <= 2^20. The bounds are taken with (d + 16) u and d 2^-1069, which
/// covers the rounding of the bounds themselves. Where all entries are multiples of 2^q below 2^(q+L) with 2L
/// + 2 + log2 d <= 53, no operation rounds at all: S = T.
class ScaledSquares {
public:
  ScaledSquares() = default;
  /// For entries of magnitude at most `largest`, `lattice` when nothing rounds.
  ScaledSquares(double largest, std::size_t dimension, bool lattice);

  [[nodiscard]] double scaled(double entry) const { return entry * factor_; }
  /// S, from scaled entries.
  [[nodiscard]] static double square(std::span<const double> x, std::span<const double> y);
  [[nodiscard]] SquareBounds bounds(double square) const;
  /// e of the unit: T 2^{2e} is the squared distance.
  [[nodiscard]] int exponent() const { return exponent_; }
  /// Whether bounds have no width.
  [[nodiscard]] bool exact() const { return relative_ == 0; }

private:
  int exponent_ = 0;
  double factor_ = 1; // 2^-exponent_
  double relative_ = 0;
  double absolute_ = 0;
};

/// |v_i - v_j|^2 of all pairs of keys, to be had through Values::derived(). Kept as one double a pair up to
/// 4096 keys (64 MB), computed on demand beyond.
class PairDistances {
public:
  explicit PairDistances(const Values& values);

  /// Bounds of |v_i - v_j|^2 / 2^{2 unit().exponent()}.
  [[nodiscard]] SquareBounds squared(Key i, Key j) const { return unit_.bounds(estimate(i, j)); }
  /// What the bounds are made from.
  [[nodiscard]] double estimate(Key i, Key j) const;
  [[nodiscard]] const ScaledSquares& unit() const { return unit_; }
  /// The first key with the same value vector.
  [[nodiscard]] Key representative(Key key) const { return representatives_[key]; }
  /// The keys of a list in rising order, one for each distinct value vector.
  [[nodiscard]] std::vector<Key> distinct(std::span<const Key> keys) const;

private:
  [[nodiscard]] std::span<const double> of(Key key) const {
    return std::span(scaled_).subspan(key * dimension_, dimension_);
  }

  std::size_t dimension_;
  ScaledSquares unit_;
  std::vector<double> scaled_;
  std::vector<double> table_; // pairs i > j at i (i - 1)/2 + j
  std::vector<Key> representatives_;
};

struct KeyPair {
  Key first = 0;
  Key second = 0;
};

/// |x - y|^2 without rounding; it has no precision.
[[nodiscard]] Ball exact_squared_distance(std::span<const double> x, std::span<const double> y);

/// Pairs of a key of `a` with one of `b`, among them every pair at greatest distance but for repeated value
/// vectors.
[[nodiscard]] std::vector<KeyPair> farthest_candidates(const Values& values, std::span<const Key> a,
                                                       std::span<const Key> b);
/// A pair at greatest distance, chosen exactly. Neither list may be empty.
[[nodiscard]] KeyPair farthest_pair(const Values& values, std::span<const Key> a, std::span<const Key> b);

/// Keys among `keys`, with every one whose value is farthest from `point`.
[[nodiscard]] std::vector<Key> farthest_candidates(const Values& values, std::span<const Key> keys,
                                                   std::span<const double> point);
/// The keys whose values are farthest from `point`, chosen exactly.
[[nodiscard]] std::vector<Key> farthest_keys(const Values& values, std::span<const Key> keys,
                                             std::span<const double> point);

/// |x - y| of two points in doubles.
template <class R>
R distance(Evaluator<R>& row, std::span<const double> x, std::span<const double> y) {
  using std::sqrt;
  R sum(0);
  for (std::size_t axis = 0; axis < x.size(); ++axis) {
    const R difference = R(row.precision()(x[axis]) - row.precision()(y[axis]));
    sum += difference * difference;
  }
  return R(sqrt(sum));
}

/// The greatest distance between a value of `a` and one of `b`.
template <class R>
R diameter_between(Evaluator<R>& row, std::span<const Key> a, std::span<const Key> b) {
  const KeyPair pair = farthest_pair(row.values(), a, b);
  return distance(row, row.values().of(pair.first), row.values().of(pair.second));
}

/// diam_{H,T} = max over head i, tail j of |v_i - v_j|, over keys of finite score. Needs a tail with mass.
template <class R>
const R& head_tail_diameter(Evaluator<R>& row) {
  return row.of_head().once({"head_tail_diameter"}, [&] {
    return diameter_between(row, row.head().finite_head(), row.head().finite_tail());
  });
}

/// max |v_j - point| over keys of finite score.
template <class R>
R radius_about(Evaluator<R>& row, std::span<const double> point) {
  const Key key = farthest_keys(row.values(), row.scores().finite(), point).front();
  return distance(row, row.values().of(key), point);
}

/// C = max |v_j| over keys of finite score.
template <class R>
const R& largest_norm(Evaluator<R>& row) {
  return row.of_row().once({"largest_norm"},
                           [&] { return radius_about(row, std::vector<double>(row.values().dimension())); });
}

} // namespace tailmass::exact
