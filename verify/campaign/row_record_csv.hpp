// Rows of `certify` as comma-separated values, line by line.
#pragma once

#include "verify/cases/dataset.hpp"
#include "verify/record/certified.hpp"

#include <string>
#include <vector>

namespace tailmass::verify::campaign {

/// Writes rows as a table of comma-separated values (RFC 4180): a header, then a line for each row and
/// epsilon, with the numbers of the JSON record and empty fields for what a row does not have.
class RowTable {
public:
  /// Has the columns that rows of the dataset may need: of searches where there are queries and keys, of
  /// output bounds where there are values.
  explicit RowTable(const cases::Dataset& dataset);
  [[nodiscard]] std::string header() const;
  [[nodiscard]] std::string line(const record::RowRecord& row) const;

private:
  std::vector<std::string> sizes_, searches_, outputs_; // ids
};

} // namespace tailmass::verify::campaign
