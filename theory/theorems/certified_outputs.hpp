// Certificates at the level of outputs: the error of a truncated output, and each of its bounds.
#pragma once

#include "theory/exact/outputs/outputs.hpp"
#include "theory/stable/outputs/output_bounds.hpp"
#include "theory/theorems/certified.hpp"

#include <limits>

namespace tailmass {

/// What the bounds of a row's truncations share, computed once a row.
template <class T, class R>
const stable::RowOutputs<T>& row_outputs_in(Evaluator<R>& row, const Case& c) {
  return row.of_row().once({"stable row outputs", std::numeric_limits<T>::digits},
                           [&] { return stable::row_outputs<T>(c); });
}

/// Whether there is an error to bound, of values that the format reaches.
template <class T>
[[nodiscard]] bool outputs_computed_in(const Case& c) {
  return c.values && !c.head.finite_tail().empty() &&
         std::isfinite(c.values->derived<stable::ValueRounding<T>>().length);
}

/// |err| from both sides, and below every bound of it.
template <class T, class R>
void certified_outputs(Evaluator<R>& row, const Case& c, const stable::Masses<T>& masses, Sides<R>& out) {
  if (!outputs_computed_in<T>(c))
    return;
  const Certified<T, R> certified{row, out};
  const stable::OutputBounds<T> bounds = stable::output_bounds(c, row_outputs_in<T>(row, c), masses);
  const auto error = [&]() -> const R& { return exact::error_norm(row); };
  certified.both("|err| <= float |err|", "|err| <= double |err|", "float |err| <= |err|",
                 "double |err| <= |err|", error, bounds.error.number());
  certified.upper("|err| <= float norm-bound", "|err| <= double norm-bound", error, bounds.norm.number());
  certified.upper("|err| <= float diameter-bound", "|err| <= double diameter-bound", error,
                  bounds.diameter.number());
  certified.upper("|err| <= float centre-distance-bound", "|err| <= double centre-distance-bound", error,
                  bounds.centre_distance.number());
  certified.upper("|err| <= float variance-bound", "|err| <= double variance-bound", error,
                  bounds.variance.number());
  if (bounds.covariance)
    certified.upper("|err| <= float covariance-bound", "|err| <= double covariance-bound", error,
                    bounds.covariance->number());
  certified.upper("|err| <= float best-of-three", "|err| <= double best-of-three", error,
                  bounds.best.number());
}

} // namespace tailmass
