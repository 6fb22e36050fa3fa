// Splitting a row by brackets.
#include "theory/fast/distribution/selection.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <memory>
#include <optional>

namespace tailmass::fast {

namespace {

/// Splits by one bracket with one exponential a score, with one exponent for sums above and below.
template <class T>
class OnePass {
public:
  OnePass(std::span<const T> x, Bracket<T> bracket, double base)
      : x_(x), bracket_(bracket),
        base_(base), result_{.below = Accumulator(base), .above = Accumulator(base), .between = {}},
        between_(bracket.one_key() ? block_size + spare : expected_in(bracket, x.size())) {}

  /// Nothing where scores or the bracket are too far apart for it.
  std::optional<Split<T>> run() {
    if (!take_exponent(first_top()))
      return std::nullopt;
    for (std::size_t first = 0; first < x_.size(); first += block_size)
      if (!add(first, std::min(block_size, x_.size() - first)))
        return std::nullopt;
    if (!result_.above.known() || !result_.below.known())
      return std::nullopt;
    if (!bracket_.one_key())
      result_.between = std::move(between_);
    return std::move(result_);
  }

private:
  /// The largest of a few scores; an end of the bracket where these are masked.
  [[nodiscard]] double first_top() const {
    const double top = some_top(x_);
    return std::isfinite(top)
               ? top
               : static_cast<double>(std::isfinite(bracket_.high) ? bracket_.high : bracket_.low);
  }

  /// An exponent that leaves room above this score, and the level of the bracket with it.
  bool take_exponent(double top) {
    if (!std::isfinite(top) || !reaches<double>(base_, top, true))
      return false;
    exponent_ = exponent_of(top, base_) + 4;
    const double low = static_cast<double>(bracket_.low);
    if (low == -std::numeric_limits<double>::infinity()) {
      level_ = 0; // nothing is below
      return true;
    }
    const double level = (low - base_) * log2_e - static_cast<double>(exponent_);
    if (!(std::abs(level) <= 899))
      return false;
    level_ = static_cast<int>(std::ceil(level + 0x1p-7));
    return true;
  }

  bool add(std::size_t first, std::size_t count) {
    const T* const x = x_.data() + first;
    BlockSplit block;
    for (;;) {
      block = split_block(x, count, bracket_.low, bracket_.high, {base_, exponent_}, level_,
                          between_.room(count));
      if (block.invalid || block.above.top == std::numeric_limits<double>::infinity())
        check_scores(x, count, first);
      const double level = (block.above.top - base_) * log2_e - static_cast<double>(exponent_);
      if (block.above_count == 0 || level <= window - 0x1p-7)
        break;
      if (!take_exponent(block.above.top))
        return false;
    }
    result_.above.add_sum(block.above, exponent_, block.error);
    result_.below.add_sum(block.below, exponent_, std::ldexp(block.error, level_ - 8) + 0x1p-979);
    result_.below_count += block.below_count;
    result_.between_count += block.between_count;
    result_.above_count += block.above_count;
    if (!bracket_.one_key())
      between_.added(block.between_count);
    return true;
  }

  std::span<const T> x_;
  Bracket<T> bracket_;
  double base_;
  Split<T> result_;
  Store<T> between_;
  std::int64_t exponent_ = 0;
  int level_ = 0;
};

} // namespace

template <class T>
Split<T> split(std::span<const T> x, Bracket<T> bracket, double base) {
  if (std::optional<Split<T>> parts = OnePass<T>(x, bracket, base).run())
    return *std::move(parts);
  Splits<T> parts = split_by_all<T>(x, std::span(&bracket, 1), base);
  return {.below = parts.gaps[1],
          .above = parts.gaps[0],
          .below_count = parts.gap_counts[1],
          .above_count = parts.gap_counts[0],
          .between_count = parts.between[0].size(),
          .between = bracket.one_key() ? Store<T>() : std::move(parts.between[0])};
}

namespace {

/// Splits a block by the middle bracket, and what is on its sides by the others.
template <class T>
class Nest {
public:
  Nest(std::span<const Bracket<T>> brackets, std::size_t n, double base)
      : brackets_(brackets), room_(std::make_unique_for_overwrite<T[]>(
                                 2 * stride * static_cast<std::size_t>(std::bit_width(brackets.size())))),
        gaps_(brackets.size() + 1, Accumulator(base)), counts_(brackets.size() + 1) {
    for (const Bracket<T>& bracket : brackets)
      between_.emplace_back(expected_in(bracket, n));
  }

  void add(const T* x, std::size_t n) { split_by(x, n, 0, brackets_.size(), room_.get()); }

  Splits<T> result() && {
    for (const Store<T>& store : between_)
      check_scores(store.data(), store.size());
    return {.between = std::move(between_), .gaps = std::move(gaps_), .gap_counts = std::move(counts_)};
  }

private:
  static constexpr std::size_t stride = block_size + spare;

  /// Brackets first..last - 1; `room` for two sides, and behind it for those of the brackets within.
  void split_by(const T* x, std::size_t n, std::size_t first, std::size_t last, T* room) {
    if (first == last) {
      gaps_[first].add_precisely(x, n);
      counts_[first] += n;
      return;
    }
    const std::size_t middle = first + (last - first) / 2;
    const auto [low, high, share] = brackets_[middle];
    const Parts parts = partition_block(x, n, low, high, room, between_[middle].room(n), room + stride);
    between_[middle].added(parts.between);
    if (parts.above > 0)
      split_by(room + stride, parts.above, first, middle, room + 2 * stride);
    if (parts.below > 0)
      split_by(room, parts.below, middle + 1, last, room + 2 * stride);
  }

  std::span<const Bracket<T>> brackets_;
  std::unique_ptr<T[]> room_;
  std::vector<Store<T>> between_;
  std::vector<Accumulator> gaps_;
  std::vector<std::size_t> counts_;
};

} // namespace

template <class T>
Splits<T> split_by_all(std::span<const T> x, std::span<const Bracket<T>> brackets, double base) {
  Nest<T> nest(brackets, x.size(), base);
  for (std::size_t first = 0; first < x.size(); first += block_size)
    nest.add(x.data() + first, std::min(block_size, x.size() - first));
  return std::move(nest).result();
}

template Split<float> split(std::span<const float>, Bracket<float>, double);
template Split<double> split(std::span<const double>, Bracket<double>, double);
template Splits<float> split_by_all(std::span<const float>, std::span<const Bracket<float>>, double);
template Splits<double> split_by_all(std::span<const double>, std::span<const Bracket<double>>, double);

} // namespace tailmass::fast
