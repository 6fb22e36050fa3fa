// Rows of a file that could not be judged.
#pragma once

#include <cstddef>
#include <string>

namespace tailmass::verify::record {

/// What is wrong with a row that is outside the domain of the theory; the other rows are judged all the same.
struct RowFault {
  std::string file;    ///< as it was given
  std::string tensor;  ///< name of the scores' tensor
  std::string row;     ///< leading indices, "[3, 17]"
  std::string message; ///< one line that names the file, the tensor and the row at fault
};

/// A record keeps the first ones.
inline constexpr std::size_t most_row_faults = 50;

} // namespace tailmass::verify::record
