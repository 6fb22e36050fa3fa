// Numbers of many rows in bounded memory: exact while they are few, then counted in bins.
#pragma once

#include <cstddef>
#include <vector>

namespace tailmass::verify::record {

template <class T>
struct Value; // value.hpp, with all that reads and writes JSON

/// Counts numbers, none of them NaN. As long as they take at most `most_exact` different values all are kept;
/// beyond, they are counted in bins of relative width 1/128 and stand for the middle of theirs, so that what
/// is told of them is off by at most 1/256 of itself (below the normal doubles, by 2^-1031). 0, infinities,
/// the least and the largest stay exact. Merging adds: what comes out is a function of the numbers alone, not
/// of their order or of how they were shared out.
class Histogram {
public:
  static constexpr std::size_t most_exact = 4096;
  struct Entry {
    double number;
    std::size_t count;
  };

  void add(double number, std::size_t count = 1);
  void merge(const Histogram& other);

  [[nodiscard]] bool empty() const { return count_ == 0; }
  [[nodiscard]] std::size_t count() const { return count_; }
  [[nodiscard]] double min() const { return min_; }
  [[nodiscard]] double max() const { return max_; }
  /// Returns the ceil(q n)-th smallest of the n numbers, 0 < q <= 1; there is at least one. Between min and
  /// max.
  [[nodiscard]] double quantile(double q) const;
  /// Returns the numbers in rising order, each once.
  [[nodiscard]] std::vector<Entry> entries() const;

private:
  friend struct Value<Histogram>;
  void append(double number, std::size_t count);
  void sort();
  void bin();

  std::vector<Entry> entries_; // the first `sorted_` in order, each number once
  std::size_t sorted_ = 0, count_ = 0;
  double min_ = 0, max_ = 0;
  bool binned_ = false;
};

} // namespace tailmass::verify::record
