// A verb of the command and its options. Only verb.cpp knows CLI11, whose headers take seconds to compile.
#pragma once

#include "reports/text/outline.hpp"

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace CLI {
class App;
class Option;
} // namespace CLI

namespace tailmass::reports::text {

/// An option that a verb has, to say more of it. Each returns the option itself.
class Option {
public:
  Option(CLI::Option& option, bool list) : option_(&option), list_(list) {}
  const Option& show_default() const;
  const Option& require() const;
  const Option& positive() const;
  const Option& within(double least, double most) const; ///< of a list: each entry
  const Option& within(std::size_t least, std::size_t most) const;

private:
  CLI::Option* option_;
  bool list_;
};

class Verb {
public:
  /// Is the verb that CLI11 calls `app`; an option given twice is an error.
  explicit Verb(CLI::App& app);

  /// Adds a verb below this one.
  [[nodiscard]] Verb verb(const std::string& name, const std::string& help) const;
  /// Makes a verb below this one necessary.
  void require_verb() const;
  /// Shows commands at the end of its help: as they are typed, each a line.
  void examples(const std::vector<std::string>& commands) const;
  /// Returns it and the verbs below it as data.
  [[nodiscard]] VerbOutline outline() const;
  /// Calls it when the verb is chosen and its options are read.
  void callback(std::function<void()> chosen) const;

  // Each adds an option that is read into a variable, which must outlive the parsing.
  void flag(const std::string& name, bool& value, const std::string& help) const;
  /// Takes one value; without dashes and with a vector, all that follow. Whole numbers have no sign. Defined
  /// for the types that verb.cpp lists.
  template <class Value>
  Option option(const std::string& name, Value& value, const std::string& help) const;
  /// Takes one comma-separated list without empty entries, and may be repeated: what follows the list is not
  /// the option's, so that a file may.
  template <class Value>
  Option list(const std::string& name, std::vector<Value>& values, const std::string& help) const;
  /// Adds --threads, of which there are at most 1024.
  void threads(unsigned& value) const;
  /// Adds --quiet.
  void quiet(bool& value) const;
  /// Takes all that follow, each a comma-separated list too.
  void operands(const std::string& name, std::vector<std::string>& values, const std::string& help) const;

private:
  CLI::App* app_;
};

} // namespace tailmass::reports::text
