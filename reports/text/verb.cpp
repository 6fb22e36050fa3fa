// Verbs and options by CLI11.
#include "reports/text/verb.hpp"

#include "reports/text/argument_faults.hpp"

#include <CLI/CLI.hpp>
#include <concepts>
#include <cstdint>
#include <cstdlib>
#include <fmt/format.h>
#include <functional>
#include <optional>
#include <utility>

namespace tailmass::reports::text {

namespace {

/// Why a text is none, empty where it is one.
using Fault = std::function<std::string(const std::string&)>;

/// The first fault of the entries of a list.
Fault of_each(Fault of_entry) {
  return [of_entry = std::move(of_entry)](const std::string& list) {
    for (const std::string& entry : entries_of(list))
      if (const std::string fault = of_entry(entry); !fault.empty())
        return fault;
    return std::string();
  };
}

void check(CLI::Option& option, bool list, Fault fault) {
  option.check(CLI::Validator(list ? of_each(std::move(fault)) : std::move(fault), ""));
}

/// Names the argument of an option by its type and checks that it is of it.
void check_type(CLI::Option& option, bool list) {
  std::string argument = "TEXT";
  if (option.get_type_name().starts_with("UINT")) {
    check(option, list, not_whole);
    argument = "N";
  } else if (option.get_type_name().starts_with("FLOAT")) {
    check(option, list, not_finite);
    argument = "X";
  }
  if (option.nonpositional())
    option.option_text(argument + (list ? ",.." : ""));
}

/// Adds an option of lists: CLI11 itself would leave out empty entries and say nothing.
template <class Value>
CLI::Option& added_list(CLI::App& app, const std::string& name, std::vector<Value>& values,
                        const std::string& help) {
  using Values = std::vector<Value>;
  const auto read = [&values](const CLI::results_t& lists) {
    CLI::results_t entries;
    for (const std::string& list : lists)
      for (std::string& entry : entries_of(list))
        entries.push_back(std::move(entry));
    return CLI::detail::lexical_conversion<Values, Values>(entries, values);
  };
  CLI::Option* option = app.add_option(
      name, read, help, false, [&values] { return CLI::detail::checked_to_string<Values, Values>(values); });
  option->type_name(CLI::detail::type_name<Values>())->expected(CLI::detail::expected_count<Values>::value);
  option->check(CLI::Validator(not_entered, ""));
  check_type(*option, true);
  return *option;
}

} // namespace

const Option& Option::show_default() const {
  option_->capture_default_str();
  if (const std::string text = option_->get_default_str(); !text.empty())
    option_->option_text(option_->get_option_text() + "=" + text);
  return *this;
}

const Option& Option::require() const {
  option_->required();
  return *this;
}

const Option& Option::positive() const {
  check(*option_, list_, not_positive);
  return *this;
}

const Option& Option::within(double least, double most) const {
  check(*option_, list_, [least, most](const std::string& text) {
    const double x = std::strtod(text.c_str(), nullptr);
    return x >= least && x <= most ? ""
                                   : fmt::format("{} is not a number from {:g} to {:g}", text, least, most);
  });
  return *this;
}

const Option& Option::within(std::size_t least, std::size_t most) const {
  check(*option_, list_, [least, most](const std::string& text) {
    const std::uint64_t n = std::strtoull(text.c_str(), nullptr, 0);
    return n >= least && n <= most ? ""
                                   : fmt::format("{} is not a whole number from {} to {}", text, least, most);
  });
  return *this;
}

Verb::Verb(CLI::App& app) : app_(&app) {
  app.option_defaults()->multi_option_policy(CLI::MultiOptionPolicy::Throw);
}

Verb Verb::verb(const std::string& name, const std::string& help) const {
  CLI::App& below = *app_->add_subcommand(name, help);
  below.group("Verbs");
  below.footer(std::string()); // the examples above are no examples of it
  return Verb(below);
}

void Verb::require_verb() const {
  app_->require_subcommand(1);
}

void Verb::examples(const std::vector<std::string>& commands) const {
  std::string text = commands.size() == 1 ? "Example:" : "Examples:";
  for (const std::string& command : commands)
    text += "\n  " + command;
  app_->footer(text);
}

VerbOutline Verb::outline() const {
  return outline_of(*app_);
}

void Verb::callback(std::function<void()> chosen) const {
  app_->callback(std::move(chosen));
}

void Verb::flag(const std::string& name, bool& value, const std::string& help) const {
  app_->add_flag(name, value, help);
}

template <class Value>
Option Verb::option(const std::string& name, Value& value, const std::string& help) const {
  CLI::Option* option = app_->add_option(name, value, help);
  check_type(*option, false);
  if constexpr (std::same_as<Value, std::string>)
    if (value.empty()) // else to empty it says something
      option->check(CLI::Validator(not_given, ""));
  return Option(*option, false);
}

template <class Value>
Option Verb::list(const std::string& name, std::vector<Value>& values, const std::string& help) const {
  return Option(*added_list(*app_, name, values, help).allow_extra_args(false), true);
}

void Verb::threads(unsigned& value) const {
  option("--threads", value, "Number of threads; 0 is one a core")
      .within(std::size_t{0}, std::size_t{1024})
      .show_default();
}

void Verb::quiet(bool& value) const {
  flag("--quiet", value, "Do not tell how far the run has come");
}

void Verb::operands(const std::string& name, std::vector<std::string>& values,
                    const std::string& help) const {
  added_list(*app_, name, values, help);
}

template Option Verb::option(const std::string&, std::string&, const std::string&) const;
template Option Verb::option(const std::string&, double&, const std::string&) const;
template Option Verb::option(const std::string&, unsigned&, const std::string&) const;
template Option Verb::option(const std::string&, std::uint64_t&, const std::string&) const;
template Option Verb::option(const std::string&, std::optional<std::string>&, const std::string&) const;
template Option Verb::option(const std::string&, std::optional<double>&, const std::string&) const;
template Option Verb::option(const std::string&, std::optional<std::size_t>&, const std::string&) const;
template Option Verb::option(const std::string&, std::vector<std::string>&, const std::string&) const;
template Option Verb::list(const std::string&, std::vector<std::string>&, const std::string&) const;
template Option Verb::list(const std::string&, std::vector<double>&, const std::string&) const;
template Option Verb::list(const std::string&, std::vector<std::size_t>&, const std::string&) const;

} // namespace tailmass::reports::text
