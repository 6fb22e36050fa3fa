// Splitting a row by a bracket, and samples that choose it.
#include "theory/fast/selection.hpp"

#include "theory/nouns/domain_error.hpp"

#include <algorithm>

namespace tailmass::fast {

namespace {

/// One side of a bracket: stored in one vector, or added up whenever a buffer is full.
template <class T>
class Side {
public:
  Side(bool store, Accumulator& sums, std::vector<T>& scores) : store_(store), sums_(sums), scores_(scores) {
    if (!store)
      scores_.resize(most_in_call + spare);
  }

  /// Where a block is to append up to `count` scores.
  T* room(std::size_t count) {
    if (scores_.size() < filled_ + count + spare)
      scores_.resize(2 * scores_.size() + count + spare);
    return scores_.data() + filled_;
  }
  void added(std::size_t count) {
    filled_ += count;
    count_ += count;
    if (!store_ && filled_ >= block_size)
      add_up();
  }
  /// How many there were.
  std::size_t finish() {
    if (!store_)
      add_up();
    scores_.resize(filled_);
    return count_;
  }

private:
  void add_up() {
    sums_.add_precisely(scores_.data(), filled_);
    filled_ = 0;
  }

  bool store_;
  Accumulator& sums_;
  std::vector<T>& scores_;
  std::size_t filled_ = 0;
  std::size_t count_ = 0;
};

} // namespace

template <class T>
Split<T> split(std::span<const T> x, Bracket<T> bracket, double base, Keep keep) {
  alignas(64) T equal[block_size + spare];
  Split<T> result{.below = Accumulator(base), .above = Accumulator(base), .between = {}};
  Side<T> below(keep.below, result.below, result.below_scores);
  Side<T> above(keep.above, result.above, result.above_scores);
  const bool store = !bracket.one_key();
  if (store)
    result.between.resize(static_cast<std::size_t>(static_cast<double>(x.size()) * bracket.share) +
                          block_size + spare);
  for (std::size_t first = 0; first < x.size(); first += block_size) {
    const std::size_t count = std::min(block_size, x.size() - first);
    if (store && result.between.size() < result.between_count + count + spare)
      result.between.resize(2 * result.between.size() + count);
    const Parts parts =
        partition_block(x.data() + first, count, bracket.low, bracket.high, below.room(count),
                        store ? result.between.data() + result.between_count : equal, above.room(count));
    if (!store && parts.between > 0)
      check_scores(equal, parts.between, first);
    below.added(parts.below);
    above.added(parts.above);
    result.between_count += parts.between;
  }
  result.below_count = below.finish();
  result.above_count = above.finish();
  if (store) {
    result.between.resize(result.between_count);
    check_scores(result.between.data(), result.between.size());
  }
  return result;
}

template <class T>
std::vector<T> sorted_sample(std::span<const T> x) {
  const std::size_t n = x.size();
  const auto wanted = static_cast<std::size_t>(std::pow(static_cast<double>(n), 2.0 / 3.0) / 4);
  const std::size_t m = std::clamp<std::size_t>(wanted, std::min<std::size_t>(n, 32), n);
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
template std::vector<float> sorted_sample(std::span<const float>);
template std::vector<double> sorted_sample(std::span<const double>);

} // namespace tailmass::fast
