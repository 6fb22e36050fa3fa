// The place that a case comes from.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

namespace tailmass::verify::cases {

/// Says where a case comes from.
struct Origin {
  std::string file;   ///< as it was given
  std::string tensor; ///< name of the scores' tensor
  std::string row;    ///< leading indices, "[3, 17]"
  std::size_t k = 0;
  std::optional<double> epsilon = std::nullopt; ///< where k is k_epsilon
};

} // namespace tailmass::verify::cases
