// Brackets around ranks, from the middle one outwards.
#include "theory/fast/cuts.hpp"

#include <algorithm>

namespace tailmass::fast {

namespace {

/// A bracket that most likely holds the k-th largest of n scores: `width` standard deviations of its rank in
/// the sample to both sides.
template <class T>
Bracket<T> bracket_of_rank(const std::vector<T>& sample, std::size_t k, std::size_t n, double width) {
  const double m = static_cast<double>(sample.size());
  const double share_above = static_cast<double>(k) / static_cast<double>(n);
  const double rank = m * (1 - share_above);
  const double spread = width * (std::sqrt(m * share_above * (1 - share_above)) + 1.0 / 3);
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

  /// Ranks (above, above + x.size()] of the row, with the cuts first..last - 1 among them.
  void run(std::span<const T> x, std::size_t above, std::size_t first, std::size_t last) {
    if (first == last)
      return cuts_.segments[first].add_precisely(x.data(), x.size());
    if (x.size() <= few)
      return among_few(x, above, first, last);
    // So many that the brackets of this many cuts are apart, if they can be.
    const std::size_t each = 4 * (last - first);
    const std::vector<T> sample =
        sorted_sample(x, std::min(std::max<std::size_t>(32, each * each), x.size() / 8));
    for (double width = 3;; width *= 4) { // another pass where a bracket missed its cut, one in 370
      const Groups groups = grouped(sample, x.size(), above, first, last, width);
      Splits<T> parts = split_by_all<T>(x, groups.brackets, base_);
      if (!met(parts, groups, above))
        continue;
      for (std::size_t g = 0; g <= groups.brackets.size(); ++g)
        cuts_.segments[groups.begins[g]].merge(parts.gaps[g]);
      std::size_t from = above;
      for (std::size_t g = 0; g < groups.brackets.size(); ++g) {
        from += parts.gap_counts[g];
        const std::vector<T>& part = parts.between[g];
        const std::size_t begin = groups.begins[g], end = groups.begins[g + 1];
        if (part.size() > x.size() / 2)
          by_key(part, from, begin, end);
        else
          run(part, from, begin, end);
        from += part.size();
      }
      return;
    }
  }

  Cuts result() && { return std::move(cuts_); }

private:
  /// Brackets of cuts, those that overlap in one. Group g has the cuts begins[g]..begins[g + 1] - 1.
  struct Groups {
    std::vector<Bracket<T>> brackets;
    std::vector<std::size_t> begins;
  };
  Groups grouped(const std::vector<T>& sample, std::size_t n, std::size_t above, std::size_t first,
                 std::size_t last, double width) const {
    Groups groups;
    for (std::size_t j = first; j < last; ++j) {
      const Bracket<T> next = bracket_of_rank(sample, ks_[j] - above, n, width);
      if (!groups.brackets.empty() && next.high >= groups.brackets.back().low) {
        Bracket<T>& group = groups.brackets.back();
        group.low = std::min(group.low, next.low);
        group.high = std::max(group.high, next.high);
        group.share = std::min(1.0, group.share + next.share);
      } else {
        groups.brackets.push_back(next);
        groups.begins.push_back(j);
      }
    }
    groups.begins.push_back(last);
    return groups;
  }

  /// Whether each group holds its cuts.
  bool met(const Splits<T>& parts, const Groups& groups, std::size_t above) const {
    for (std::size_t g = 0; g < groups.brackets.size(); ++g) {
      const std::size_t from = above + parts.gap_counts[g], to = from + parts.between[g].size();
      if (ks_[groups.begins[g]] <= from || ks_[groups.begins[g + 1] - 1] > to)
        return false;
      above = to;
    }
    return true;
  }

  /// The same by one key near the middle cut, for many keys of one score.
  void by_key(std::span<const T> x, std::size_t above, std::size_t first, std::size_t last) {
    const std::size_t middle = first + (last - first) / 2;
    const Bracket<T> key = key_of_rank(sorted_sample(x), ks_[middle] - above, x.size());
    const Split<T> parts = split(x, key, base_, {.below = true, .above = true});
    const std::size_t from = above + parts.above_count, to = from + parts.between_count;
    const std::size_t begin = end_of(from, first, last), end = end_of(to, first, last);
    run(parts.above_scores, above, first, begin);
    equal(static_cast<double>(key.low), from, to, begin, end);
    run(parts.below_scores, to, end, last);
  }

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
  cutting.run(x, 0, 0, ks.size());
  return std::move(cutting).result();
}

template Cuts cut(std::span<const float>, std::span<const std::size_t>, double);
template Cuts cut(std::span<const double>, std::span<const std::size_t>, double);

} // namespace tailmass::fast
