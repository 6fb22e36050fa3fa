// What `certify` found of one row at one epsilon.
#pragma once

#include "verify/record/magnitude.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tailmass::verify::record {

/// Numbers by the id of what they belong to, in the order of the catalogue that made them.
template <class T>
using ById = std::vector<std::pair<std::string, T>>;

/// The output error of the Top-k_epsilon truncation and what bounds it.
struct OutputRecord {
  Magnitude error;         ///< |err|
  ById<Magnitude> bounds;  ///< values of the output bounds
  std::string active = {}; ///< the least of the three of `best-of-three`; empty where tau = 0 or equal ones
                           ///< cannot be told apart
  /// Where the farthest pair of head and tail was not found within the budget of operations: the value of
  /// `diameter-bound` is at least this, by the farthest pair seen, and at most what stands above, by
  /// distances from the mean. That of `best-of-three` is then the least of the upper values.
  std::optional<Magnitude> diameter_bound_at_least = {};
};

/// A record keeps the first ones; `--csv` has all.
inline constexpr std::size_t most_certified_rows = 4096;

/// One row at one epsilon.
struct RowRecord {
  std::string file;               ///< as it was given
  std::string tensor;             ///< name of the scores' tensor
  std::vector<std::size_t> index; ///< leading indices
  std::size_t n = 0;
  std::size_t finite = 0; ///< n_f
  double epsilon = 0;
  std::size_t k_epsilon = 0;
  /// Where a tail mass is too close to epsilon to tell: k_epsilon is at least this, and at most what stands
  /// above.
  std::optional<std::size_t> k_epsilon_at_least = {};
  Magnitude tail_mass;        ///< tau at k_epsilon
  ById<std::size_t> bounds;   ///< least k that each bound certifies
  double deviation = 0;       ///< of the finite scores, each counted alike
  std::size_t gaussian_k = 0; ///< the Gaussian rule's guess of k_epsilon from n_f and the scores' deviation:
                              ///< no certificate
  ById<std::size_t> scored_keys;      ///< by each certified search; empty where there are no queries and keys
  ById<double> search_costs;          ///< of them, in key products; a limit has none
  std::optional<OutputRecord> output; ///< where there are values
};

} // namespace tailmass::verify::record
