// Weighted moments of the value vectors of one side of a row.
#pragma once

#include "theory/fast/accumulator.hpp"
#include "theory/fast/outputs.hpp"

#include <vector>

namespace tailmass::fast {

/// Adds up w v and w v^2 of keys, w = e^s, and keeps their distances from the centre.
template <class U>
class MomentSums {
public:
  /// The centre has to outlive this; `top` is the largest score to come, finite.
  MomentSums(std::span<const double> centre, double top);

  void add(std::size_t key, double score, const U* value);
  /// Adds what is still waiting; throws DomainError for a value that is no finite number.
  void finish();

  /// Given the sum of all e^s. See outputs.hpp for errors.
  [[nodiscard]] SideMoments moments(const ScaledSum& sum) const;
  /// The keys in the order of adding, and an upper bound of |v - c| of each, (d + 6) u and 2^-500 above it.
  [[nodiscard]] const std::vector<std::size_t>& keys() const { return keys_; }
  [[nodiscard]] const std::vector<double>& distances() const { return distances_; }

private:
  void add_block();

  std::span<const double> centre_;
  Scale scale_;
  std::vector<std::size_t> keys_;
  std::vector<double> distances_;
  // one block
  std::vector<const U*> rows_;
  std::vector<double> scores_, weights_;
  // pairs
  std::vector<double> sum_, sum_low_, square_, square_low_;
};

} // namespace tailmass::fast
