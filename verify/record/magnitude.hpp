// A number >= 0 of a record, which may lie outside the range of a double.
#pragma once

#include <limits>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

namespace tailmass {
class Ball;
} // namespace tailmass

namespace tailmass::verify::record {

/// A number x >= 0 known to some 17 digits.
struct Magnitude {
  double value = 0;                                      ///< nearest double
  double log = -std::numeric_limits<double>::infinity(); ///< ln x
  std::string decimal = {}; ///< "1.25e-4343" where x is not 0 and no normal double; otherwise empty
};

/// The midpoint of a ball; where the ball contains 0 without being it, its upper end.
[[nodiscard]] Magnitude magnitude_of(const Ball& x);

/// The magnitude of every number of a ball above 0, where they share it: their nearest doubles and those of
/// their logarithms are the same, and normal. Otherwise nothing.
[[nodiscard]] std::optional<Magnitude> settled_magnitude(const Ball& x);

/// A number that reads back as the same double, or `decimal` as a string.
[[nodiscard]] nlohmann::ordered_json to_json(const Magnitude& x);

} // namespace tailmass::verify::record
