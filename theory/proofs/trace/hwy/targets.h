// A stand-in: traces have no tables of functions, and choose nothing.
#pragma once
#include <cstddef>

namespace hwy {
struct ChosenTarget {
  bool IsInitialized() const { return true; }
  std::size_t GetIndex() const { return 0; }
};
} // namespace hwy
