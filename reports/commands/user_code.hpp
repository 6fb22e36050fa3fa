// The options by which a verb is given code of the user's: a kernel, or functions.
#pragma once

#include "properties/kernels/kernel_objective.hpp"
#include "properties/precision/precision.hpp"
#include "reports/text/verb.hpp"
#include "theory/implementations.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tailmass::reports::commands {

/// A kernel or functions, and how they are called and held.
struct UserCodeOptions {
  std::string kernel;
  std::vector<std::string> functions;
  std::optional<double> relative;
  double call_limit = 10; ///< seconds
};
void add_kernel_option(const text::Verb& verb, UserCodeOptions& options);
void add_function_option(const text::Verb& verb, UserCodeOptions& options);
void add_call_limit(const text::Verb& verb, UserCodeOptions& options);

/// Loads the kernel, to be called by so many threads; 0: one a core.
[[nodiscard]] std::unique_ptr<properties::kernels::KernelObjective>
loaded_kernel(const UserCodeOptions& options, unsigned threads);

/// Loads the functions to be hunted likewise. Throws UsageError where a text names none.
[[nodiscard]] std::vector<std::unique_ptr<properties::hunt::Objective>>
hunted_functions(const UserCodeOptions& options, unsigned threads);

/// Code whose errors are measured, and the option that names it.
struct MeasuredCode {
  Implementation implementation;
  std::string option; ///< "--function './lib.so:f=kl'"
};
/// All of it, and what makes of a generated case one that is of the formats of all: of a kernel's, and of
/// half ones. Null where none is needed.
struct MeasuredCodes {
  std::vector<MeasuredCode> all;
  properties::precision::Prepare prepare;
};
/// Loads the functions and the kernel likewise.
[[nodiscard]] MeasuredCodes measured_code(const UserCodeOptions& options, unsigned threads);

} // namespace tailmass::reports::commands
