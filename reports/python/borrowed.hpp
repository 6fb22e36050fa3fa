// Tensors of a Python program, read where they lie.
#pragma once

#include "verify/input/tensor.hpp"

#include <memory>
#include <optional>
#include <pybind11/pybind11.h>
#include <string>

namespace tailmass::reports::python {

/// A view of a tensor of a Python program, and what keeps its elements in place. Destroyed with the GIL held.
struct Borrowed {
  verify::input::Tensor tensor;
  bool copied = false;      ///< it was on a device
  pybind11::object owner{}; ///< a capsule of DLPack
  std::shared_ptr<Py_buffer> buffer{};
};

/// Borrows what has the buffer protocol (numpy, array, memoryview) or `__dlpack__` (torch, jax, cupy, ..): of
/// any strides, without a copy where it lies on the host. A tensor of a device is copied there once. A tensor
/// of torch that requires a gradient is read all the same. `format` is the name of a safetensors dtype, such
/// as "F8_E4M3", of elements that are given as integers of as many bits. Throws InputError naming the tensor
/// where its elements are of no known type or cannot be read, and pybind11::type_error for what is no tensor.
[[nodiscard]] Borrowed borrow(pybind11::handle object, const std::string& name,
                              const std::optional<std::string>& format = {});

} // namespace tailmass::reports::python
