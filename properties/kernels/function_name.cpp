// Splitting at the equals sign and at colons.
#include "properties/kernels/function_name.hpp"

#include "properties/kernels/python_process.hpp"
#include "theory/implementations.hpp"
#include "verify/input/input_error.hpp"
#include "verify/input/nearest.hpp"

#include <fmt/format.h>
#include <stdexcept>

namespace tailmass::properties::kernels {

namespace {

using verify::input::DType;

struct NamedType {
  std::string_view name;
  DType dtype;
};
constexpr NamedType types[] = {{type_name<double>, DType::F64},
                               {type_name<float>, DType::F32},
                               {"float16", DType::F16},
                               {"bfloat16", DType::BF16}};

DType type_called(const std::string& name) {
  for (const NamedType& type : types)
    if (type.name == name)
      return type.dtype;
  throw std::invalid_argument(verify::input::unknown_name("type of a function", name,
                                                          verify::input::names_in(types, &NamedType::name)) +
                              "; there are double, float, float16 and bfloat16");
}

} // namespace

bool FunctionName::in_python() const {
  return at.file.starts_with(python_prefix);
}

FunctionName function_name(const std::string& text) {
  const std::size_t equals = text.rfind('=');
  FunctionName name{.at = library_name(text.substr(0, equals)), .quantity = {}};
  if (equals == std::string::npos || name.at.symbol.empty() || name.at.file + ":" == python_prefix)
    throw std::invalid_argument(fmt::format(
        "{} is no function: ./lib.so:symbol=quantity, as ./lib.so:lse=log_sum_exp, or "
        "python:module:function=quantity, and :float, :float16 or :bfloat16 at the end of what is "
        "not in double",
        verify::input::in_quotes(text)));
  const LibraryName of = library_name(text.substr(equals + 1), std::string(type_name<double>));
  name.quantity = of.file;
  name.dtype = type_called(of.symbol);
  return name;
}

std::string_view type_of_format(DType dtype) {
  for (const NamedType& type : types)
    if (type.dtype == dtype)
      return type.name;
  throw std::invalid_argument(fmt::format("{} is no format of a function", verify::input::dtype_name(dtype)));
}

} // namespace tailmass::properties::kernels
