// Brackets around ranks, from the middle one outwards.
#include "theory/fast/cuts.hpp"

#include <algorithm>

namespace tailmass::fast {

namespace {

/// A bracket that most likely holds the k-th largest of n scores: 3 standard deviations of its rank in the
/// sample to both sides.
template <class T>
Bracket<T> bracket_of_rank(const std::vector<T>& sample, std::size_t k, std::size_t n) {
  const double m = static_cast<double>(sample.size());
  const double share_above = static_cast<double>(k) / static_cast<double>(n);
  const double rank = m * (1 - share_above);
  const double spread = 3 * std::sqrt(m * share_above * (1 - share_above)) + 1;
  Bracket<T> bracket;
  bracket.share = std::min(1.0, 2.5 * spread / m);
  if (rank - spread >= 0)
    bracket.low = sample[static_cast<std::size_t>(rank - spread)];
  if (rank + spread < m)
    bracket.high = sample[static_cast<std::size_t>(rank + spread)];
  return bracket;
}

/// The score near the k-th largest of n as a bracket, for many keys of one score.
template <class T>
Bracket<T> key_of_rank(const std::vector<T>& sample, std::size_t k, std::size_t n) {
  const std::size_t at = std::min(sample.size() - 1, sample.size() * (n - k) / n);
  return {sample[at], sample[at], 0};
}

template <class T>
class Cutting {
public:
  Cutting(std::span<const std::size_t> ks, double base)
      : ks_(ks), base_(base), cuts_{.segments = std::vector<Accumulator>(ks.size() + 1, Accumulator(base)),
                                    .kept = std::vector<double>(ks.size())} {}

  /// Ranks (above, above + x.size()] of the row, with the cuts first..last - 1 among them. `one_key`:
  /// brackets of many scores did not help.
  void run(std::span<const T> x, std::size_t above, std::size_t first, std::size_t last, bool one_key) {
    if (first == last)
      return cuts_.segments[first].add_precisely(x.data(), x.size());
    if (x.size() <= few)
      return among_few(x, above, first, last);
    const std::size_t middle = first + (last - first) / 2;
    const std::size_t wanted = ks_[middle] - above; // its rank in x
    const std::vector<T> sample = sorted_sample(x);
    Bracket<T> bracket =
        one_key ? key_of_rank(sample, wanted, x.size()) : bracket_of_rank(sample, wanted, x.size());
    const Keep keep{.below = middle + 1 < last, .above = middle > first};
    for (;;) {
      Split<T> parts = split(x, bracket, base_, keep);
      const std::size_t between_from = above + parts.above_count,
                        between_to = between_from + parts.between_count;
      if (!keep.above && ks_[middle] <= between_from) {
        bracket = bracket.above();
        continue;
      }
      if (!keep.below && ks_[middle] > between_to) {
        bracket = bracket.below();
        continue;
      }
      const std::size_t in_between = end_of(between_from, first, last),
                        in_below = end_of(between_to, first, last);
      const auto go_on = [&](const std::vector<T>& part, std::size_t from, std::size_t begin,
                             std::size_t end) {
        run(part, from, begin, end, !bracket.one_key() && part.size() > x.size() / 2);
      };
      if (keep.above)
        go_on(parts.above_scores, above, first, in_between);
      else
        cuts_.segments[first].merge(parts.above);
      if (bracket.one_key())
        equal(static_cast<double>(bracket.low), between_from, between_to, in_between, in_below);
      else
        go_on(parts.between, between_from, in_between, in_below);
      if (keep.below)
        go_on(parts.below_scores, between_to, in_below, last);
      else
        cuts_.segments[last].merge(parts.below);
      return;
    }
  }

  Cuts result() && { return std::move(cuts_); }

private:
  /// The first of the cuts first..last - 1 that is beyond rank `to`.
  [[nodiscard]] std::size_t end_of(std::size_t to, std::size_t first, std::size_t last) const {
    const auto cuts = ks_.subspan(first, last - first);
    return first + static_cast<std::size_t>(std::ranges::upper_bound(cuts, to) - cuts.begin());
  }

  void among_few(std::span<const T> x, std::size_t above, std::size_t first, std::size_t last) {
    std::vector<T> rest(x.begin(), x.end());
    check_scores(rest.data(), rest.size());
    std::ranges::sort(rest, std::greater{});
    std::size_t from = 0;
    for (std::size_t j = first; j < last; ++j) {
      const std::size_t to = ks_[j] - above;
      cuts_.segments[j].add_precisely(rest.data() + from, to - from);
      cuts_.kept[j] = static_cast<double>(rest[to - 1]);
      from = to;
    }
    cuts_.segments[last].add_precisely(rest.data() + from, rest.size() - from);
  }

  /// Ranks (from, to] have one score.
  void equal(double score, std::size_t from, std::size_t to, std::size_t first, std::size_t last) {
    for (std::size_t j = first; j < last; ++j) {
      cuts_.segments[j].add_equal(score, ks_[j] - from);
      cuts_.kept[j] = score;
      from = ks_[j];
    }
    cuts_.segments[last].add_equal(score, to - from);
  }

  std::span<const std::size_t> ks_;
  double base_;
  Cuts cuts_;
};

} // namespace

template <class T>
Cuts cut(std::span<const T> x, std::span<const std::size_t> ks, double base) {
  Cutting<T> cutting(ks, base);
  cutting.run(x, 0, 0, ks.size(), false);
  return std::move(cutting).result();
}

template Cuts cut(std::span<const float>, std::span<const std::size_t>, double);
template Cuts cut(std::span<const double>, std::span<const std::size_t>, double);

} // namespace tailmass::fast
