// What `precision` found: the errors of implementations over generated rows, and what breaks a limit.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tailmass {
struct Implementation;
} // namespace tailmass

namespace tailmass::verify::record {

/// A generated case, which its regime, seed, size and number give again bit for bit; the checksum tells
/// whether they still do.
struct GeneratedPlace {
  std::string regime;
  std::uint64_t seed = 0;
  std::size_t n = 0;
  std::uint64_t index = 0;
  std::string checksum = {}; ///< of the bits of the case, "0x0123456789abcdef"
};

/// Who computes what.
struct ImplementationName {
  std::string quantity;
  std::string implementation; ///< "stable", "fast", ..
  std::string type;           ///< "float" or "double"
  // NOLINTNEXTLINE(modernize-use-nullptr): clang-tidy 14 takes the comparison with 0 inside for a pointer
  friend auto operator<=>(const ImplementationName&, const ImplementationName&) = default;
};

/// Returns the name of an entry of the list of implementations.
[[nodiscard]] ImplementationName name_of(const Implementation& implementation);
/// "quantity/implementation/type".
[[nodiscard]] std::string text_of(const ImplementationName& name);

/// The error of one implementation over all cases, or over those of one regime, one size or one decade of
/// tail mass. A vector counts once a case, by its worst coordinate.
struct PrecisionLine {
  ImplementationName name;
  std::optional<std::string> regime = std::nullopt;
  std::optional<std::size_t> n = std::nullopt;
  std::optional<int> tail_decade = std::nullopt; ///< tail masses in [10^d, 10^(d+1))
  std::size_t cases = 0;
  /// In ulps of the type at the true value; infinite where the result is not finite and the truth is.
  double max_ulp = 0, p99_ulp = 0, mean_ulp = 0;
  double max_relative = 0, p99_relative = 0, mean_relative = 0; ///< over |true|, where it is not 0
  double bound_ulp = 0;                                         ///< the proven bound at the case of max_ulp
  double bound_share = 0;                         ///< largest share of its proven bound that an error takes
  std::optional<double> limit_ulp = std::nullopt; ///< of lines over all cases: what max_ulp may be
  std::string simd = {};                          ///< of the fast path: the instruction set of max_ulp
  GeneratedPlace worst;                           ///< the case of max_ulp
};

/// What is wrong with an implementation's error or with its limit.
struct PrecisionFault {
  ImplementationName name;
  std::string fault;   ///< "limit exceeded", "bound exceeded", "no limit",
                       ///< "unused limit", "not measured"
  std::string message; ///< one line
  std::string replay;  ///< a command; empty where there is nothing to run again
};

struct PrecisionRecord {
  double effort = 1;
  std::vector<PrecisionLine> lines;
  std::vector<PrecisionFault> faults;
};

} // namespace tailmass::verify::record
