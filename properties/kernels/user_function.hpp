// A function of the user's as one more implementation of a quantity.
#pragma once

#include "properties/kernels/children.hpp"
#include "properties/kernels/function_call.hpp"
#include "theory/implementations.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tailmass::properties::kernels {

/// "./lib.so:symbol=quantity" or "python:module:function=quantity", and ":float", ":float16" or ":bfloat16"
/// at the end of what is not in double, and how it is held.
struct FunctionPlace {
  std::string text;
  std::optional<double> relative = {}; ///< what its relative error may be; nothing: plain_bounds()
  double seconds = 10;                 ///< what a call may take
  unsigned callers = 1;                ///< threads that call it at once
};

/// What a call gave.
struct FunctionAnswer {
  std::vector<double> numbers; ///< NaN where the call went wrong
  std::string fault;           ///< how: "crashed: Aborted", "4 bytes written beside its numbers"; empty: well
};

/// A loaded function. Any thread may call it.
///
///   double f(const double* scores, size_t n)             void f(const double* scores, size_t n, double*
///   result) double f(const double* scores, size_t n, size_t k)
///
/// likewise in float, and in uint16_t of half formats, which are the bits of float16 or bfloat16; in Python
/// f(scores) and f(scores, k) of an array of numpy, of bfloat16 a tensor of torch. It has k where the
/// quantity depends on it; its domain is Top-k heads then. It gives n numbers, 0 where masked, where the
/// quantity is softmax. Scores are natural logarithms, -inf where masked, rounded to its format. It is called
/// in a process of its own.
class UserFunction {
public:
  /// Throws InputError where it cannot be loaded, and std::invalid_argument, in one line, for another form of
  /// the text, an unknown quantity, and one that no function of scores and k computes.
  explicit UserFunction(const FunctionPlace& place);

  [[nodiscard]] const FunctionName& name() const { return name_; }
  /// The suite's stable implementation, which knows the quantity's domain.
  [[nodiscard]] const Implementation& own() const { return own_; }

  /// Returns its numbers of a case in its format, with bounds of their errors: what the suite's own stable
  /// implementation proves of itself on the same case, and what plain arithmetic adds to it. Empty outside of
  /// its domain and where a bound says nothing.
  [[nodiscard]] std::vector<Computed> compute(const Case& c) const;
  [[nodiscard]] FunctionAnswer call(const Case& c) const;

private:
  FunctionName name_;
  const Implementation& own_;
  FunctionForm form_;
  std::optional<double> relative_;
  std::unique_ptr<Children> children_;
};

/// Returns the case with scores rounded to the format, and its Top-k set or other head with them; other parts
/// but its values are left out where a score is rounded. Nothing where one is beyond the format.
[[nodiscard]] std::optional<Case> rounded_case(verify::input::DType dtype, Case c);

/// Returns it as an implementation of its quantity, whose variant is the symbol.
[[nodiscard]] Implementation implementation_of(std::shared_ptr<const UserFunction> function);

} // namespace tailmass::properties::kernels
