// The error thrown when a noun is asked to hold what the theory does not speak about.
#pragma once

#include <cstddef>
#include <optional>
#include <stdexcept>
#include <string>

namespace tailmass {

/// Input outside the domain of the theory: NaN, +inf, an empty or wholly masked row, a bad k, mismatched
/// shapes. `key` is the position in the row, where one key is to blame.
class DomainError : public std::invalid_argument {
public:
  explicit DomainError(const std::string& reason, std::optional<std::size_t> key = std::nullopt);
  [[nodiscard]] std::optional<std::size_t> key() const { return key_; }

private:
  std::optional<std::size_t> key_;
};

/// A part of a case that is whole, but does not stand to the scores as every statement about it supposes: a
/// block whose interval does not hold its scores, a box that does not hold its point. Such statements say
/// nothing of the case.
class UnmetPremise : public DomainError {
public:
  using DomainError::DomainError;
};

} // namespace tailmass
