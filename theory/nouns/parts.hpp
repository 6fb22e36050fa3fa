// The parts that a case may have beside its scores and head, one entry each, and the one list of them.
#pragma once

#include "theory/nouns/blocks.hpp"
#include "theory/nouns/cells.hpp"
#include "theory/nouns/gaussian_sample.hpp"
#include "theory/nouns/part_list.hpp"
#include "theory/nouns/values.hpp"

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace tailmass {

/// Two inverse temperatures, 0 <= cold's beta0 <= beta1.
struct TemperaturePair {
  double beta0 = 0;
  double beta1 = 0;
};

/// Another distribution on the same keys: Q_i = weights[i] / sum of weights, small whole numbers.
struct CompanionWeights {
  std::vector<unsigned> any;     ///< at most k atoms, each on a key of finite score
  std::vector<unsigned> in_head; ///< atoms inside the head only, on keys of finite score
};

/// Checkpoints of the multi-gap bounds, as ranks.
struct Checkpoints {
  std::vector<std::size_t> head; ///< 0 = c_0 < c_1 < ... < c_q = k
  std::vector<std::size_t> tail; ///< k = m_0 < m_1 < ... < m_r = n_f
  std::size_t known_gaps = 1;    ///< m of the bound that knows only the first m gaps, 1 <= m <= n_f - k
};

/// Scores known only up to intervals, and a linear functional of the output: maximise sum p_i direction_i.
struct ScoreBox {
  std::vector<double> lower;     ///< n scores, -inf exactly where the key is masked
  std::vector<double> upper;     ///< n scores, lower <= upper
  std::vector<double> point;     ///< n scores inside the box
  std::vector<double> direction; ///< n coefficients c_i
};

/// Entries of the list: how a part is called, and its members under their names in a case file. A member that
/// is null or empty is absent.
namespace part {

struct Values {
  static constexpr std::string_view name = "values";
  std::shared_ptr<const tailmass::Values> values = nullptr; ///< n x d
  static void each_member(auto& self, const auto& visit) { visit("values", self.values); }
};

struct Epsilon {
  static constexpr std::string_view name = "epsilon";
  std::optional<double> epsilon = std::nullopt; ///< in (0, 1)
  static void each_member(auto& self, const auto& visit) { visit("epsilon", self.epsilon); }
};

struct Blocks {
  static constexpr std::string_view name = "blocks and finer blocks";
  std::shared_ptr<const tailmass::Blocks> blocks = nullptr;
  std::shared_ptr<const tailmass::Blocks> finer_blocks = nullptr; ///< a refinement of `blocks`
  static void each_member(auto& self, const auto& visit) {
    visit("blocks", self.blocks), visit("finer_blocks", self.finer_blocks);
  }
};

struct Companion {
  static constexpr std::string_view name = "companion";
  std::optional<CompanionWeights> companion = std::nullopt;
  static void each_member(auto& self, const auto& visit) { visit("companion", self.companion); }
};

struct Temperatures {
  static constexpr std::string_view name = "temperatures";
  std::optional<TemperaturePair> temperatures = std::nullopt;
  static void each_member(auto& self, const auto& visit) { visit("temperatures", self.temperatures); }
};

struct Checkpoints {
  static constexpr std::string_view name = "checkpoints";
  std::optional<tailmass::Checkpoints> checkpoints = std::nullopt;
  static void each_member(auto& self, const auto& visit) { visit("checkpoints", self.checkpoints); }
};

struct Box {
  static constexpr std::string_view name = "box of scores";
  std::optional<ScoreBox> box = std::nullopt;
  static void each_member(auto& self, const auto& visit) { visit("box", self.box); }
};

struct Centre {
  static constexpr std::string_view name = "centre";
  std::vector<double> centre = {}; ///< d coordinates of a point in value space
  static void each_member(auto& self, const auto& visit) { visit("centre", self.centre); }
};

struct Shift {
  static constexpr std::string_view name = "shift";
  std::optional<double> shift = std::nullopt; ///< a constant to add to every score
  static void each_member(auto& self, const auto& visit) { visit("shift", self.shift); }
};

struct Permutation {
  static constexpr std::string_view name = "permutation";
  std::vector<Key> permutation = {}; ///< n keys: position i of the permuted row holds key permutation[i]
  static void each_member(auto& self, const auto& visit) { visit("permutation", self.permutation); }
};

struct SubRow {
  static constexpr std::string_view name = "sub-row";
  std::vector<Key> sub_row = {}; ///< a few keys of finite score, for what only brute force can check
  static void each_member(auto& self, const auto& visit) { visit("sub_row", self.sub_row); }
};

struct Perturbed {
  static constexpr std::string_view name = "perturbed scores";
  std::vector<double> perturbed = {}; ///< n scores s'_i of another row, -inf exactly where the key is masked
  static void each_member(auto& self, const auto& visit) { visit("perturbed", self.perturbed); }
};

struct Searches {
  static constexpr std::string_view name = "query, keys and searches";
  std::shared_ptr<const QueryKeys> query_keys =
      nullptr;                       ///< query and keys: exact scores of the keys of finite score
  std::vector<Search> searches = {}; ///< certified searches over `query_keys`
  static void each_member(auto& self, const auto& visit) {
    visit("keyed", self.query_keys), visit("searches", self.searches);
  }
};

struct Sample {
  static constexpr std::string_view name = "sample of rows";
  std::optional<GaussianSample> sample = std::nullopt; ///< for what is said of random scores
  static void each_member(auto& self, const auto& visit) { visit("sample", self.sample); }
};

} // namespace part

/// Every part, in the order of a case file. Whatever treats parts one by one walks this list and has a
/// function for each entry, or does not compile.
using Parts = PartList<part::Values, part::Epsilon, part::Blocks, part::Companion, part::Temperatures,
                       part::Checkpoints, part::Box, part::Centre, part::Shift, part::Permutation,
                       part::SubRow, part::Perturbed, part::Searches, part::Sample>;

/// A set of parts.
class PartSet {
public:
  constexpr PartSet() = default;
  template <class... P>
  [[nodiscard]] static constexpr PartSet of() {
    PartSet set;
    set.bits_ = (0U | ... | (1U << Parts::index<P>));
    return set;
  }
  template <class P>
  [[nodiscard]] constexpr bool has() const {
    return (bits_ >> Parts::index<P> & 1U) == 1;
  }
  [[nodiscard]] constexpr PartSet operator|(PartSet other) const {
    other.bits_ |= bits_;
    return other;
  }
  [[nodiscard]] constexpr bool operator==(const PartSet&) const = default;

private:
  static_assert(Parts::size <= 32);
  unsigned bits_ = 0;
};

/// The set of these: `parts<part::Values, part::Epsilon>`.
template <class... P>
inline constexpr PartSet parts = PartSet::of<P...>();

/// The set of all.
inline constexpr PartSet all_parts = [] {
  PartSet all;
  Parts::each([&]<class P>(std::type_identity<P>) { all = all | parts<P>; });
  return all;
}();

} // namespace tailmass
