// The head that a kernel's indices name, and what is wrong with it.
#pragma once

#include "theory/nouns/head.hpp"
#include "verify/attention/declarations.hpp"
#include "verify/cases/attention_row.hpp"
#include "verify/input/dtype.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace tailmass::verify::kernel {

/// A kernel's head of one row.
struct KernelHead {
  std::optional<Head> head; ///< absent where the indices name no set of keys with mass
  std::string fault;        ///< what is wrong, on one line; empty for a Top-k set, any valid one under ties
  std::string cause;        ///< what gives these indices, as far as the row itself tells; empty where unknown
};

/// The indices of a row, and what they are held to.
struct KernelIndices {
  std::span<const input::Integer> indices;
  const Scores& scores;
  const attention::Declarations& declared;
  input::DType dtype = input::DType::I64;
  std::span<const double> errors = {}; ///< how far a kernel's score of each key may be off; empty: not at all
  const Scores* selection = nullptr;   ///< the scores by which the head was chosen; null: `scores`
  const Values* keys = nullptr;        ///< of scores that were formed from key vectors without factors: these
  std::span<const double> added = {};  ///< by a mask to each of those; empty: nothing
};

/// Reads k indices against the scores of their row, but those that are padding as it is declared. A fault is
/// an index that is no key, a key named twice, only masked keys, or a kept key while one of larger score is
/// dropped, larger by more than both scores may be off, or, beside padding, any visible one; of equal stored
/// scores, and of formed ones of equal key vectors, what `ties` does not keep. A head of any keys need only
/// name each once. Where scores selected the head, larger means by these.
[[nodiscard]] KernelHead kernel_head(const KernelIndices& row);
/// Returns that of a row that has indices and sees a key.
[[nodiscard]] KernelHead kernel_head(const cases::AttentionRow& row);

/// Returns the indices as keys, those of a kernel that counts from `base`; nothing when one of them is no key
/// of n or is named twice.
[[nodiscard]] std::optional<std::vector<Key>> distinct_keys(std::span<const input::Integer> indices,
                                                            std::size_t n, std::uint64_t base);

/// Whether the keys named are a Top-k set of these scores (-inf allowed, NaN not): no other score is larger.
[[nodiscard]] bool names_top_k(std::span<const Key> keys, std::span<const double> scores);

} // namespace tailmass::verify::kernel
