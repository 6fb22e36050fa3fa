// Named tuples and arrays, with numpy or without.
#include "reports/python/results.hpp"

#include <cstdint>
#include <cstring>
#include <pybind11/numpy.h>
#include <pybind11/stl.h>
#include <string>

namespace tailmass::reports::python {

namespace py = pybind11;

namespace {

PyTypeObject* enclosure_type = nullptr;
PyTypeObject* k_epsilon_type = nullptr;

bool has_numpy() {
  static const bool found = [] {
    try {
      py::module_::import("numpy");
      return true;
    } catch (const py::error_already_set&) {
      return false;
    }
  }();
  return found;
}

/// Numbers of one type as an array of a shape; the letter is that of Python's module struct.
template <class T>
py::object array(std::span<const T> numbers, const std::vector<std::size_t>& shape, const char* letter) {
  if (has_numpy())
    return py::array_t<T>(std::vector<py::ssize_t>(shape.begin(), shape.end()), numbers.data());
  const py::bytearray bytes(reinterpret_cast<const char*>(numbers.data()), numbers.size_bytes());
  return py::memoryview(bytes).attr("cast")(letter, py::cast(shape));
}

template <class T>
py::object numbers_of(std::span<const T> numbers, const std::vector<std::size_t>& shape, const char* letter) {
  return shape.empty() ? py::object(py::cast(numbers.front())) : array(numbers, shape, letter);
}

py::object pair(PyTypeObject* type, py::object first, py::object second) {
  PyObject* made = PyStructSequence_New(type);
  if (!made)
    throw py::error_already_set();
  PyStructSequence_SetItem(made, 0, first.release().ptr());
  PyStructSequence_SetItem(made, 1, second.release().ptr());
  return py::reinterpret_steal<py::object>(made);
}

PyTypeObject* add_pair(py::module_& module, const char* name, const char* words, const char* first,
                       const char* about_first, const char* second, const char* about_second) {
  PyStructSequence_Field fields[] = {{first, about_first}, {second, about_second}, {nullptr, nullptr}};
  const std::string full = std::string("tailmass.") + name;
  PyStructSequence_Desc description{full.c_str(), words, fields, 2};
  PyTypeObject* type = PyStructSequence_NewType(&description);
  if (!type)
    throw py::error_already_set();
  module.attr(name) = py::handle(reinterpret_cast<PyObject*>(type));
  return type;
}

} // namespace

void add_result_types(py::module_& module) {
  enclosure_type =
      add_pair(module, "Enclosure", "Numbers known up to a proven radius: |true - value| <= radius.", "value",
               "float, or array of doubles", "radius", "float, or array of doubles; inf says nothing");
  k_epsilon_type =
      add_pair(module, "KEpsilon", "Whole numbers proven to lie between two ends, which mostly agree.",
               "at_least", "int, or array of int64", "at_most", "int, or array of int64");
}

py::object enclosure(std::span<const fast::Enclosure> numbers, const std::vector<std::size_t>& shape) {
  std::vector<double> values, radii;
  for (const fast::Enclosure& number : numbers) {
    values.push_back(number.value);
    radii.push_back(number.radius);
  }
  return pair(enclosure_type, numbers_of<double>(values, shape, "d"), numbers_of<double>(radii, shape, "d"));
}

py::object k_epsilon_range(std::span<const std::size_t> at_least, std::span<const std::size_t> at_most,
                           const std::vector<std::size_t>& shape) {
  const std::vector<std::int64_t> least(at_least.begin(), at_least.end()),
      most(at_most.begin(), at_most.end());
  return pair(k_epsilon_type, numbers_of<std::int64_t>(least, shape, "q"),
              numbers_of<std::int64_t>(most, shape, "q"));
}

py::object array_of(std::span<const double> numbers, const std::vector<std::size_t>& shape) {
  return array(numbers, shape, "d");
}

} // namespace tailmass::reports::python
