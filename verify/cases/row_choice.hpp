// Which rows of a dataset are judged.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
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

/// Where a row stands among the queries of its head and sequence.
struct QueryPosition {
  std::size_t position = 0, queries = 1;
};

/// Some of the rows 0 .. total - 1, in rising order.
class RowChoice {
public:
  /// Chooses all.
  explicit RowChoice(std::size_t total) : end_(total) {}

  /// Keeps the rows "A:B", A <= row < B, counted over all rows, where A or B may be left out; or those at
  /// some positions of their query axes: "every:N" at 0, N, 2 N and so on, "last:N" the last N of each axis,
  /// "I,.." those named. Throws RowChoiceError where the words are none of these or no row is meant: unless
  /// A < B <= total, N >= 1 and each named position is that of a row.
  void keep(std::string_view words, const std::function<QueryPosition(std::size_t row)>& position_of);
  /// Keeps `count` of them, drawn by `seed` without replacement. Throws RowChoiceError unless there are as
  /// many and count >= 1.
  void keep_sample(std::size_t count, std::uint64_t seed);

  [[nodiscard]] std::size_t size() const { return chosen_ ? chosen_->size() : end_ - begin_; }
  /// Returns the number of the i-th chosen row in the dataset.
  [[nodiscard]] std::size_t operator[](std::size_t i) const { return chosen_ ? (*chosen_)[i] : begin_ + i; }

private:
  void keep_range(std::string_view first, std::string_view end);

  std::size_t begin_ = 0, end_ = 0;
  std::optional<std::vector<std::size_t>> chosen_;
};

} // namespace tailmass::verify::cases
