// What the bounds of the output error are made of.
#pragma once

#include "theory/exact/evaluator.hpp"

namespace tailmass::verify::campaign {

/// The quantities of one truncation of a row, whose tail has a finite score, as balls.
class OutputQuantities {
public:
  OutputQuantities() = default;
  OutputQuantities(const OutputQuantities&) = delete;
  OutputQuantities& operator=(const OutputQuantities&) = delete;
  virtual ~OutputQuantities() = default;

  [[nodiscard]] virtual Ball tail_mass() = 0;
  /// sqrt(tau/(1 - tau)).
  [[nodiscard]] virtual Ball root_odds() = 0;
  /// |err|.
  [[nodiscard]] virtual Ball error_norm() = 0;
  /// max |v_j - mu_H| over the tail.
  [[nodiscard]] virtual Ball centre_distance() = 0;
  /// Var_P.
  [[nodiscard]] virtual Ball variance() = 0;
  /// tr(Cov^4)^(1/4).
  [[nodiscard]] virtual Ball eigenvalue_bound() = 0;
  /// C = max |v_i|.
  [[nodiscard]] virtual Ball largest_norm() = 0;
  /// diam_{H,T}.
  [[nodiscard]] virtual Ball diameter() = 0;
};

/// All of them by their definitions.
class DefinedQuantities final : public OutputQuantities {
public:
  /// `row` has the truncation in focus and outlives this object.
  explicit DefinedQuantities(Evaluator<Ball>& row) : row_(row) {}

  [[nodiscard]] Ball tail_mass() override;
  [[nodiscard]] Ball root_odds() override;
  [[nodiscard]] Ball error_norm() override;
  [[nodiscard]] Ball centre_distance() override;
  [[nodiscard]] Ball variance() override;
  [[nodiscard]] Ball eigenvalue_bound() override;
  [[nodiscard]] Ball largest_norm() override;
  [[nodiscard]] Ball diameter() override;

private:
  Evaluator<Ball>& row_;
};

} // namespace tailmass::verify::campaign
