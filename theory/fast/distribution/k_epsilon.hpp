// The least k that leaves no more than epsilon of the mass in the tail, of one long row.
#pragma once

#include "theory/fast/distribution/selection.hpp"

namespace tailmass::fast {

/// k_eps = min{k : tau_k <= eps} is proven to lie in [at_least, at_most]. They differ only where the tail
/// mass of some k is so near to eps that the enclosures of both sides overlap; at_most <= n_f.
struct KEpsilon {
  std::size_t at_least = 0;
  std::size_t at_most = 0;

  [[nodiscard]] bool certain() const { return at_least == at_most; }
};

/// n scores of one row, -inf where masked; 0 < eps < 1. A histogram of the row, or the weights of a block,
/// bracket the threshold, and one pass adds up what is below and above and keeps what is between, which gives
/// Z too; so on in the bracket, until few scores or one key are left. Where few scores may hold most of Z a
/// histogram of a sample does not tell enough, and a pass of its own measures Z first.
///
/// First by quick sums, of some ten digits, one short exponential a score; where they leave k open, and where
/// scores are beyond some thousands, by sums to a few units in the last place. T <= eps Z is compared between
/// the lower and upper ends of T and eps Z: the relative errors of the sums, those of at most `few`
/// additions, and of the product. Rows of one finite score are decided in whole numbers. Throws DomainError
/// for eps outside (0, 1), NaN, +inf, an empty or a wholly masked row. Instantiated for float and double.
template <class T>
[[nodiscard]] KEpsilon k_epsilon(std::span<const T> x, double epsilon);

} // namespace tailmass::fast
