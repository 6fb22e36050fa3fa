// Errors of the library as exceptions of Python.
#pragma once

#include "verify/input/input_error.hpp"
#include "verify/input/tensor.hpp"

#include <cstddef>
#include <optional>
#include <pybind11/pybind11.h>
#include <string>
#include <vector>

namespace tailmass::reports::python {

/// A row outside the domain of the theory, with its place as numbers.
class RowError : public verify::input::InputError {
public:
  RowError(const std::string& tensor, std::vector<std::size_t> indices, std::optional<std::size_t> key,
           const std::string& reason);
  [[nodiscard]] const std::vector<std::size_t>& indices() const { return indices_; }
  [[nodiscard]] std::optional<std::size_t> key() const { return key_; }

private:
  std::vector<std::size_t> indices_;
  std::optional<std::size_t> key_;
};

/// Adds InputError, a ValueError with `tensor`, `row` (a tuple of indices) and `key`, each None where none is
/// to blame, and makes it of what the library throws.
void add_errors(pybind11::module_& module);

} // namespace tailmass::reports::python
