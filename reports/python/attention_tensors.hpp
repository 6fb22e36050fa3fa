// Tensors of a Python program as the parts of one attention.
#pragma once

#include "reports/python/borrowed.hpp"
#include "verify/attention/attention_group.hpp"

#include <pybind11/pybind11.h>
#include <string>
#include <vector>

namespace tailmass::reports::python {

/// Borrowed tensors, the parts that they are and what is declared of them.
struct AttentionTensors {
  std::vector<Borrowed> borrowed;
  verify::attention::TensorNames names;

  /// Returns views of them.
  [[nodiscard]] std::vector<verify::input::Tensor> tensors() const;
  /// Returns the names of those that were copied from a device.
  [[nodiscard]] pybind11::tuple copied() const;
};

/// Borrows tensors given as (part, name, tensor, format or None), with texts by the words of declarations.
/// Throws like borrow(), and pybind11::value_error for a text that is none of its word's values.
[[nodiscard]] AttentionTensors attention_tensors(const pybind11::list& tensors,
                                                 const pybind11::dict& declared);

/// Writes them to a .safetensors file, row-major. Throws InputError where it cannot be written.
void store(const AttentionTensors& attention, const std::string& path);

/// Returns the command that checks the stored ones: "tailmass check PATH --truncated out --lse-base 2".
[[nodiscard]] std::string replay_of(const AttentionTensors& attention, const std::string& path);

} // namespace tailmass::reports::python
