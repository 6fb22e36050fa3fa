// Which JSON value may stand where in a safetensors header.
#include "verify/input/safetensors_reader.hpp"

#include "verify/input/input_error.hpp"
#include "verify/input/tensor.hpp"

#include <fmt/format.h>

namespace tailmass::verify::input {

bool SafetensorsReader::start_object(std::size_t) {
  if (place_ == Place::document) {
    place_ = Place::header;
  } else if (place_ == Place::metadata) {
    place_ = Place::metadata_entry;
  } else if (place_ == Place::entry) {
    place_ = Place::fields;
    has_dtype_ = has_shape_ = has_offsets_ = false;
  } else {
    unexpected("an object");
  }
  return true;
}

bool SafetensorsReader::key(string_t& name) {
  if (place_ == Place::header) {
    if (!names_.insert(name).second)
      throw InputError({file_}, fmt::format("key {} appears twice in the header", in_quotes(name)));
    if (name == "__metadata__") {
      place_ = Place::metadata;
    } else {
      place_ = Place::entry;
      entries_.push_back({name, {}, {}, 0, 0});
    }
  } else if (place_ == Place::metadata_entry) {
    const auto [entry, is_new] = metadata_.try_emplace(name);
    if (!is_new)
      fail(fmt::format("key {} appears twice", in_quotes(name)));
    metadata_text_ = &entry->second;
  } else {
    field(name);
  }
  return true;
}

void SafetensorsReader::field(const std::string& name) {
  const bool dtype = name == "dtype";
  const bool shape = name == "shape";
  if (!dtype && !shape && name != "data_offsets")
    fail(fmt::format("unknown key {}; an entry is dtype, shape and data_offsets", in_quotes(name)));
  bool& seen = dtype ? has_dtype_ : shape ? has_shape_ : has_offsets_;
  if (seen)
    fail(fmt::format("key \"{}\" appears twice", name));
  seen = true;
  place_ = dtype ? Place::dtype : shape ? Place::shape : Place::offsets;
}

bool SafetensorsReader::end_object() {
  if (place_ == Place::fields)
    finish_entry();
  place_ = place_ == Place::header ? Place::document : Place::header;
  return true;
}

void SafetensorsReader::finish_entry() {
  if (!has_dtype_ || !has_shape_ || !has_offsets_)
    fail(fmt::format("the header gives no {}", !has_dtype_   ? "dtype"
                                               : !has_shape_ ? "shape"
                                                             : "data_offsets"));
}

bool SafetensorsReader::start_array(std::size_t) {
  if (place_ != Place::shape && place_ != Place::offsets)
    unexpected("an array");
  place_ = place_ == Place::shape ? Place::axes : Place::bounds;
  bounds_ = 0;
  return true;
}

bool SafetensorsReader::end_array() {
  if (place_ == Place::bounds && bounds_ != 2)
    fail("data_offsets must be two integers");
  place_ = Place::fields;
  return true;
}

bool SafetensorsReader::number_unsigned(number_unsigned_t value) {
  if (place_ == Place::axes) {
    if (entries_.back().shape.size() == max_axes)
      fail(fmt::format("shape has more than {} axes", max_axes));
    entries_.back().shape.push_back(value);
  } else if (place_ == Place::bounds) {
    if (bounds_ == 2)
      fail("data_offsets must be two integers");
    (bounds_ == 0 ? entries_.back().begin : entries_.back().end) = value;
    ++bounds_;
  } else {
    unexpected("a number");
  }
  return true;
}

bool SafetensorsReader::string(string_t& value) {
  if (place_ == Place::dtype) {
    entries_.back().dtype = value;
    place_ = Place::fields;
  } else if (place_ == Place::metadata_entry) {
    *metadata_text_ = value;
  } else {
    unexpected("a string");
  }
  return true;
}

bool SafetensorsReader::number_integer(number_integer_t value) {
  if (place_ == Place::axes)
    fail(fmt::format("shape has a negative axis, {}", value));
  if (place_ == Place::bounds)
    fail(fmt::format("data_offsets has a negative offset, {}", value));
  unexpected("a number");
}

bool SafetensorsReader::number_float(number_float_t, const string_t& text) {
  if (place_ == Place::axes)
    fail(fmt::format("shape has {}, which is not a 64-bit integer", printable(text, 40)));
  if (place_ == Place::bounds)
    fail(fmt::format("data_offsets has {}, which is not a 64-bit integer", printable(text, 40)));
  unexpected("a number");
}

bool SafetensorsReader::null() {
  unexpected("null");
}

bool SafetensorsReader::boolean(bool) {
  unexpected("a boolean");
}

bool SafetensorsReader::binary(binary_t&) {
  unexpected("binary data");
}

bool SafetensorsReader::parse_error(std::size_t position, const std::string&,
                                    const nlohmann::detail::exception& error) {
  // Only the library's words after "[json.exception...] parse error at line 1, column N: ".
  const std::string_view words = error.what();
  const std::size_t start = words.find(": ");
  throw InputError({file_}, fmt::format("header is not JSON at byte {}: {}", position,
                                        printable(words.substr(start == words.npos ? 0 : start + 2))));
}

void SafetensorsReader::fail(const std::string& reason) const {
  const bool in_metadata = place_ == Place::metadata || place_ == Place::metadata_entry;
  throw InputError({file_, in_metadata ? "__metadata__" : entries_.back().name}, reason);
}

void SafetensorsReader::unexpected(const std::string& kind) const {
  switch (place_) {
  case Place::metadata:
    fail(fmt::format("must be an object of strings, not {}", kind));
  case Place::metadata_entry:
    fail(fmt::format("must hold strings only, not {}", kind));
  case Place::entry:
    fail(fmt::format("entry must be an object, not {}", kind));
  case Place::dtype:
    fail(fmt::format("dtype must be a string, not {}", kind));
  case Place::shape:
  case Place::offsets:
    fail(fmt::format("{} must be an array, not {}", place_ == Place::shape ? "shape" : "data_offsets", kind));
  case Place::axes:
  case Place::bounds:
    fail(
        fmt::format("{} must hold integers, not {}", place_ == Place::axes ? "shape" : "data_offsets", kind));
  default:
    throw InputError({file_}, fmt::format("header must be an object, not {}", kind));
  }
}

} // namespace tailmass::verify::input
