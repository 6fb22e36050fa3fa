// Mutated files: each parses into tensors that can be read to the end, or throws InputError; nothing else
// happens.
#include "verify/attention/attention_group.hpp"
#include "verify/input/npy.hpp"
#include "verify/input/safetensors.hpp"
#include "verify/tests/input/mutate_bytes.hpp"
#include "verify/tests/input/samples.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <iostream>
#include <memory>

namespace tailmass::verify::input {
namespace {

using samples::Bytes;
using samples::entry;
using samples::npy_header;

constexpr int mutants_per_format = 50'000;

// A copy without spare capacity, so that a sanitizer sees the first byte read past the end.
struct Exact {
  explicit Exact(const Bytes& from) : bytes(std::make_unique<std::byte[]>(from.size())), size(from.size()) {
    std::copy(from.begin(), from.end(), bytes.get());
  }
  [[nodiscard]] std::span<const std::byte> span() const { return {bytes.get(), size}; }
  std::unique_ptr<std::byte[]> bytes;
  std::size_t size;
};

// Every floating row of the tensors; the sum keeps the reading from being optimised away.
double read_all(const std::vector<Tensor>& tensors) {
  double sum = 0;
  std::vector<double> row;
  for (const Tensor& tensor : tensors)
    for (std::size_t i = 0; tensor.refusal.empty() && is_floating(tensor.dtype) && i < tensor.rows(); ++i) {
      read_row(tensor, i, row);
      EXPECT_EQ(row.size(), tensor.width());
      EXPECT_FALSE(row_index(tensor, i).empty());
      for (const double value : row)
        sum += value;
    }
  return sum;
}

template <class Parse>
void check(const char* format, const std::vector<Bytes>& seeds, std::uint64_t seed, Parse parse) {
  for (const Bytes& valid : seeds)
    EXPECT_FALSE(parse(Exact(valid).span()).empty());
  samples::Mutator mutate(seed);
  int read = 0;
  int refused = 0;
  for (int i = 0; i < mutants_per_format; ++i) {
    const Exact mutant(mutate(seeds[static_cast<std::size_t>(i) % seeds.size()]));
    try {
      const std::vector<Tensor> tensors = parse(mutant.span());
      read_all(tensors);
      ++read;
    } catch (const InputError& error) {
      const std::string_view message = error.what();
      ASSERT_TRUE(message.starts_with("mutant: ") && message.find('\n') == message.npos) << message;
      ++refused;
    } catch (const std::exception& error) {
      FAIL() << format << " mutant " << i << " threw " << error.what();
    }
  }
  EXPECT_GT(read, 0);
  EXPECT_GT(refused, 0);
  std::cout << format << ": " << read << " mutants read, " << refused << " refused\n";
}

TEST(MutateInput, Npy) {
  const std::vector<Bytes> seeds = {
      samples::npy(npy_header("'<f4'", "(2, 3)"), Bytes(24)),
      samples::npy(npy_header("'<f8'", "(3,)"), Bytes(24), 2),
      samples::npy(npy_header("'<f2'", "(2, 3, 2)"), Bytes(24), 3),
      samples::npy("{'descr':'<f4','fortran_order':False,'shape':(6,)}", Bytes(24))};
  check("npy", seeds, 1, [](std::span<const std::byte> file) {
    return std::vector<Tensor>{parse_npy(file, "mutant", "scores")};
  });
}

TEST(MutateInput, Safetensors) {
  const std::vector<Bytes> seeds = {
      samples::attention_safetensors(),
      samples::safetensors("{" + entry("scores", "F32", "[2,3]", 0, 24) + "}", Bytes(24)),
      samples::safetensors(
          "{" + entry("x.scores", "F16", "[1,2]", 0, 4) + "," + entry("x.values", "F64", "[2,1]", 4, 20) +
              "," + entry("w", "F8_X", "[2]", 20, 22) + "," + entry("none", "F16", "[0,2]", 22, 22) + "}",
          Bytes(22))};
  check("safetensors", seeds, 2, [](std::span<const std::byte> file) {
    std::vector<Tensor> tensors = parse_safetensors(file, "mutant");
    for (const attention::AttentionGroup& group : attention::group_tensors(tensors, {}, {}, "mutant"))
      if (group.values) {
        EXPECT_EQ(group.geometry.key_matrix(*group.values, group.geometry.place(0)), 0U);
      }
    return tensors;
  });
}

} // namespace
} // namespace tailmass::verify::input
