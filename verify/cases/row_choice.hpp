// Which rows of a dataset are judged.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace tailmass::verify::cases {

/// Rows that the dataset does not have were chosen, or the choice is none.
class RowChoiceError : public std::invalid_argument {
public:
  using std::invalid_argument::invalid_argument;
};

/// Some of the rows 0 .. total - 1, in rising order.
class RowChoice {
public:
  /// Chooses all.
  explicit RowChoice(std::size_t total) : end_(total) {}

  /// Keeps the rows "A:B", A <= row < B, counted over all rows; A or B may be left out. Throws RowChoiceError
  /// unless A < B <= total.
  void keep_range(std::string_view words);
  /// Keeps `count` of them, drawn by `seed` without replacement. Throws RowChoiceError unless there are as
  /// many and count >= 1.
  void keep_sample(std::size_t count, std::uint64_t seed);

  [[nodiscard]] std::size_t size() const { return sample_ ? sample_->size() : end_ - begin_; }
  /// Returns the number of the i-th chosen row in the dataset.
  [[nodiscard]] std::size_t operator[](std::size_t i) const { return sample_ ? (*sample_)[i] : begin_ + i; }

private:
  std::size_t begin_ = 0, end_ = 0;
  std::optional<std::vector<std::size_t>> sample_;
};

} // namespace tailmass::verify::cases
