// What kernels' rounding costs at most, and whether a machine has proved it: the list that `make prove`
// holds.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace tailmass::reports::text {

/// A line of theory/proofs/rounding.csv.
struct RoundingBound {
  std::string_view what;     ///< the kernel in words
  std::string_view of;       ///< which of its cases; may be empty
  std::string_view function; ///< its name in the source, or that of its bound
  std::string_view source;   ///< the file that states the bound
  std::string_view constant; ///< that has the stated bound; empty where a comment has it
  std::string_view u;        ///< the roundoff, "2^-53" or "2^-24"
  std::string_view unit;     ///< of the figures
  std::string_view stated;
  std::string_view proved; ///< empty where it is only tested
  std::string_view range;  ///< of the inputs
  std::string_view by;     ///< "Gappa", "Coq", "Gappa and Coq", "balls" or "test"
  std::string_view proof;  ///< scripts and Coq files of theory/proofs/rounding, or the test's file
};

/// Returns every line of the list.
[[nodiscard]] std::span<const RoundingBound> rounding_bounds();

/// Whether a machine proves it for all inputs in the range.
[[nodiscard]] bool proved_by_machine(const RoundingBound& bound);

/// Returns a figure of a bound with its unit: "1.49 u", or the unit alone where the figure is 1.
[[nodiscard]] std::string in_units(std::string_view figure, const RoundingBound& bound);

/// Returns how many bounds are proved by machine and how many only tested.
[[nodiscard]] std::string rounding_words();

/// Returns the names of the kernels whose rounding is proved by machine, each once.
[[nodiscard]] std::string proved_kernels();

/// Returns a line a bound, within the width.
[[nodiscard]] std::string rounding_list(std::size_t width);

/// Returns the bounds as a table of a page in theory/.
[[nodiscard]] std::string rounding_markdown();

/// theory/proofs/rounding.csv.
extern const std::string_view rounding_text;

} // namespace tailmass::reports::text
