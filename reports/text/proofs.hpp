// Which theorems are proved for rows of every length, by Coq: the ledger that `make prove` makes and holds.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace tailmass::reports::text {

/// A line of theory/proofs/ledger.csv.
struct Proof {
  std::string_view id;  ///< the theorem's
  std::string_view coq; ///< Coq's name of it, and of its file in theory/proofs/theorems
  std::string_view lines;
  std::string_view axioms; ///< that it rests on, separated by blanks
};

/// Returns every line of the ledger.
[[nodiscard]] std::span<const Proof> proofs();

/// Returns the theorem's line, or null where tests alone speak for it.
[[nodiscard]] const Proof* proof_of(std::string_view id);

/// Returns how many theorems the catalogue has, how many are proved for all rows, and how many only tested.
[[nodiscard]] std::string proved_words();

/// theory/proofs/ledger.csv.
extern const std::string_view ledger_text;

} // namespace tailmass::reports::text
