// The events of a safetensors header's JSON, checked one by one as they come.
#pragma once

#include "verify/input/safetensors_header.hpp"

#include <nlohmann/json.hpp>

#include <map>
#include <string>
#include <unordered_set>
#include <vector>

namespace tailmass::verify::input {

/// SAX handler. The format has three levels, so the place in it is an enumeration and anything deeper is an
/// error at once: no document can make it recurse or hold a tree. Every fault throws InputError.
class SafetensorsReader final : public nlohmann::json_sax<nlohmann::json> {
public:
  explicit SafetensorsReader(const std::string& file) : file_(file) {}
  std::vector<HeaderEntry> take_entries() { return std::move(entries_); }
  std::map<std::string, std::string, std::less<>> take_metadata() { return std::move(metadata_); }

  bool null() override;
  bool boolean(bool value) override;
  bool number_integer(number_integer_t value) override;
  bool number_unsigned(number_unsigned_t value) override;
  bool number_float(number_float_t value, const string_t& text) override;
  bool string(string_t& value) override;
  bool binary(binary_t& value) override;
  bool start_object(std::size_t size) override;
  bool key(string_t& name) override;
  bool end_object() override;
  bool start_array(std::size_t size) override;
  bool end_array() override;
  bool parse_error(std::size_t position, const std::string& token,
                   const nlohmann::detail::exception& error) override;

private:
  enum class Place {
    document,       // before the header's object
    header,         // in it: a key, then metadata or an entry
    metadata,       // value of __metadata__
    metadata_entry, // in it: a key, then a string
    entry,          // value of a tensor's key
    fields,         // in it: a key, then the field's value
    dtype,
    shape,
    offsets,
    axes,
    bounds
  };

  void field(const std::string& name);
  void finish_entry();
  [[noreturn]] void fail(const std::string& reason) const;
  // Fails for a value of that kind, which the present place does not allow.
  [[noreturn]] void unexpected(const std::string& kind) const;

  const std::string& file_;
  Place place_ = Place::document;
  std::vector<HeaderEntry> entries_;
  std::unordered_set<std::string> names_;
  std::map<std::string, std::string, std::less<>> metadata_;
  std::string* metadata_text_ = nullptr; // of the key that was read last
  bool has_dtype_ = false;
  bool has_shape_ = false;
  bool has_offsets_ = false;
  std::size_t bounds_ = 0;
};

} // namespace tailmass::verify::input
