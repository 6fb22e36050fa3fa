// How few keys serve all query heads that read the same keys.
#pragma once

#include "theory/nouns/scores.hpp"

#include <array>
#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace tailmass::exact {

/// Query heads over one list of keys, for which one set of keys is kept: the first ones in falling order of
/// p-, the mean of the heads' distributions, as doubles give it; of equal ones the lower key. An order that
/// is off by roundings is one of sets all the same, whose masses are decided exactly.
class HeadGroup {
public:
  /// `heads` holds one row a head, at least one, of one number of keys, and must outlive this object.
  explicit HeadGroup(std::span<const Scores> heads);

  /// Returns the least size that leaves every head a tail mass of at most epsilon. Exact, but that what 512
  /// bits do not tell from epsilon counts as above it, as in size_by_mean(). Throws DomainError unless
  /// 0 < epsilon < 1.
  [[nodiscard]] std::size_t size_by_heads(double epsilon) const;
  /// Returns the least size of which the mean alone tells that: G tau of p- is at most epsilon, by
  /// `shared-head-sets` k_{epsilon/G}(p-). Throws DomainError unless 0 < epsilon < 1.
  [[nodiscard]] std::size_t size_by_mean(double epsilon) const;
  /// The keys in that order; those that no head sees are left out.
  [[nodiscard]] std::span<const Key> order() const { return order_; }

private:
  [[nodiscard]] std::size_t size(std::size_t first, std::size_t last, double epsilon) const;
  [[nodiscard]] bool leaves_little(std::size_t first, std::size_t last, std::size_t kept,
                                   double epsilon) const;

  std::span<const Scores> heads_;
  std::vector<Key> order_;
  std::vector<std::vector<double>> tails_; // by head, the mass behind 0, 1, .. keys of the order
};

/// A certificate of a row whose keys several query heads read.
struct GroupCertificate {
  std::string_view id;
  std::size_t (HeadGroup::*size)(double epsilon) const;
};

inline constexpr std::array group_certificates{
    GroupCertificate{"shared-heads", &HeadGroup::size_by_heads},
    GroupCertificate{"shared-heads-mean", &HeadGroup::size_by_mean}};

} // namespace tailmass::exact
