// Splitting a row by a bracket, and samples that choose it.
#include "theory/fast/selection.hpp"

#include "theory/nouns/domain_error.hpp"

#include <algorithm>
#include <bit>
#include <memory>

namespace tailmass::fast {

namespace {

/// Scores that blocks append to.
template <class T>
class Store {
public:
  explicit Store(std::size_t expected = 0) : scores_(expected) {}

  /// Where a block is to append up to `count` scores.
  T* room(std::size_t count) {
    if (scores_.size() < filled_ + count + spare)
      scores_.resize(2 * scores_.size() + count + spare);
    return scores_.data() + filled_;
  }
  void added(std::size_t count) { filled_ += count; }
  std::vector<T> take() {
    scores_.resize(filled_);
    return std::move(scores_);
  }

private:
  std::vector<T> scores_;
  std::size_t filled_ = 0;
};

template <class T>
std::size_t expected_in(Bracket<T> bracket, std::size_t n) {
  return static_cast<std::size_t>(static_cast<double>(n) * bracket.share) + block_size + spare;
}

} // namespace

template <class T>
Split<T> split(std::span<const T> x, Bracket<T> bracket, double base, Keep keep) {
  alignas(64) T below[block_size + spare];
  alignas(64) T above[block_size + spare];
  alignas(64) T equal[block_size + spare];
  Split<T> result{.below = Accumulator(base), .above = Accumulator(base), .between = {}};
  const bool store = !bracket.one_key();
  Store<T> stored_below, stored_above, between(store ? expected_in(bracket, x.size()) : 0);
  for (std::size_t first = 0; first < x.size(); first += block_size) {
    const std::size_t count = std::min(block_size, x.size() - first);
    const Parts parts = partition_block(
        x.data() + first, count, bracket.low, bracket.high, keep.below ? stored_below.room(count) : below,
        store ? between.room(count) : equal, keep.above ? stored_above.room(count) : above);
    if (store)
      between.added(parts.between);
    else if (parts.between > 0)
      check_scores(equal, parts.between, first);
    if (keep.below)
      stored_below.added(parts.below);
    else
      result.below.add_precisely(below, parts.below);
    if (keep.above)
      stored_above.added(parts.above);
    else if (keep.sum_above)
      result.above.add_precisely(above, parts.above);
    result.below_count += parts.below;
    result.between_count += parts.between;
    result.above_count += parts.above;
  }
  result.below_scores = stored_below.take();
  result.above_scores = stored_above.take();
  result.between = between.take();
  check_scores(result.between.data(), result.between.size());
  return result;
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
    Splits<T> splits{.between = {}, .gaps = std::move(gaps_), .gap_counts = std::move(counts_)};
    for (Store<T>& store : between_) {
      splits.between.push_back(store.take());
      check_scores(splits.between.back().data(), splits.between.back().size());
    }
    return splits;
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

template <class T>
std::vector<T> sorted_sample(std::span<const T> x, std::size_t least) {
  const std::size_t n = x.size();
  const auto wanted = static_cast<std::size_t>(std::pow(static_cast<double>(n), 2.0 / 3.0) / 4);
  const std::size_t m = std::clamp(wanted, std::min(n, least), n);
  std::vector<T> sample(m);
  std::uint64_t state = 0x9e3779b97f4a7c15;
  for (std::size_t i = 0; i < m; ++i) {
    const std::size_t from = i * n / m, to = (i + 1) * n / m;
    state = state * 6364136223846793005 + 1442695040888963407;
    sample[i] = x[from + static_cast<std::size_t>(state >> 33) % (to - from)];
    if (std::isnan(sample[i]))
      check_scores(x.data(), n);
  }
  std::ranges::sort(sample);
  return sample;
}

template Split<float> split(std::span<const float>, Bracket<float>, double, Keep);
template Split<double> split(std::span<const double>, Bracket<double>, double, Keep);
template Splits<float> split_by_all(std::span<const float>, std::span<const Bracket<float>>, double);
template Splits<double> split_by_all(std::span<const double>, std::span<const Bracket<double>>, double);
template std::vector<float> sorted_sample(std::span<const float>, std::size_t);
template std::vector<double> sorted_sample(std::span<const double>, std::size_t);

} // namespace tailmass::fast
