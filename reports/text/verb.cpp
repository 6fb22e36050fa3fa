// Verbs and options by CLI11.
#include "reports/text/verb.hpp"

#include <CLI/CLI.hpp>
#include <cerrno>
#include <cmath>
#include <concepts>
#include <cstdint>
#include <cstdlib>
#include <fmt/format.h>
#include <optional>

namespace tailmass::reports::text {

namespace {

/// Why the text is no unsigned number, empty where it is one: CLI11 would take -1 as 2^64 - 1.
std::string not_whole(const std::string& text) {
  errno = 0;
  char* end = nullptr;
  (void)std::strtoull(text.c_str(), &end, 0);
  const bool read = !text.empty() && text.front() >= '0' && text.front() <= '9' && *end == '\0';
  return read && errno == 0 ? "" : fmt::format("{} is not a whole number from 0 to 2^64 - 1", text);
}

/// Why the text is no finite number, empty where it is one: no comparison would refuse NaN.
std::string not_finite(const std::string& text) {
  errno = 0;
  char* end = nullptr;
  const double x = std::strtod(text.c_str(), &end);
  const bool read = !text.empty() && *end == '\0' && std::isfinite(x) && (errno == 0 || x != 0);
  return read ? "" : fmt::format("{} is not a finite number of double precision", text);
}

/// Why the text of a number is that of none above 0, empty where it is one.
std::string not_positive(const std::string& text) {
  return std::strtod(text.c_str(), nullptr) > 0 ? "" : fmt::format("{} is not above 0", text);
}

/// Why nothing is meant by the text, as by a variable of a shell that is not set.
std::string not_given(const std::string& text) {
  return text.empty() ? "its argument is empty" : "";
}

template <class Value>
CLI::Option& added(CLI::App& app, const std::string& name, Value& value, const std::string& help) {
  CLI::Option* option = app.add_option(name, value, help);
  std::string argument = "TEXT";
  if (option->get_type_name().starts_with("UINT")) {
    option->check(CLI::Validator(not_whole, ""));
    argument = "N";
  } else if (option->get_type_name().starts_with("FLOAT")) {
    option->check(CLI::Validator(not_finite, ""));
    argument = "X";
  }
  if constexpr (std::same_as<Value, std::string>)
    if (value.empty()) // else to empty it says something
      option->check(CLI::Validator(not_given, ""));
  if (name.starts_with("-"))
    option->option_text(argument);
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
  option_->check(CLI::Validator(not_positive, ""));
  return *this;
}

const Option& Option::within(double least, double most) const {
  option_->check(CLI::Validator(
      [least, most](const std::string& text) {
        const double x = std::strtod(text.c_str(), nullptr);
        return x >= least && x <= most
                   ? ""
                   : fmt::format("{} is not a number from {:g} to {:g}", text, least, most);
      },
      ""));
  return *this;
}

const Option& Option::within(std::size_t least, std::size_t most) const {
  option_->check(CLI::Range(least, most));
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
  return Option(added(*app_, name, value, help));
}

template <class Value>
Option Verb::list(const std::string& name, std::vector<Value>& values, const std::string& help) const {
  CLI::Option* option = added(*app_, name, values, help).delimiter(',')->allow_extra_args(false);
  return Option(*option->option_text(option->get_option_text() + ",.."));
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
  app_->add_option(name, values, help)->delimiter(',');
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
