// Loading what the options name.
#include "reports/commands/user_code.hpp"

#include "reports/text/output.hpp"

#include <stdexcept>

namespace tailmass::reports::commands {

namespace {

/// What `make` makes of the place of each function.
template <class T, class Make>
std::vector<T> of_each_function(const UserCodeOptions& options, const Make& make) {
  std::vector<T> made;
  for (const std::string& text : options.functions)
    try {
      made.push_back(make(properties::kernels::FunctionPlace{text, options.relative, options.call_limit}));
    } catch (const std::invalid_argument& error) {
      throw text::UsageError(error.what());
    }
  return made;
}

} // namespace

void add_kernel_option(const text::Verb& verb, UserCodeOptions& options) {
  verb.option("--kernel", options.kernel,
              "A kernel of <tailmass/kernel.h>: ./lib.so, ./lib.so:SYMBOL, or python:MODULE:FUNCTION");
}

void add_function_option(const text::Verb& verb, UserCodeOptions& options) {
  verb.list(
      "--function", options.functions,
      "Functions of a row that compute a quantity: ./lib.so:SYMBOL=QUANTITY, :float after it for float");
}

void add_call_limit(const text::Verb& verb, UserCodeOptions& options) {
  verb.option("--call-limit", options.call_limit, "Seconds after which a call of the user's code hangs")
      .positive()
      .show_default();
}

std::unique_ptr<properties::kernels::KernelObjective> loaded_kernel(const UserCodeOptions& options) {
  return std::make_unique<properties::kernels::KernelObjective>(
      properties::kernels::KernelPlace{options.kernel, options.call_limit});
}

std::vector<std::unique_ptr<properties::hunt::Objective>> hunted_functions(const UserCodeOptions& options) {
  return of_each_function<std::unique_ptr<properties::hunt::Objective>>(options, [](const auto& place) {
    return std::make_unique<properties::kernels::FunctionObjective>(place);
  });
}

std::vector<Implementation> measured_functions(const UserCodeOptions& options) {
  return of_each_function<Implementation>(
      options, [](const auto& place) { return properties::kernels::user_function(place); });
}

} // namespace tailmass::reports::commands
