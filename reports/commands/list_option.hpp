// Options that take a list.
#pragma once

#include <CLI/App.hpp>
#include <CLI/Option.hpp>
#include <string>
#include <vector>

namespace tailmass::reports::commands {

/// Adds an option whose one argument is a comma-separated list, and which may be repeated. What follows that
/// argument is not the option's, so that a file may.
template <class T>
CLI::Option* add_list_option(CLI::App& verb, const std::string& name, std::vector<T>& list,
                             const std::string& words) {
  return verb.add_option(name, list, words)->delimiter(',')->allow_extra_args(false);
}

} // namespace tailmass::reports::commands
