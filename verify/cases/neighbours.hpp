// Rows whose results a faulty kernel may have stored as those of another, and rows that read the same keys.
#pragma once

#include "theory/nouns/values.hpp"
#include "verify/attention/geometry.hpp"
#include "verify/input/dtype.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tailmass::verify::cases {

/// What a row's results may have been computed from instead: the query of one place with the keys of another,
/// or its own by a kernel that leaves out what is declared.
struct Neighbour {
  std::string cause;  ///< reads on from "as if"
  std::string detail; ///< what differs from row to row of the same cause; reads on from it
  attention::RowPlace query = {}, keys = {}, values = {};
  bool own_scores = false;                         ///< only its values are others
  const attention::AttentionGroup* read = nullptr; ///< what such a kernel reads; null: what is declared
};

/// Gives what lies around a row on demand.
class Neighbours {
public:
  virtual ~Neighbours() = default;
  /// Returns them, the likeliest first: the next rows, rows of other heads and sequences, keys and values of
  /// other heads, rows farther away.
  [[nodiscard]] virtual std::vector<Neighbour> all() const = 0;
  /// Returns the row itself, by kernels that each leave out something that is declared.
  [[nodiscard]] virtual std::vector<Neighbour> misread() const = 0;
  /// Returns the scores of one, NaN where they cannot be read.
  [[nodiscard]] virtual std::vector<double> scores(const Neighbour& one) const = 0;
  /// Returns the kernel's indices of one; needs indices of the row itself.
  [[nodiscard]] virtual std::vector<input::Integer> indices(const Neighbour& one) const = 0;
  /// Returns its values; null where they cannot be read.
  [[nodiscard]] virtual std::shared_ptr<const Values> values(const Neighbour& one) const = 0;
  /// Returns the scores of all query heads that read the row's keys, its own among them, at its query; NaN
  /// where they cannot be read. Empty where its head has its keys for itself.
  [[nodiscard]] virtual std::vector<std::vector<double>> heads_together() const = 0;
};

} // namespace tailmass::verify::cases
