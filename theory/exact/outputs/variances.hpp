// Variances and the covariance of the values under P and its conditionals, and the bounds made of them.
#pragma once

#include "theory/exact/outputs/distances.hpp"

namespace tailmass::exact {

/// n rows (y_i, |y_i|^2, 1) of d + 2 numbers, y_i = v_i - v_ref the offsets of offset_columns(), by keys.
template <class R>
const std::vector<Vector<R>>& lifted_offsets(Evaluator<R>& row) {
  return row.of_row().once({"lifted_offsets"}, [&] {
    const Precision<R>& at = row.precision();
    const Values& values = row.values();
    const std::size_t d = values.dimension();
    std::vector<Vector<R>> rows(values.keys(), Vector<R>(d + 2, at));
    for (const Key key : row.scores().finite()) {
      for (std::size_t axis = 0; axis < d; ++axis)
        rows[key].set(axis, exact_difference(at, values.at(key, axis), values.at(reference_key(row), axis)));
      rows[key].set(d, R(dot(rows[key], rows[key]))); // the last two entries are still 0
      rows[key].set(d + 1, at(std::size_t{1}));
    }
    return rows;
  });
}

/// |v_i - m|^2 at the keys named, 0 elsewhere; `m` is given as an offset from v_ref. Expanded to
/// |y_i|^2 - 2 y_i.m + |m|^2, because then each is one inner product, (y_i, |y_i|^2, 1).(-2m, 1, |m|^2).
template <class R>
Vector<R> squared_distances(Evaluator<R>& row, const Vector<R>& m, std::span<const Key> keys) {
  const std::size_t d = m.size();
  Vector<R> lifted(d + 2, row.precision());
  for (std::size_t axis = 0; axis < d; ++axis)
    lifted.set(axis, R(R(-2) * m[axis]));
  lifted.set(d, row.precision()(std::size_t{1}));
  lifted.set(d + 1, R(dot(m, m)));
  const std::vector<Vector<R>>& rows = lifted_offsets(row);
  Vector<R> squares(row.scores().size(), row.precision());
  for (const Key key : keys)
    squares.set(key, R(dot(rows[key], lifted)));
  return squares;
}

/// x - v_ref.
template <class R>
Vector<R> offset_of(Evaluator<R>& row, const Vector<R>& x) {
  Vector<R> result(x.size(), row.precision());
  for (std::size_t axis = 0; axis < x.size(); ++axis)
    result.set(axis, R(x[axis] - row.precision()(row.values().at(reference_key(row), axis))));
  return result;
}

/// mu - v_ref.
template <class R>
const Vector<R>& offset_mean(Evaluator<R>& row) {
  return row.of_row().once({"offset_mean"},
                           [&] { return weighted_mean(row, probabilities(row), offset_columns(row)); });
}

/// mu_H - v_ref.
template <class R>
const Vector<R>& offset_head_mean(Evaluator<R>& row) {
  return row.of_head().once({"offset_head_mean"},
                            [&] { return weighted_mean(row, truncated(row), offset_columns(row)); });
}

/// Var_P(V) = sum p_i |v_i - mu|^2.
template <class R>
const R& variance(Evaluator<R>& row) {
  return row.of_row().once({"variance"}, [&] {
    return R(dot(probabilities(row), squared_distances(row, offset_mean(row), row.scores().finite())));
  });
}

/// Var_H = sum p^_i |v_i - mu_H|^2 over the head.
template <class R>
const R& head_variance(Evaluator<R>& row) {
  return row.of_head().once({"head_variance"}, [&] {
    return R(dot(truncated(row),
                 squared_distances(row, offset_of(row, head_mean(row)), row.head().finite_head())));
  });
}

/// Var_T, the same of P conditioned on the tail.
template <class R>
const R& tail_variance(Evaluator<R>& row) {
  return row.of_head().once({"tail_variance"}, [&] {
    return R(dot(tail_conditional(row),
                 squared_distances(row, offset_of(row, tail_mean(row)), row.head().finite_tail())));
  });
}

/// mu_T - mu_H.
template <class R>
const Vector<R>& mean_difference(Evaluator<R>& row) {
  return row.of_head().once({"mean_difference"},
                            [&] { return difference(row, tail_mean(row), head_mean(row)); });
}

/// |mu_T - mu_H|^2.
template <class R>
R squared_mean_distance(Evaluator<R>& row) {
  return R(dot(mean_difference(row), mean_difference(row)));
}

/// max(0, v_i) over the positions named.
template <class R>
R greatest_entry(const Vector<R>& v, std::span<const unsigned> positions) {
  using std::max;
  R greatest(0);
  for (const unsigned i : positions)
    greatest = max(greatest, R(v[i]));
  return greatest;
}
/// The same; only what reaches the largest midpoint is handed to max(), which is slow on balls.
[[nodiscard]] Ball greatest_entry(const Vector<Ball>& v, std::span<const unsigned> positions);

/// The greatest distance of the values of `keys` from m, which is given as an offset from v_ref.
template <class R>
R greatest_distance(Evaluator<R>& row, const Vector<R>& m, std::span<const Key> keys) {
  using std::sqrt;
  return R(sqrt(R(greatest_entry(squared_distances(row, m, keys), keys))));
}

/// Cov_P(V) = sum p_i (v_i - mu)(v_i - mu)', as d rows.
template <class R>
const Columns<R>& covariance(Evaluator<R>& row) {
  return row.of_row().once({"covariance"}, [&] {
    const std::size_t d = row.values().dimension();
    const std::span<const Key> keys = row.scores().finite();
    Columns<R> centred;
    Columns<R> weighted;
    for (std::size_t axis = 0; axis < d; ++axis) {
      centred.push_back(
          shifted(offset_columns(row)[axis], R(-offset_mean(row)[axis]), keys, row.precision()));
      weighted.push_back(product(probabilities(row), centred.back(), keys, row.precision()));
    }
    Columns<R> matrix(d, Vector<R>(d, row.precision()));
    for (std::size_t a = 0; a < d; ++a)
      for (std::size_t b = 0; b <= a; ++b) {
        const R entry = dot(weighted[a], centred[b]);
        matrix[a].set(b, entry);
        matrix[b].set(a, entry);
      }
    return matrix;
  });
}

/// x' M x of a symmetric matrix.
template <class R>
R quadratic_form(Evaluator<R>& row, const Columns<R>& matrix, const Vector<R>& x) {
  return R(dot(x, weighted_mean(row, x, matrix)));
}

/// tr(Cov^4)^(1/4), an upper value of the largest eigenvalue: the sum of their fourth powers is |Cov^2|_F^2.
template <class R>
const R& eigenvalue_bound(Evaluator<R>& row) {
  return row.of_row().once({"eigenvalue_bound"}, [&] {
    using std::sqrt;
    R sum(0);
    for (const Vector<R>& line : covariance(row)) {
      const Vector<R> square = weighted_mean(row, line, covariance(row));
      sum += dot(square, square);
    }
    return R(sqrt(R(sqrt(sum))));
  });
}

/// sqrt(tau/(1 - tau)).
template <class R>
R root_odds(Evaluator<R>& row) {
  using std::sqrt;
  return R(sqrt(tail_odds(row)));
}

/// tau diam_{H,T}.
template <class R>
R bound_by_diameter(Evaluator<R>& row) {
  return R(tail_mass(row) * head_tail_diameter(row));
}

/// sqrt(tau/(1 - tau)) sqrt(Var_P(V)).
template <class R>
R bound_by_variance(Evaluator<R>& row) {
  using std::sqrt;
  return R(root_odds(row) * sqrt(variance(row)));
}

/// 2 C tau.
template <class R>
R bound_by_norm(Evaluator<R>& row) {
  return R(R(2) * largest_norm(row) * tail_mass(row));
}

} // namespace tailmass::exact
