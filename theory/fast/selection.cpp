// Splitting a row by a bracket, and samples that choose it.
#include "theory/fast/selection.hpp"

#include "theory/nouns/domain_error.hpp"

#include <algorithm>
#include <memory>

namespace tailmass::fast {

template <class T>
Split<T> split(std::span<const T> x, Bracket<T> bracket, double base) {
  struct Buffers {
    alignas(64) T below[most_in_call + spare];
    alignas(64) T above[most_in_call + spare];
    alignas(64) T equal[block_size + spare];
  };
  Buffers buffers;
  Split<T> result{.below = Accumulator(base), .above = Accumulator(base), .between = {}};
  std::size_t below = 0, above = 0;
  const bool store = !bracket.one_key();
  if (store)
    result.between.resize(static_cast<std::size_t>(static_cast<double>(x.size()) * bracket.share) +
                          block_size + spare);
  for (std::size_t first = 0; first < x.size(); first += block_size) {
    const std::size_t count = std::min(block_size, x.size() - first);
    if (store && result.between.size() < result.between_count + count + spare)
      result.between.resize(2 * result.between.size() + count);
    const Parts parts = partition_block(
        x.data() + first, count, bracket.low, bracket.high, buffers.below + below,
        store ? result.between.data() + result.between_count : buffers.equal, buffers.above + above);
    if (!store && parts.between > 0)
      check_scores(buffers.equal, parts.between, first);
    below += parts.below;
    above += parts.above;
    result.below_count += parts.below;
    result.above_count += parts.above;
    result.between_count += parts.between;
    if (below >= block_size) {
      result.below.add_precisely(buffers.below, below);
      below = 0;
    }
    if (above >= block_size) {
      result.above.add_precisely(buffers.above, above);
      above = 0;
    }
  }
  result.below.add_precisely(buffers.below, below);
  result.above.add_precisely(buffers.above, above);
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

template Split<float> split(std::span<const float>, Bracket<float>, double);
template Split<double> split(std::span<const double>, Bracket<double>, double);
template std::vector<float> sorted_sample(std::span<const float>);
template std::vector<double> sorted_sample(std::span<const double>);

} // namespace tailmass::fast
