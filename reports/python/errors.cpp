// One exception, and its translator.
#include "reports/python/errors.hpp"

#include "theory/nouns/domain_error.hpp"

#include <charconv>
#include <string_view>
#include <utility>

namespace tailmass::reports::python {

namespace py = pybind11;

namespace {

py::handle input_error; // of the module, which outlives its functions

/// Indices of their text, "[3, 17]".
std::vector<std::size_t> indices_of(std::string_view text) {
  std::vector<std::size_t> indices;
  for (std::size_t at = 0; (at = text.find_first_of("0123456789", at)) != text.npos;) {
    std::size_t index = 0;
    at = static_cast<std::size_t>(std::from_chars(text.data() + at, text.data() + text.size(), index).ptr -
                                  text.data());
    indices.push_back(index);
  }
  return indices;
}

/// The key that the reason of a row names, "NaN at key 12".
std::optional<std::size_t> key_in(std::string_view reason) {
  constexpr std::string_view words = "key ";
  const std::size_t at = reason.find(words);
  if (at == reason.npos)
    return std::nullopt;
  const std::vector<std::size_t> found = indices_of(reason.substr(at, reason.find_first_of(",;:", at) - at));
  return found.size() == 1 ? std::optional(found.front()) : std::nullopt;
}

py::object tuple_of(const std::vector<std::size_t>& indices) {
  py::tuple tuple(indices.size());
  for (std::size_t i = 0; i < indices.size(); ++i)
    tuple[i] = indices[i];
  return tuple;
}

void set(const char* what, const std::optional<std::string>& tensor, py::object row,
         std::optional<std::size_t> key) {
  const py::object made = input_error(what);
  made.attr("tensor") = tensor ? py::object(py::str(*tensor)) : py::none();
  made.attr("row") = std::move(row);
  made.attr("key") = key ? py::object(py::int_(*key)) : py::none();
  PyErr_SetObject(input_error.ptr(), made.ptr());
}

void translate(std::exception_ptr thrown) {
  try {
    if (thrown)
      std::rethrow_exception(std::move(thrown));
  } catch (const RowError& error) {
    set(error.what(), error.tensor(), tuple_of(error.indices()), error.key());
  } catch (const verify::input::InputError& error) {
    set(error.what(), error.tensor(), error.row() ? tuple_of(indices_of(*error.row())) : py::none(),
        key_in(error.reason()));
  } catch (const DomainError& error) {
    set(error.what(), std::nullopt, py::none(), error.key());
  }
}

} // namespace

RowError::RowError(const std::string& tensor, std::vector<std::size_t> indices,
                   std::optional<std::size_t> key, const std::string& reason)
    : InputError({"", tensor, verify::input::shape_text(indices)}, reason), indices_(std::move(indices)),
      key_(key) {}

void add_errors(py::module_& module) {
  input_error =
      py::reinterpret_steal<py::object>(
          PyErr_NewExceptionWithDoc(
              "tailmass.InputError",
              "Input outside the domain of the theory, or tensors that do not fit. `tensor` is the name of "
              "the one at fault, `row` a tuple of its indices and `key` the position in the row, each None "
              "where none is to blame.",
              PyExc_ValueError, nullptr))
          .release();
  module.attr("InputError") = input_error;
  py::register_exception_translator(&translate);
}

} // namespace tailmass::reports::python
