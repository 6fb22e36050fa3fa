// Values that claims share, computed when the first one needs them.
#pragma once

#include <optional>
#include <type_traits>
#include <utility>

namespace tailmass {

/// The result of `compute`, made at the first call.
template <class Compute>
class Lazy {
public:
  explicit Lazy(Compute compute) : compute_(std::move(compute)) {}
  const auto& operator()() const {
    if (!result_)
      result_.emplace(compute_());
    return *result_;
  }

private:
  Compute compute_;
  mutable std::optional<std::invoke_result_t<const Compute&>> result_;
};

template <class Compute>
[[nodiscard]] Lazy<Compute> lazy(Compute compute) {
  return Lazy<Compute>(std::move(compute));
}

} // namespace tailmass
