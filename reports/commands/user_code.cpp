// Loading what the options name.
#include "reports/commands/user_code.hpp"

#include "properties/kernels/function_objective.hpp"
#include "properties/kernels/kernel_implementation.hpp"
#include "reports/text/output.hpp"
#include "verify/campaign/row_workers.hpp"
#include "verify/cases/shell_quoted.hpp"

#include <fmt/format.h>
#include <stdexcept>

namespace tailmass::reports::commands {

namespace {

/// What `make` makes of a text of the user's, which it may refuse.
template <class Make>
auto made_of_text(const Make& make) {
  try {
    return make();
  } catch (const std::invalid_argument& error) {
    throw text::UsageError(error.what());
  }
}

properties::kernels::FunctionPlace place_of(const std::string& function, const UserCodeOptions& options,
                                            unsigned threads) {
  return {function, options.relative, options.call_limit, verify::campaign::threads_for(threads)};
}

properties::kernels::KernelPlace place_of_kernel(const UserCodeOptions& options, unsigned threads) {
  return {options.kernel, options.call_limit, verify::campaign::threads_for(threads)};
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

std::unique_ptr<properties::kernels::KernelObjective> loaded_kernel(const UserCodeOptions& options,
                                                                    unsigned threads) {
  return std::make_unique<properties::kernels::KernelObjective>(place_of_kernel(options, threads));
}

std::vector<std::unique_ptr<properties::hunt::Objective>> hunted_functions(const UserCodeOptions& options,
                                                                           unsigned threads) {
  std::vector<std::unique_ptr<properties::hunt::Objective>> hunted;
  for (const std::string& text : options.functions)
    hunted.push_back(made_of_text([&] {
      return std::make_unique<properties::kernels::FunctionObjective>(place_of(text, options, threads));
    }));
  return hunted;
}

MeasuredCodes measured_code(const UserCodeOptions& options, unsigned threads) {
  using properties::precision::Prepare;
  MeasuredCodes measured;
  // One format after the other: what the later ones round stays of the earlier ones, which are no finer.
  const auto prepare = [&](Prepare then) {
    measured.prepare = [first = measured.prepare, then = std::move(then)](Case c) {
      std::optional<Case> made = first ? first(std::move(c)) : std::move(c);
      return made ? then(*std::move(made)) : std::nullopt;
    };
  };
  for (const std::string& text : options.functions)
    made_of_text([&] {
      const auto function =
          std::make_shared<const properties::kernels::UserFunction>(place_of(text, options, threads));
      measured.all.push_back({properties::kernels::implementation_of(function),
                              "--function " + verify::cases::shell_quoted(text)});
      const verify::input::DType dtype = function->name().dtype;
      if (dtype != verify::input::DType::F64)
        prepare([dtype](Case c) { return properties::kernels::rounded_case(dtype, std::move(c)); });
      return 0;
    });
  if (!options.kernel.empty())
    made_of_text([&] {
      const auto kernel =
          std::make_shared<const properties::kernels::Kernel>(place_of_kernel(options, threads));
      for (Implementation& of : properties::kernels::kernel_implementations(kernel))
        measured.all.push_back({std::move(of), "--kernel " + verify::cases::shell_quoted(options.kernel)});
      prepare([kernel](Case c) { return properties::kernels::measured_case(kernel->info(), std::move(c)); });
      return 0;
    });
  return measured;
}

} // namespace tailmass::reports::commands
