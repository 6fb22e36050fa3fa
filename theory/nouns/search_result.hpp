// What a certified search found.
#pragma once

#include "theory/nouns/scores.hpp"

namespace tailmass {

/// A certified search after a cell was opened.
struct SearchStep {
  std::size_t keys_scored = 0;
  std::size_t k = 0;    ///< size of the current head: the Top-k keys of those scored
  double gap = 0;       ///< delta-k-search: lower bound D of Delta_k, rounded down; -inf while there is none
  double tail_mass = 1; ///< upper bound of the current head's tail mass, rounded up
};

/// The head that a certified search ended with, and what it proves of it.
struct SearchResult {
  std::vector<Key> head;       ///< by descending score
  std::size_t keys_scored = 0; ///< q . k was formed for so many keys
  std::size_t cells_opened = 0;
  bool certified = false;        ///< whether the head's tail mass is proven to be at most epsilon
  bool exact_top_k = false;      ///< whether the head is proven to be a Top-k set of the row
  bool exhausted = false;        ///< whether every cell was opened: tail_mass is the head's but for rounding
  double tail_mass = 1;          ///< the certificate: upper bound of the head's tail mass, rounded up
  std::vector<SearchStep> trace; ///< one step a cell opened, and one where mc-search's head grows last
};

} // namespace tailmass
