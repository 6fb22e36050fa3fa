// Histograms of rows or of their samples.
#include "theory/fast/distribution/row_histogram.hpp"

#include <algorithm>
#include <cmath>

namespace tailmass::fast {

namespace {

constexpr std::size_t most_whole = 4096;
constexpr double infinite = std::numeric_limits<double>::infinity();

/// Standard deviations that brackets are wide to both sides.
constexpr double width = 3;

/// One score of each stretch, at places that look random.
template <class T>
std::vector<T> sample_of(std::span<const T> x) {
  const auto wanted = static_cast<std::size_t>(std::pow(static_cast<double>(x.size()), 2.0 / 3.0));
  const std::size_t stretch = x.size() / std::clamp<std::size_t>(wanted, most_whole / 4, 8 * most_whole);
  std::vector<T> sample(x.size() / stretch);
  std::uint64_t state = 0x9e3779b97f4a7c15;
  for (std::size_t i = 0; i < sample.size(); ++i) {
    state += 0x9e3779b97f4a7c15;
    sample[i] = x[i * stretch + static_cast<std::size_t>(((state >> 33) * stretch) >> 31)];
  }
  return sample;
}

/// e^{-step (size - i)} for i = 0..size: what the edges of the steps weigh beside the largest score.
std::vector<double> edge_weights(std::size_t size, double step) {
  std::vector<double> weights(size + 4);
  const double fourth = std::exp(-4 * step);
  for (std::size_t i = 0; i < 4; ++i)
    weights[size + 3 - i] = std::exp(-step * (static_cast<double>(i) - 3));
  for (std::size_t i = size; i-- > 0;)
    weights[i] = weights[i + 4] * fourth;
  return weights;
}

} // namespace

template <class T>
RowHistogram<T>::RowHistogram(std::span<const T> x, double reach) : n_(x.size()), looked_at_(x) {
  if (x.size() > most_whole) {
    sample_ = sample_of(x);
    looked_at_ = sample_;
  }
  const Extremes ends = extremes_of(looked_at_.data(), looked_at_.size());
  if (ends.nan)
    check_scores(x.data(), x.size());
  top_ = ends.largest;
  bottom_ = std::max(ends.least, top_ - reach);
  if (std::isfinite(top_) && bottom_ < top_)
    count();
  if (reach < infinite && !counts_.empty())
    weights_ = edge_weights(counts_.size(), step_);
}

template <class T>
void RowHistogram<T>::count() {
  const std::size_t size = std::clamp<std::size_t>(looked_at_.size() / 4, 32, 1024);
  const double last = static_cast<double>(size) - 1;
  step_ = top_ / static_cast<double>(size) - bottom_ / static_cast<double>(size); // finite in any case
  const double per_score = 1 / step_;
  // By turns in two, as a counter that was just written waits.
  std::vector<std::uint32_t> counts(2 * size);
  std::int32_t steps[block_size + spare];
  for (std::size_t from = 0; from < looked_at_.size(); from += block_size) {
    const std::size_t n = std::min(block_size, looked_at_.size() - from);
    steps_of(looked_at_.data() + from, n, bottom_, per_score, last, steps);
    for (std::size_t i = 0; i < n; ++i)
      ++counts[2 * std::min<std::size_t>(static_cast<std::uint32_t>(steps[i]), size - 1) + i % 2];
  }
  counts_.resize(size);
  for (std::size_t b = 0; b < size; ++b)
    counts_[b] = counts[2 * b] + counts[2 * b + 1];
}

/// From the lower edge of step `first` to the upper one of `last`, a little wider for roundings, with
/// `count` of the scores looked at.
template <class T>
Bracket<T> RowHistogram<T>::between(std::size_t first, std::size_t last, std::size_t count) const {
  const auto edge = [&](double steps) {
    constexpr auto largest = static_cast<double>(std::numeric_limits<T>::max());
    return static_cast<T>(std::clamp(bottom_ + steps * step_, -largest, largest));
  };
  Bracket<T> bracket;
  if (first > 0)
    bracket.low = edge(static_cast<double>(first) - 0x1p-6);
  if (last + 1 < counts_.size())
    bracket.high = edge(static_cast<double>(last) + 1 + 0x1p-6);
  bracket.share = std::min(1.0, 1.25 * static_cast<double>(count) / static_cast<double>(looked_at_.size()));
  return bracket;
}

template <class T>
Bracket<T> RowHistogram<T>::of_rank(std::size_t k) const {
  if (counts_.empty()) // one score, or none
    return {static_cast<T>(top_), static_cast<T>(top_), 0};
  const double m = static_cast<double>(looked_at_.size());
  const double p = static_cast<double>(k) / static_cast<double>(n_);
  const double spread = whole() ? 0 : width * (std::sqrt(m * p * (1 - p)) + 1.0 / 3);
  const double from = m * p - spread, to = m * p + spread + (whole() ? 1 : 0);
  std::size_t last = counts_.size() - 1;
  double above = 0; // down to `last`
  while (last > 0 && above + counts_[last] < from)
    above += counts_[last--];
  std::size_t first = last;
  double within = counts_[first];
  while (first > 0 && above + within < to)
    within += counts_[--first];
  if (above + within < to)
    first = 0;
  if (from <= 0)
    last = counts_.size() - 1;
  return between(first, last, static_cast<std::size_t>(within));
}

template <class T>
auto RowHistogram<T>::mass() const -> Mass {
  const double each = static_cast<double>(n_) / static_cast<double>(looked_at_.size());
  if (counts_.empty()) {
    const auto count = static_cast<double>(std::ranges::count(looked_at_, static_cast<T>(top_)));
    return {count * each, count * each};
  }
  double low = 0, high = 0, squares = 0;
  for (std::size_t b = 0; b < counts_.size(); ++b) {
    const double count = counts_[b];
    low += b > 0 ? count * weights_[b] : 0;
    high += count * weights_[b + 1];
    squares += count * weights_[b + 1] * weights_[b + 1];
  }
  const double spread = whole() ? 0 : width * std::sqrt(squares);
  return {std::max(0.0, low - spread) * each, (high + spread) * each};
}

template <class T>
Bracket<T> RowHistogram<T>::of_mass(Mass target) const {
  if (counts_.empty())
    return {static_cast<T>(top_), static_cast<T>(top_), 0};
  const double each = static_cast<double>(n_) / static_cast<double>(looked_at_.size());
  const double from = target.low / each, to = target.high / each;
  double low = 0, high = 0, squares = 0;
  std::size_t first = 0, last = counts_.size() - 1, within = 0;
  for (std::size_t b = 0; b < counts_.size(); ++b) {
    const double count = counts_[b], weight = weights_[b + 1];
    low += b > 0 ? count * weights_[b] : 0;
    high += count * weight;
    squares += count * weight * weight;
    const double spread = whole() ? 0 : width * std::sqrt(squares) + 2 * weight;
    within += counts_[b];
    if (high + spread < from) {
      first = b + 1;
      within = 0;
    } else if (low - spread > to) {
      last = b;
      break;
    }
  }
  return between(std::min(first, counts_.size() - 1), last, within);
}

template <class T>
Bracket<T> RowHistogram<T>::middle(Bracket<T> bracket) const {
  std::vector<T> within;
  std::ranges::copy_if(looked_at_, std::back_inserter(within),
                       [&](T score) { return bracket.low <= score && score <= bracket.high; });
  if (within.empty())
    within.assign(looked_at_.begin(), looked_at_.end());
  const auto at = within.begin() + static_cast<std::ptrdiff_t>(within.size() / 2);
  std::ranges::nth_element(within, at);
  return {*at, *at, 0};
}

template class RowHistogram<float>;
template class RowHistogram<double>;

} // namespace tailmass::fast
