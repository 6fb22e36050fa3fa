// The bounds of the tail mass that `certify` tries on a row.
#pragma once

#include "theory/nouns/query_keys.hpp"
#include "theory/nouns/scores.hpp"
#include "theory/theorems/theorem.hpp"
#include "verify/record/certified.hpp"

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

namespace tailmass::verify::campaign {

/// Returns the certificates of all theorems, in the order in which they are reported.
[[nodiscard]] std::span<const Certificate* const> certificates();

/// Returns their ids.
[[nodiscard]] std::vector<std::string> certificate_ids();

/// Returns the sizes that each certificate gives, by epsilon; `by_balls`: by balls alone, as a second way.
[[nodiscard]] std::vector<record::ById<std::size_t>>
certified_sizes(const Scores& scores, std::span<const double> epsilons, bool by_balls = false);

/// Returns the ids of the certificates of keys in eight bits, which rows of queries and keys have.
[[nodiscard]] std::vector<std::string> key_certificate_ids();

/// Returns their sizes likewise: keys of the row's top-p sets by scores of rounded keys.
[[nodiscard]] std::vector<record::ById<std::size_t>> key_certified_sizes(const QueryKeys& query_keys,
                                                                         std::span<const double> epsilons);

/// Returns the ids of the certificates of one set for all query heads that read the same keys.
[[nodiscard]] std::vector<std::string> group_certificate_ids();

/// Returns their sizes likewise, given the scores of each head. Nothing where some cannot be read, or the
/// row stands alone; a head that sees no key asks for none.
[[nodiscard]] std::vector<record::ById<std::size_t>>
group_certified_sizes(std::vector<std::vector<double>> heads, std::span<const double> epsilons);

/// Those sizes, made once for all rows of a group though they lie a head's queries apart. Any thread may ask.
class GroupSizes {
public:
  /// Groups that are remembered, the last ones made; of one that is forgotten the sizes are made again.
  static constexpr std::size_t most_groups = std::size_t{1} << 16;
  /// `epsilons` must outlive this object.
  explicit GroupSizes(std::span<const double> epsilons) : epsilons_(epsilons) {}
  /// Returns the sizes of a group, known by a number of its own, whose heads' scores `heads` gives.
  [[nodiscard]] std::vector<record::ById<std::size_t>>
  of(std::size_t group, const std::function<std::vector<std::vector<double>>()>& heads);

private:
  /// What one thread makes and all that ask for it wait for.
  struct Group {
    std::once_flag once;
    std::vector<std::size_t> sizes; // by epsilon and certificate
  };
  std::shared_ptr<Group> remembered(std::size_t group);

  std::span<const double> epsilons_;
  std::mutex mutex_;
  std::map<std::size_t, std::shared_ptr<Group>> groups_;
  std::deque<std::size_t> made_; // their numbers, the oldest first
};

} // namespace tailmass::verify::campaign
