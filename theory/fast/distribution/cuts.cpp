// Brackets around ranks, from the middle one outwards.
#include "theory/fast/distribution/cuts.hpp"

#include "theory/fast/distribution/row_histogram.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <optional>

namespace tailmass::fast {

namespace {

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
    if (first + 1 == last)
      return one(x, above, first);
    const RowHistogram<T> histogram(x);
    const Groups groups = grouped(histogram, above, first, last);
    Splits<T> parts = split_by_all<T>(x, groups.brackets, base_);
    if (!met(parts, groups, above))
      return by_key(x, above, first, last);
    for (std::size_t g = 0; g <= groups.brackets.size(); ++g)
      cuts_.segments[groups.begins[g]].merge(parts.gaps[g]);
    std::size_t from = above;
    for (std::size_t g = 0; g < groups.brackets.size(); ++g) {
      from += parts.gap_counts[g];
      const Store<T>& part = parts.between[g];
      const std::size_t begin = groups.begins[g], end = groups.begins[g + 1];
      if (part.size() > x.size() / 2)
        by_key(part, from, begin, end);
      else
        run(part, from, begin, end);
      from += part.size();
    }
  }

  Cuts result() && { return std::move(cuts_); }

private:
  /// Brackets of cuts, those that overlap in one. Group g has the cuts begins[g]..begins[g + 1] - 1.
  struct Groups {
    std::vector<Bracket<T>> brackets;
    std::vector<std::size_t> begins;
  };
  Groups grouped(const RowHistogram<T>& histogram, std::size_t above, std::size_t first,
                 std::size_t last) const {
    Groups groups;
    for (std::size_t j = first; j < last; ++j) {
      const Bracket<T> next = histogram.of_rank(ks_[j] - above);
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

  /// Divides by one key near the middle cut, for brackets that missed and for many keys of one score.
  void by_key(std::span<const T> x, std::size_t above, std::size_t first, std::size_t last) {
    const RowHistogram<T> histogram(x);
    const Bracket<T> key = histogram.middle(histogram.of_rank(ks_[first + (last - first) / 2] - above));
    const bool masked = key.low == -std::numeric_limits<T>::infinity(); // then nothing is below
    const std::array brackets{key.above(), key, key.below()};
    const Splits<T> parts = split_by_all<T>(x, std::span(brackets).first(masked ? 2 : 3), base_);
    const std::size_t from = above + parts.between[0].size(), to = from + parts.between[1].size();
    const std::size_t begin = end_of(from, first, last), end = end_of(to, first, last);
    run(parts.between[0], above, first, begin);
    equal(static_cast<double>(key.low), from, to, begin, end);
    if (!masked)
      run(parts.between[2], to, end, last);
  }

  /// Finds one cut, which needs no more than sums on both sides of it.
  void one(std::span<const T> x, std::size_t above, std::size_t j) {
    Store<T> held;
    std::optional<Bracket<T>> side; // where a bracket missed its cut
    for (bool alike = false; x.size() > few;) {
      const Bracket<T> bracket = side ? *side : around(x, ks_[j] - above, alike);
      Split<T> parts = split(x, bracket, base_);
      const std::size_t from = above + parts.above_count, to = from + parts.between_count;
      if (ks_[j] <= from || ks_[j] > to) {
        side = ks_[j] <= from ? bracket.above() : bracket.below();
        continue;
      }
      side.reset();
      cuts_.segments[j].merge(parts.above);
      cuts_.segments[j + 1].merge(parts.below);
      above = from;
      if (bracket.one_key())
        return equal(static_cast<double>(bracket.low), from, to, j, j + 1);
      alike = parts.between.size() > x.size() / 2;
      held = std::move(parts.between);
      x = held;
    }
    among_few(x, above, j, j + 1);
  }
  static Bracket<T> around(std::span<const T> x, std::size_t k, bool alike) {
    const RowHistogram<T> histogram(x);
    const Bracket<T> bracket = histogram.of_rank(k);
    return alike ? histogram.middle(bracket) : bracket;
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
