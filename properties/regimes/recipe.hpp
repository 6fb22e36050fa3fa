// A generated row before it is made: the regime and every number that shapes it.
#pragma once

#include "properties/regimes/block_kinds.hpp"
#include "properties/regimes/regime.hpp"
#include "properties/regimes/value_families.hpp"
#include "theory/theorems/theorem.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace tailmass::properties::regimes {

/// Which keys are kept.
enum class HeadRule {
  one,         ///< k = 1
  two,         ///< k = 2
  half,        ///< k = n/2
  all_but_one, ///< k = n - 1
  random,      ///< k anything in 1..n
  all_finite,  ///< k = n_f: no tail mass is left
  k_epsilon,   ///< k = k_epsilon
  any_set      ///< no Top-k set but a random one with mass
};

/// The rank that a rule names for a row of n keys; nothing where it names none beforehand.
[[nodiscard]] std::optional<std::size_t> named_rank(HeadRule rule, std::size_t n);

/// Everything that a case is made from, each number by itself, so that a search may change one and make the
/// case again. Ranks from n and k, scores from the regime and its parameters, values, blocks; single draws
/// come from `noise`.
struct Recipe {
  const Regime* regime = nullptr;
  std::vector<double> parameters; ///< one a parameter of the regime, within its ends
  std::size_t n = 1;              ///< 1..4096
  HeadRule head = HeadRule::one;
  std::size_t k =
      1; ///< the rank after which the row is cut, 1..n; not that of all_finite, k_epsilon, any_set
  double epsilon = 0.1; ///< of k_epsilon, in (0, 1)
  /// Where positive, the case's epsilon is its tail mass times this, for what turns at epsilon = tau.
  double epsilon_over_tail = 0;
  /// Where positive, the perturbed scores have the head down and the tail up by this share of s_(1) -
  /// s_(k+1): about 1/2 and above they change places. Elsewhere a theorem's perturbed scores are derived.
  double perturbation = 0;
  const ValueFamily* values = nullptr;
  std::size_t dimension = 1;
  int value_exponent = 0;    ///< values are scaled by 2 to this
  bool stray_values = false; ///< masked keys have values far from all others
  const BlockKind* blocks = nullptr;
  BlockStyle block_style;
  std::uint64_t noise = 0;
};

/// The recipe number `index` of a regime: a function of its arguments alone. The sizes are between 1 and 4096
/// with a median of 64; d is at most 128 and n d at most 2^13, but that d = 1 is always allowed.
[[nodiscard]] Recipe draw_recipe(const Regime& regime, std::uint64_t seed, std::uint64_t index);

/// What a grown case may have.
inline constexpr PartSet grown_parts = parts<part::Values, part::Epsilon, part::Blocks, part::Perturbed>;

/// What implementations read.
inline constexpr PartSet implementation_parts =
    grown_parts |
    parts<part::Companion, part::Temperatures, part::Checkpoints, part::Box, part::SubRow, part::Sample>;

/// The case of a recipe: scores, head, values, blocks with a refinement, and epsilon and perturbed scores
/// where the recipe has them. Among tied Top-k sets it takes a random one.
[[nodiscard]] Case grow(const Recipe& recipe);

/// A grown case with the parts that a theorem needs beside those, which are derived from the recipe's noise.
[[nodiscard]] Case completed(Case grown, const Theorem& theorem, const Recipe& recipe);

/// A grown case with every part that an implementation may need, derived likewise.
[[nodiscard]] Case with_all_parts(Case grown, const Recipe& recipe);

/// A generated case with where it comes from.
struct Generated {
  std::uint64_t seed = 0;
  std::uint64_t index = 0;
  Recipe recipe;
  Case c; ///< grown
};

/// The case number `index` of a regime.
[[nodiscard]] Generated generated(const Regime& regime, std::uint64_t seed, std::uint64_t index);

/// "gaussian sigma=2.5 n=64 k=8 .." for people.
[[nodiscard]] std::string description_of(const Recipe& recipe);

} // namespace tailmass::properties::regimes
