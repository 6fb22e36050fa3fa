// Remembers computed quantities by name.
#pragma once

#include <any>
#include <functional>
#include <map>
#include <utility>

namespace tailmass {

/// A quantity's name and, for a family of quantities, its parameter.
struct QuantityKey {
  const char* name; ///< a string literal; known from others by its address, as it stands in one function only
  double parameter = 0;
};
[[nodiscard]] inline bool operator<(const QuantityKey& a, const QuantityKey& b) {
  return a.name == b.name ? a.parameter < b.parameter : std::less<>{}(a.name, b.name);
}

/// A store of results, each computed at most once.
class Memo {
public:
  /// The result stored under `key`, made by `compute` the first time. The reference lives until clear().
  template <class Compute>
  const auto& once(QuantityKey key, const Compute& compute) {
    using Result = decltype(compute());
    auto found = results_.find(key);
    if (found == results_.end())
      found = results_.emplace(key, std::any(compute())).first;
    return *std::any_cast<Result>(&found->second);
  }
  void clear() { results_.clear(); }

private:
  std::map<QuantityKey, std::any> results_;
};

} // namespace tailmass
