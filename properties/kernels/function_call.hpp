// The call of a user's function: where its row and its numbers stand in the memory that a child shares.
#pragma once

#include "properties/kernels/child.hpp"
#include "properties/kernels/function_name.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace tailmass::properties::kernels {

/// What a function takes and gives, beside its format.
struct FunctionForm {
  bool takes_rank = false; ///< k, after the scores
  bool gives_row = false;  ///< a number for each key, and not one
};

/// The memory of one call: a row of n scores between NaN, which a function that reads on sees, and its
/// numbers between guard bands.
class FunctionMemory {
public:
  FunctionMemory(verify::input::DType dtype, FunctionForm form, std::size_t n);

  [[nodiscard]] std::size_t numbers() const { return numbers_; }
  [[nodiscard]] std::size_t input_bytes() const;
  [[nodiscard]] std::size_t output_bytes() const;
  /// Where in the input the scores are, and where in the output the numbers.
  [[nodiscard]] static std::size_t scores_at();
  [[nodiscard]] static std::size_t numbers_at();

  /// Writes the row and k, and what is around it and around the numbers to come.
  void fill(std::span<std::byte> input, std::span<std::byte> output, std::span<const double> scores,
            std::size_t k) const;
  /// Returns what was written beside the numbers, "4 bytes written beside its numbers"; else nothing.
  [[nodiscard]] std::string trespass(std::span<const std::byte> output) const;
  [[nodiscard]] std::vector<double> read(std::span<const std::byte> output) const;

private:
  verify::input::DType dtype_;
  std::size_t keys_, numbers_;
};

/// The sizes with which the input begins.
struct RowHead {
  std::size_t n = 0, k = 0;
};

/// Returns what makes a child ready that calls it: by the loader, or in a Python of its own.
[[nodiscard]] Open function_opened(const FunctionName& name, FunctionForm form);

} // namespace tailmass::properties::kernels
