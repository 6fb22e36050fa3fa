// Keys by blocks, in the order of memory.
#include "theory/fast/outputs/word_moments.hpp"

#include "theory/fast/kernels/kernels.hpp"
#include "theory/fast/kernels/word_blocks.hpp"
#include "theory/numbers/assumed_arithmetic.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace tailmass::fast {

namespace {

constexpr double lost_of_sums = 0x1p-700, lost_of_products = 0x1p-600, lost_of_squares = 0x1p-800;
constexpr double roundings = 1 + 0x1p-20; // of sums of sizes in double, of at most 2^32 terms

/// Arrays of a block of this dimension.
class Room {
public:
  explicit Room(std::size_t dimension) : stride_(padded(dimension)), numbers_(4 * most_word_rows * stride_) {}

  [[nodiscard]] WordBlock block(std::size_t count) {
    const auto array = [&](std::size_t i) { return numbers_.data() + i * most_word_rows * stride_; };
    return {.t_high = array(0),
            .t_low = array(1),
            .a_high = array(2),
            .a_low = array(3),
            .count = count,
            .stride = stride_};
  }

private:
  std::size_t stride_;
  std::vector<double> numbers_;
};

/// Sums of products, as a kernel adds to them.
class Products {
public:
  explicit Products(std::size_t dimension)
      : dimension_(dimension), stride_(padded(dimension)), high_(stride_ * stride_), low_(stride_ * stride_) {
  }

  void add(const WordBlock& block) { add_word_products(block, dimension_, high_.data(), low_.data()); }

  [[nodiscard]] WordMatrix matrix() const {
    WordMatrix result{.dimension = dimension_, .entries = std::vector<DoubleWord>(dimension_ * dimension_)};
    for (std::size_t x = 0; x < dimension_; ++x)
      for (std::size_t y = x; y < dimension_; ++y)
        result.entries[x * dimension_ + y] =
            result.entries[y * dimension_ + x] = {high_[x * stride_ + y], low_[x * stride_ + y]};
    return result;
  }

private:
  std::size_t dimension_;
  std::size_t stride_;
  std::vector<double> high_, low_;
};

std::size_t calls_for(std::size_t count) {
  return (count + most_word_rows - 1) / most_word_rows;
}

double trace_of(const WordMatrix& matrix) {
  double trace = 0;
  for (std::size_t x = 0; x < matrix.dimension; ++x)
    trace += matrix.at(x, x).high;
  return trace;
}

} // namespace

WordMoments::WordMoments(const Values& values, std::span<const DoubleWord> weights, Key centre)
    : values_(&values), weights_(weights), centre_(padded(values.dimension())) {
  std::ranges::copy(values.of(centre), centre_.begin());
}

template <class Visit>
void WordMoments::visit_blocks(std::span<const Key> keys, const Visit& visit) const {
  Room room(values_->dimension());
  std::array<const double*, most_word_rows> rows{};
  std::array<DoubleWord, most_word_rows> weights;
  for (std::size_t first = 0; first < keys.size(); first += most_word_rows) {
    const std::span<const Key> some = keys.subspan(first, std::min(most_word_rows, keys.size() - first));
    std::ranges::transform(some, rows.begin(), [&](Key key) { return values_->of(key).data(); });
    std::ranges::transform(some, weights.begin(), [&](Key key) { return weights_[key]; });
    const WordBlock block = room.block(some.size());
    fill_word_block(rows.data(), weights.data(), values_->dimension(), centre_.data(), block);
    visit(block);
  }
}

WordVector WordMoments::sum(std::span<const Key> keys) const {
  const AssumedArithmetic assumed;
  const std::size_t d = values_->dimension();
  std::vector<double> high(centre_.size()), low(high), sizes(high);
  visit_blocks(keys,
               [&](const WordBlock& block) { add_word_rows(block, sizes.data(), high.data(), low.data()); });
  WordVector result{.entries = std::vector<DoubleWord>(d), .errors = std::vector<double>(d)};
  for (std::size_t x = 0; x < d; ++x) {
    result.entries[x] = {high[x], low[x]};
    result.errors[x] = word_sum_error(calls_for(keys.size())) * roundings * sizes[x] + lost_of_sums;
  }
  return result;
}

WordMatrix WordMoments::products(std::span<const Key> keys) const {
  const AssumedArithmetic assumed;
  Products products(values_->dimension());
  visit_blocks(keys, [&](const WordBlock& block) { products.add(block); });
  WordMatrix result = products.matrix();
  result.error = word_sum_error(calls_for(keys.size())) * roundings * trace_of(result) + lost_of_products;
  return result;
}

WordMatrix square_of(const WordMatrix& matrix) {
  const AssumedArithmetic assumed;
  const std::size_t d = matrix.dimension;
  Room room(d);
  Products products(d);
  for (std::size_t first = 0; first < d; first += most_word_rows) {
    const WordBlock block = room.block(std::min(most_word_rows, d - first));
    for (std::size_t i = 0; i < block.count; ++i)
      for (std::size_t x = 0; x < d; ++x) {
        const DoubleWord entry = matrix.at(first + i, x);
        block.t_high[i * block.stride + x] = block.a_high[i * block.stride + x] = entry.high;
        block.t_low[i * block.stride + x] = block.a_low[i * block.stride + x] = entry.low;
      }
    products.add(block);
  }
  WordMatrix result = products.matrix();
  result.error = word_sum_error(calls_for(d)) * roundings * trace_of(result) + lost_of_squares;
  return result;
}

} // namespace tailmass::fast
