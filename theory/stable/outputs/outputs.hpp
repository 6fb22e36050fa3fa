// Mean values of softmax over a row, its head and its tail, and the error of a truncated output.
#pragma once

#include "theory/stable/outputs/diameters.hpp"
#include "theory/stable/sums.hpp"

#include <optional>
#include <vector>

namespace tailmass::stable {

/// P conditioned on some keys: weights e^{s_i - s_max}, the first of them 1. Each is within exponential_error
/// and 3/2 smallest_subnormal (exp_pair), their sum within one_sign_error more. Rounding the scores moves no
/// probability by more than a factor e^moved, twice what it moves a score.
template <class T = double>
struct Conditional {
  std::span<const Key> keys; ///< by descending score
  std::vector<T> weights;
  T sum = 0;
  double moved = 0;
};

/// `keys` are finite ones by descending score, at least one, and have to outlive the result.
template <class T = double>
[[nodiscard]] Conditional<T> conditional(const Scores& scores, std::span<const Key> keys);

/// One coordinate of the offsets v_i - v_origin, in units of 2^exponent: high + low is the offset within
/// smallest_subnormal and `moved`, and |high| <= 1.
template <class T = double>
struct Column {
  int exponent = 0;
  bool zero = true;             ///< all offsets are 0
  std::vector<Pair<T>> offsets; ///< by key, 0 of keys that were not named
  double moved = 0;             ///< what rounding the values to T moves an offset at most
};

/// Offsets of the keys named from the value of `origin`, or from 0.
template <class T = double>
[[nodiscard]] Column<T> column(const Values& values, std::size_t axis, std::span<const Key> keys,
                               std::optional<Key> origin);
/// All d columns of the offsets of a row's keys of finite score from the most probable one's value. Every
/// truncation of the row can do with these.
template <class T = double>
[[nodiscard]] std::vector<Column<T>> row_offsets(const Case& c);

/// The mean of a column and of its magnitudes, both under P conditioned on some of its keys.
template <class T = double>
struct ColumnMean {
  T value = 0;
  double size = 0;
  double error = 0; ///< |value - mean| <= error, in the unit of the column
};

/// Error mean_error(n) size + 8 n smallest_subnormal, and what rounding moves: (e^moved - 1) size and that of
/// the offsets.
template <class T = double>
[[nodiscard]] ColumnMean<T> mean(const Conditional<T>& p, const Column<T>& offsets);
/// (10 + 110 n u) u, for n <= 2^24.
template <class T = double>
[[nodiscard]] double mean_error(std::size_t keys);

/// mu = Attn = sum p_i v_i, mu_H = Attn_S and mu_T (which needs a tail): d coordinates, each within
/// mean_error(n) times the mean magnitude of that coordinate.
template <class T = double>
[[nodiscard]] std::vector<Estimate<T>> output_mean(const Case& c);
template <class T = double>
[[nodiscard]] std::vector<Estimate<T>> head_mean(const Case& c);
template <class T = double>
[[nodiscard]] std::vector<Estimate<T>> tail_mean(const Case& c);

/// mu_H - v_1 and mu_T - v_1 by row_offsets(); needs a tail.
template <class T = double>
struct SideMeans {
  std::vector<ColumnMean<T>> head;
  std::vector<ColumnMean<T>> tail;
};
template <class T>
[[nodiscard]] SideMeans<T> side_means(const Case& c, const std::vector<Column<T>>& offsets);

/// |mu_T - mu_H|; needs a tail. With offsets y_i = v_i - v_1 from the most probable key's value, its error is
/// length_error(d) relatively and absolutely mean_error(n) (E_T|y| + E_H|y|) <= 4 mean_error(n) C: near
/// mu_T = mu_H only the absolute bound means anything.
template <class T = double>
[[nodiscard]] ScaledEstimate<T> mean_distance(const Case& c);
template <class T>
[[nodiscard]] ScaledEstimate<T> mean_distance(const std::vector<Column<T>>& offsets,
                                              const SideMeans<T>& means);

/// |err| = |Attn - Attn_S| as tau |mu_T - mu_H| (theorem `head-tail-identity`); 0 without a tail. The
/// absolute error is tau times that of mean_distance(), so proportional to tau C however small tau is.
template <class T = double>
[[nodiscard]] ScaledEstimate<T> output_error(const Case& c);

/// max over tail j of |v_j - mu_H|; needs a tail. With the same offsets the error is length_error(d)
/// relatively and mean_error(n) E_H|y| absolutely, and by underflow 2 sqrt(d smallest_subnormal) of the
/// widest coordinate's unit.
template <class T = double>
[[nodiscard]] ScaledEstimate<T> centre_distance(const Case& c);
template <class T>
[[nodiscard]] ScaledEstimate<T> centre_distance(const Case& c, const std::vector<Column<T>>& offsets,
                                                const SideMeans<T>& means);

} // namespace tailmass::stable
