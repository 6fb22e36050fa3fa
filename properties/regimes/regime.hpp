// What a regime of rows is: a name, the parameters that shape its rows, and how the scores are drawn.
#pragma once

#include "theory/numbers/random.hpp"

#include <span>
#include <string_view>
#include <vector>

namespace tailmass::properties::regimes {

/// One number that shapes a row, between two ends. A search may move it within them.
struct Parameter {
  std::string_view name;
  double low = 0;
  double high = 1;
  bool by_magnitude = false; ///< every doubling of it is as likely as any other; needs 0 < low
};

/// The place in [low, high] of a position in [0, 1], rising with it. By arithmetic alone, so that it is the
/// same number on every machine.
[[nodiscard]] double value_at(const Parameter& parameter, double position);

/// What is fixed of a row before its scores are drawn: n keys, and the rank k after which it is cut, 1 <= k
/// <= n. A regime whose subject is the boundary puts it between the ranks k and k + 1.
struct RowShape {
  std::size_t n = 1;
  std::size_t k = 1;
};

/// A kind of rows. `scores` gives n scores, none of them NaN or +inf, for parameter values in the order of
/// `parameters`; a row whose scores are all -inf gets a finite one from whoever asked.
struct Regime {
  std::string_view name;
  std::string_view description;
  std::span<const Parameter> parameters;
  std::vector<double> (*scores)(RowShape shape, std::span<const double> parameters, RandomStream& random);
  bool at_boundary = false; ///< the cut must stay after rank k
};

} // namespace tailmass::properties::regimes
