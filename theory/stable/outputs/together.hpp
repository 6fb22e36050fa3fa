// What several quantities of one truncation are made from, for who wants many of them.
#pragma once

#include "theory/stable/outputs/output_bounds.hpp"

#include <functional>
#include <optional>

namespace tailmass::stable {

/// The sums of a case and the bounds of its output error, each computed when the first quantity asks for it.
template <class T>
class Together {
public:
  /// Takes what all truncations of the row share from `row`, where it is given. The case has to outlive it.
  explicit Together(const Case& c, std::function<const RowOutputs<T>&()> row = {})
      : c_(&c), row_(std::move(row)) {}

  [[nodiscard]] const Case& on() const { return *c_; }
  [[nodiscard]] const Masses<T>& masses() const {
    if (!masses_)
      masses_ = masses_of<T>(*c_);
    return *masses_;
  }
  /// Needs values.
  [[nodiscard]] const OutputBounds<T>& bounds() const {
    if (!bounds_)
      bounds_ = output_bounds(*c_, row_ ? row_() : row_outputs<T>(*c_), masses());
    return *bounds_;
  }

private:
  const Case* c_;
  std::function<const RowOutputs<T>&()> row_;
  mutable std::optional<Masses<T>> masses_;
  mutable std::optional<OutputBounds<T>> bounds_;
};

} // namespace tailmass::stable
