// Files built in memory or in a temporary folder, and the words of the error that reading one throws.
#pragma once

#include "verify/input/input_error.hpp"

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tailmass::samples {

using Bytes = std::vector<std::byte>;

inline Bytes bytes_of(std::string_view text) {
  const auto* first = reinterpret_cast<const std::byte*>(text.data());
  return {first, first + text.size()};
}

/// The bytes of the values as they lie in memory, which is little-endian on every machine that we build for.
template <class T>
Bytes bytes_of(const std::vector<T>& values) {
  Bytes bytes(values.size() * sizeof(T));
  if (!bytes.empty())
    std::memcpy(bytes.data(), values.data(), bytes.size());
  return bytes;
}

Bytes operator+(Bytes left, const Bytes& right);

/// Little-endian integer of that many bytes.
Bytes integer(std::uint64_t value, std::size_t size);

/// A .npy file of that version with that header, as it stands, and data.
Bytes npy(const std::string& header, const Bytes& data, unsigned version = 1);

/// A header as NumPy writes it: dict, padding to 64 bytes, new line.
std::string npy_header(const std::string& descr, const std::string& shape,
                       const std::string& order = "False");

/// A .safetensors file with that header and data.
Bytes safetensors(const std::string& header, const Bytes& data);

/// Header text of one tensor: "name":{"dtype":..,"shape":..,"data_offsets":[begin,end]}.
std::string entry(const std::string& name, const std::string& dtype, const std::string& shape,
                  std::size_t begin, std::size_t end);

/// Scores [2,2,3] F32, values [2,3,4] F16, queries [2,2,5] BF16, keys [2,3,5] F64, outputs [2,2,4] F32 of
/// prefix "layer0" and an I64 tensor "ids" [3], with metadata and padding; 0, 1, 2, .. in each but the
/// values, which are 1, 2, 4, .. 2^15 and again.
Bytes attention_safetensors();

/// The message of the InputError that `read` throws; a test failure if it throws nothing.
template <class Read>
std::string error_of(Read read) {
  try {
    read();
  } catch (const verify::input::InputError& error) {
    return error.what();
  }
  ADD_FAILURE() << "no InputError was thrown";
  return {};
}

/// A folder that goes away with its files at the end of the test.
class Folder {
public:
  Folder();
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  /// Writes a file and gives its path.
  [[nodiscard]] std::filesystem::path write(const std::string& name, const Bytes& content) const;

private:
  std::filesystem::path path_;
};

} // namespace tailmass::samples
