// Parsing of a safetensors header by nlohmann's JSON.
#include "verify/input/safetensors_header.hpp"

#include "verify/input/input_error.hpp"
#include "verify/input/safetensors_reader.hpp"

namespace tailmass::verify::input {

SafetensorsHeader parse_safetensors_header(std::string_view text, const std::string& file) {
  if (!text.starts_with('{'))
    throw InputError({file}, "header does not start with '{'");
  // The library takes a NUL for the end of its input and would not look at what follows it.
  if (text.find('\0') != std::string_view::npos)
    throw InputError({file}, "header has a NUL character");
  SafetensorsReader reader(file);
  nlohmann::json::sax_parse(text.begin(), text.end(), &reader);
  return {reader.take_entries(), reader.take_metadata()};
}

} // namespace tailmass::verify::input
