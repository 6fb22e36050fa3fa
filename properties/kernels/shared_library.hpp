// A shared library of the user's, loaded where its faults may stay.
#pragma once

#include <string>

namespace tailmass::properties::kernels {

/// "./lib.so:symbol": a library and one of its symbols.
struct LibraryName {
  std::string file;
  std::string symbol;
};

/// Splits it at the last colon; without one the symbol is `otherwise`.
[[nodiscard]] LibraryName library_name(const std::string& text, const std::string& otherwise = {});

/// A library that stays loaded as long as its process runs.
class SharedLibrary {
public:
  /// Throws std::runtime_error with the loader's reason.
  explicit SharedLibrary(const std::string& file);

  /// Returns the function of that name. Throws std::runtime_error where the library has none.
  template <class Function>
  [[nodiscard]] Function* function(const std::string& symbol) const {
    return reinterpret_cast<Function*>(address(symbol));
  }
  /// Returns it, or null where the library has none.
  template <class Function>
  [[nodiscard]] Function* function_if_any(const std::string& symbol) const {
    return reinterpret_cast<Function*>(address_if_any(symbol));
  }
  /// Returns where it is, likewise.
  [[nodiscard]] void* address(const std::string& symbol) const;
  [[nodiscard]] void* address_if_any(const std::string& symbol) const;

private:
  void* handle_;
};

} // namespace tailmass::properties::kernels
