// The buffer protocol, and DLPack.
#include "reports/python/borrowed.hpp"

#include "reports/python/element_types.hpp"
#include "verify/input/input_error.hpp"
#include "verify/input/view.hpp"

#include <bit>
#include <dlpack/dlpack.h>
#include <fmt/format.h>
#include <string_view>
#include <utility>
#include <vector>

namespace tailmass::reports::python {

namespace py = pybind11;
using verify::input::DType;
using verify::input::InputError;
using verify::input::Tensor;

static_assert(std::endian::native == std::endian::little, "elements are read as little-endian");

namespace {

/// What is known of a tensor's elements and of how they lie, steps in elements, empty where row-major.
struct Layout {
  const void* data = nullptr;
  DType dtype = DType::Unknown;
  std::vector<std::size_t> shape = {};
  std::vector<std::ptrdiff_t> steps = {};
};

/// The type that `format` names, if elements of this type may stand for it.
DType read_as(DType dtype, const std::string& format, const std::string& name) {
  const DType named = verify::input::dtype_named(format);
  if (named == DType::Unknown || verify::input::dtype_bits(named) != verify::input::dtype_bits(dtype))
    throw InputError({"", name},
                     fmt::format("{} elements are not of format {}", verify::input::dtype_name(dtype),
                                 verify::input::in_quotes(format)));
  return named;
}

Tensor tensor_of(Layout layout, const std::string& name, const std::optional<std::string>& format) {
  if (layout.dtype == DType::Unknown)
    throw InputError({"", name}, "its elements are of no type that is known here");
  return verify::input::view_of(layout.data, format ? read_as(layout.dtype, *format, name) : layout.dtype,
                                std::move(layout.shape), std::move(layout.steps), name);
}

Layout layout_of(const Py_buffer& buffer, const std::string& name) {
  Layout layout{.data = buffer.buf,
                .dtype = type_of_buffer(buffer.format ? buffer.format : "B", buffer.itemsize)};
  for (int axis = 0; axis < buffer.ndim; ++axis) {
    layout.shape.push_back(static_cast<std::size_t>(buffer.shape[axis]));
    if (buffer.strides[axis] % buffer.itemsize != 0)
      throw InputError({"", name}, "its elements do not lie whole elements apart");
    layout.steps.push_back(buffer.strides[axis] / buffer.itemsize);
  }
  return layout;
}

Layout layout_of(const DLTensor& given) {
  Layout layout{.data = static_cast<const std::byte*>(given.data) + given.byte_offset,
                .dtype = type_of_dlpack(given.dtype)};
  for (int axis = 0; axis < given.ndim; ++axis) {
    layout.shape.push_back(static_cast<std::size_t>(given.shape[axis]));
    if (given.strides)
      layout.steps.push_back(given.strides[axis]);
  }
  return layout;
}

bool on_host(const DLDevice& device) {
  return device.device_type == kDLCPU || device.device_type == kDLCUDAHost ||
         device.device_type == kDLROCMHost || device.device_type == kDLCUDAManaged;
}

/// The same tensor on the host: torch's cpu(), cupy's get(), or what numpy makes of it.
py::object host_copy(py::handle object) {
  for (const char* method : {"cpu", "get"})
    if (py::hasattr(object, method))
      return object.attr(method)();
  return py::module_::import("numpy").attr("asarray")(object);
}

/// A tensor of torch as integers, and what these are, of a type that its DLPack does not know.
std::optional<std::pair<py::object, std::string>> as_integers(py::handle object) {
  constexpr std::pair<std::string_view, const char*> types[] = {{"torch.bool", "BOOL"},
                                                                {"torch.float8_e4m3fn", "F8_E4M3"},
                                                                {"torch.float8_e5m2", "F8_E5M2"},
                                                                {"torch.float8_e4m3fnuz", "F8_E4M3FNUZ"},
                                                                {"torch.float8_e5m2fnuz", "F8_E5M2FNUZ"}};
  if (!py::hasattr(object, "dtype") || !py::hasattr(object, "view"))
    return std::nullopt;
  const std::string dtype = py::str(object.attr("dtype"));
  for (const auto& [name, format] : types)
    if (dtype == name)
      return std::pair(py::object(object.attr("view")(py::module_::import("torch").attr("uint8"))), format);
  return std::nullopt;
}

} // namespace

Borrowed borrow(py::handle object, const std::string& name, const std::optional<std::string>& format) {
  if (PyObject_CheckBuffer(object.ptr()) != 0) {
    auto buffer = std::make_unique<Py_buffer>();
    if (PyObject_GetBuffer(object.ptr(), buffer.get(), PyBUF_STRIDES | PyBUF_FORMAT) == 0) {
      const std::shared_ptr<Py_buffer> held(buffer.release(), [](Py_buffer* each) {
        PyBuffer_Release(each);
        delete each; // NOLINT(cppcoreguidelines-owning-memory): made above
      });
      return {.tensor = tensor_of(layout_of(*held, name), name, format), .buffer = held};
    }
    PyErr_Clear(); // of a type that buffers have no name for, which DLPack may know
  }
  if (!py::hasattr(object, "__dlpack__"))
    throw py::type_error(fmt::format("{} is no tensor: {} has neither __dlpack__ nor a buffer", name,
                                     std::string(py::str(py::type::handle_of(object).attr("__name__")))));
  if (py::getattr(object, "requires_grad", py::bool_(false)).cast<bool>())
    return borrow(object.attr("detach")(), name, format);
  if (const auto integers = format ? std::nullopt : as_integers(object))
    return borrow(integers->first, name, integers->second);
  py::object capsule = object.attr("__dlpack__")();
  const auto* const managed =
      static_cast<const DLManagedTensor*>(PyCapsule_GetPointer(capsule.ptr(), "dltensor"));
  if (!managed)
    throw py::error_already_set();
  if (!on_host(managed->dl_tensor.device)) {
    Borrowed copy = borrow(host_copy(object), name, format);
    copy.copied = true;
    return copy;
  }
  return {.tensor = tensor_of(layout_of(managed->dl_tensor), name, format), .owner = std::move(capsule)};
}

} // namespace tailmass::reports::python
