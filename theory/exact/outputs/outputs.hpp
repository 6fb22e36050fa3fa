// Attention outputs of a row and of its truncation, from their definitions.
#pragma once

#include "theory/exact/distribution/softmax.hpp"

namespace tailmass::exact {

/// d vectors of n numbers: the value matrix by columns.
template <class R>
using Columns = std::vector<Vector<R>>;

/// The columns of V.
template <class R>
const Columns<R>& value_columns(Evaluator<R>& row) {
  return row.of_row().once({"value_columns"}, [&] {
    const Values& values = row.values();
    Columns<R> columns(values.dimension(), Vector<R>(values.keys(), row.precision()));
    for (std::size_t axis = 0; axis < values.dimension(); ++axis)
      for (std::size_t key = 0; key < values.keys(); ++key)
        columns[axis].set(key, row.precision()(values.at(key, axis)));
    return columns;
  });
}

/// The key whose value is the origin of offsets: the most probable one.
template <class R>
Key reference_key(const Evaluator<R>& row) {
  return row.scores().order().front();
}

/// x - y, entered as one double where the difference is one, as it mostly is between values of short formats.
/// That is when the rounding error of x - y, which a double holds exactly (Knuth's two-sum), is 0.
template <class R>
R exact_difference(const Precision<R>& at, double x, double y) {
  const double difference = x - y;
  const double back = x - difference;
  const double error = (x - (difference + back)) + (back - y);
  return error == 0 ? at(difference) : R(at(x) - at(y)); // an overflow leaves NaN
}

/// The columns of the offsets v_i - v_ref from the value of the most probable key. Errors, variances and
/// distances do not change under translation; computed from offsets, they keep their relative accuracy when
/// the tail mass is far below the working precision, because the values that carry nearly all the mass then
/// enter as exact zeros.
template <class R>
const Columns<R>& offset_columns(Evaluator<R>& row) {
  return row.of_row().once({"offset_columns"}, [&] {
    const Values& values = row.values();
    Columns<R> columns(values.dimension(), Vector<R>(values.keys(), row.precision()));
    for (std::size_t axis = 0; axis < values.dimension(); ++axis)
      for (const Key key : row.scores().finite())
        columns[axis].set(key, exact_difference(row.precision(), values.at(key, axis),
                                                values.at(reference_key(row), axis)));
    return columns;
  });
}

/// sum p_i v_i, the values given by columns.
template <class R>
Vector<R> weighted_mean(Evaluator<R>& row, const Vector<R>& p, const Columns<R>& columns) {
  Vector<R> mean(columns.size(), row.precision());
  for (std::size_t axis = 0; axis < columns.size(); ++axis)
    mean.set(axis, R(dot(p, columns[axis])));
  return mean;
}

/// n probabilities of P conditioned on the tail; 0 on the head. Needs a tail with mass.
template <class R>
const Vector<R>& tail_conditional(Evaluator<R>& row) {
  return row.of_head().once({"tail_conditional"}, [&] {
    const R inverse = R(row.precision()(std::size_t{1}) / tail_sum(row));
    return scaled(weights(row), inverse, row.head().finite_tail(), row.precision());
  });
}

/// mu = Attn = sum p_i v_i.
template <class R>
const Vector<R>& output(Evaluator<R>& row) {
  return row.of_row().once({"output"},
                           [&] { return weighted_mean(row, probabilities(row), value_columns(row)); });
}

/// mu_H = Attn_S = sum p^_i v_i.
template <class R>
const Vector<R>& head_mean(Evaluator<R>& row) {
  return row.of_head().once({"head_mean"},
                            [&] { return weighted_mean(row, truncated(row), value_columns(row)); });
}

/// mu_T, the mean value under P conditioned on the tail.
template <class R>
const Vector<R>& tail_mean(Evaluator<R>& row) {
  return row.of_head().once({"tail_mean"},
                            [&] { return weighted_mean(row, tail_conditional(row), value_columns(row)); });
}

/// |x|, the Euclidean norm.
template <class R>
R norm(const Vector<R>& x) {
  using std::sqrt;
  return R(sqrt(R(dot(x, x))));
}

/// x - y.
template <class R>
Vector<R> difference(Evaluator<R>& row, const Vector<R>& x, const Vector<R>& y) {
  Vector<R> z(x.size(), row.precision());
  for (std::size_t i = 0; i < x.size(); ++i)
    z.set(i, R(x[i] - y[i]));
  return z;
}

/// err = Attn - Attn_S, as it is defined; its absolute error is that of Attn.
template <class R>
const Vector<R>& output_difference(Evaluator<R>& row) {
  return row.of_head().once({"output_difference"},
                            [&] { return difference(row, output(row), head_mean(row)); });
}

/// err = sum (p_i - p^_i) v_i, as it is written.
template <class R>
const Vector<R>& stated_error(Evaluator<R>& row) {
  return row.of_head().once({"stated_error"}, [&] {
    return weighted_mean(
        row, difference(probabilities(row), truncated(row), row.scores().finite(), row.precision()),
        value_columns(row));
  });
}

/// |err| from that sum.
template <class R>
const R& stated_error_norm(Evaluator<R>& row) {
  return row.of_head().once({"stated_error_norm"}, [&] { return norm(stated_error(row)); });
}

/// err = sum (p_i - p^_i) v_i, the same as one sum in which nothing cancels that does not do so in err;
/// offsets serve for values because the differences of probabilities sum to 0.
template <class R>
const Vector<R>& output_error(Evaluator<R>& row) {
  return row.of_head().once(
      {"output_error"}, [&] { return weighted_mean(row, probability_changes(row), offset_columns(row)); });
}

/// |err|.
template <class R>
const R& error_norm(Evaluator<R>& row) {
  return row.of_head().once({"error_norm"}, [&] { return norm(output_error(row)); });
}

/// tau/(1 - tau), the odds of the tail.
template <class R>
R tail_odds(Evaluator<R>& row) {
  return R(tail_sum(row) / head_sum(row));
}

/// What err agrees within, relative to C: `usual`, unless the gap between the best score and the best dropped
/// one puts tau below 2^-3000. Then 1, for C is the largest term of Attn - Attn_S, and no precision in use
/// tells err from 0.
template <class R>
R error_scale(Evaluator<R>& row, const R& usual) {
  constexpr double farthest = 2079; // 3000 ln 2
  const Scores& s = row.scores();
  const bool below_reach = s.ranked(1) - s[row.head().finite_tail().front()] > farthest;
  return below_reach ? row.precision()(std::size_t{1}) : usual;
}

/// Whether err = 0. Exact: Z_H Z_T (mu_T - mu_H) = sum over head i, tail j of e^{s_i + s_j} (v_j - v_i), and
/// by Lindemann and Weierstrass exponentials of distinct rationals are linearly independent over the
/// rationals, so the sum vanishes just when the coefficients of every distinct s_i + s_j do.
[[nodiscard]] bool error_vanishes(const Case& c);

/// Whether err is orthogonal to every difference of two head values and of two tail values, that is whether
/// the values are constant along err on each side. Exact, by the same argument.
[[nodiscard]] bool error_orthogonal_within_sides(const Case& c);

/// Whether all finite keys' values lie on one line, that is rank Cov_P <= 1. Exact.
[[nodiscard]] bool values_collinear(const Case& c);

} // namespace tailmass::exact
