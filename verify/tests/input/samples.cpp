// Builders of small .npy and .safetensors files for the tests of the input layer.
#include "verify/tests/input/samples.hpp"

#include <cstdlib>
#include <fstream>
#include <numeric>

namespace tailmass::samples {
namespace {

template <class T>
Bytes counting(std::size_t count) {
  std::vector<T> values(count);
  std::iota(values.begin(), values.end(), T{0});
  return bytes_of(values);
}

// 0, 1, 2, .. below 128 as bfloat16: their floats have no bits below the upper half.
Bytes counting_bfloat16(std::size_t count) {
  Bytes bytes;
  for (std::size_t i = 0; i < count; ++i) {
    const Bytes wide = bytes_of(std::vector<float>{static_cast<float>(i)});
    bytes.insert(bytes.end(), wide.begin() + 2, wide.end());
  }
  return bytes;
}

// Halves 1, 2, 4, .. are their exponents alone.
Bytes powers_half(std::size_t count) {
  Bytes bytes;
  for (std::size_t i = 0; i < count; ++i)
    bytes = bytes + integer((15 + i % 16) << 10, 2);
  return bytes;
}

} // namespace

Bytes operator+(Bytes left, const Bytes& right) {
  left.insert(left.end(), right.begin(), right.end());
  return left;
}

Bytes integer(std::uint64_t value, std::size_t size) {
  Bytes bytes;
  for (std::size_t i = 0; i < size; ++i, value >>= 8)
    bytes.push_back(static_cast<std::byte>(value & 0xFF));
  return bytes;
}

Bytes npy(const std::string& header, const Bytes& data, unsigned version) {
  return bytes_of("\x93NUMPY") + integer(version, 1) + integer(0, 1) +
         integer(header.size(), version == 1 ? 2 : 4) + bytes_of(header) + data;
}

std::string npy_header(const std::string& descr, const std::string& shape, const std::string& order) {
  std::string header = "{'descr': " + descr + ", 'fortran_order': " + order + ", 'shape': " + shape + ", }";
  while ((10 + header.size() + 1) % 64 != 0)
    header += ' ';
  return header + '\n';
}

Bytes safetensors(const std::string& header, const Bytes& data) {
  return integer(header.size(), 8) + bytes_of(header) + data;
}

std::string entry(const std::string& name, const std::string& dtype, const std::string& shape,
                  std::size_t begin, std::size_t end) {
  return '"' + name + R"(":{"dtype":")" + dtype + R"(","shape":)" + shape + R"(,"data_offsets":[)" +
         std::to_string(begin) + ',' + std::to_string(end) + "]}";
}

Bytes attention_safetensors() {
  const std::string header =
      R"({"__metadata__":{"format":"pt"},)" + entry("layer0.keys", "F64", "[2,3,5]", 0, 240) + ',' +
      entry("ids", "I64", "[3]", 240, 264) + ',' + entry("layer0.scores", "F32", "[2,2,3]", 264, 312) + ',' +
      entry("layer0.outputs", "F32", "[2,2,4]", 312, 376) + ',' +
      entry("layer0.values", "F16", "[2,3,4]", 376, 424) + ',' +
      entry("layer0.queries", "BF16", "[2,2,5]", 424, 464) + "}    ";
  return safetensors(header, counting<double>(30) + counting<std::int64_t>(3) + counting<float>(12) +
                                 counting<float>(16) + powers_half(24) + counting_bfloat16(20));
}

Folder::Folder() {
  std::string name = (std::filesystem::temp_directory_path() / "tailmass-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr)
    throw std::runtime_error("no temporary folder");
  path_ = name;
}

Folder::~Folder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::filesystem::path Folder::write(const std::string& name, const Bytes& content) const {
  const std::filesystem::path path = path_ / name;
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(content.data()), static_cast<std::streamsize>(content.size()));
  return path;
}

} // namespace tailmass::samples
