// A cause that reproduces a number, and how likely one as simple does so by accident.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace tailmass::verify::causes {

/// A named way to go wrong that gives what is stored. A number that is off by e from what it should be meets
/// one that is known within b by accident with a chance of about b/e; so does one of N causes that were tried
/// with N b/e, and several numbers at once with the product of theirs. Chances are kept as logarithms.
struct Candidate {
  std::string cause;      ///< reads on from "as if"
  std::string detail;     ///< what differs from row to row of the same cause, as a key; reads on from it
  double alone = 0;       ///< that a cause as simple fits this row by accident; 0 where it was fitted to it
  double again = 0;       ///< that this very cause fits another row by accident
  double same = 0;        ///< that it does so with this very detail
  std::size_t family = 0; ///< of the faults among which it was found
};

/// What is known of a file when one of its rows is looked at: causes that were named for other rows, and the
/// families of faults in which these were found, which are tried first.
struct Known {
  std::vector<std::string> causes;
  std::vector<std::size_t> families;
};

/// What a look at one row found.
struct Found {
  std::vector<Candidate> causes;
  double spent = 0;  ///< operations
  bool whole = true; ///< nothing was left untried for want of these
};

/// Chances below which a cause is named: one wrong number in 100 gets a wrong cause at most.
inline constexpr double named_below = -4.6;

/// Chance that a cause which was fitted to one row, and is told to three digits, turns up in another one.
inline constexpr double same_digits = -4.6;

/// Returns the cause to name for each row, empty where none is unlikely enough to be an accident: the
/// likeliest by what it does in all rows together, C(rows, r) times the chances of the r that it fits. Where
/// two causes are equally likely, neither is named.
[[nodiscard]] std::vector<std::string> likeliest(std::span<const std::vector<Candidate>> rows);

} // namespace tailmass::verify::causes
