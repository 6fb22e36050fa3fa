// Words that several jobs use.
#pragma once

#include <cstddef>
#include <string>
#include <type_traits>

namespace tailmass::reports::bench {

template <class T>
[[nodiscard]] std::string type_name() {
  return std::is_same_v<T, float> ? "float32" : "float64";
}

/// 1e6 for a power of ten, otherwise the number.
[[nodiscard]] inline std::string size_name(std::size_t n) {
  std::string digits = std::to_string(n);
  if (digits.size() > 3 && digits.find_first_not_of('0', 1) == std::string::npos)
    return digits.substr(0, 1) + "e" + std::to_string(digits.size() - 1);
  return digits;
}

} // namespace tailmass::reports::bench
