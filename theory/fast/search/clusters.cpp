// k-means, its squared distances by blocks of vectors.
#include "theory/fast/search/clusters.hpp"

#include "theory/fast/kernels/column_blocks.hpp"
#include "theory/numbers/assumed_arithmetic.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <limits>
#include <numeric>

namespace tailmass::fast {

namespace {

using Point = std::vector<double>;

/// Points by blocks of column_width, coordinate by coordinate.
class Columns {
public:
  Columns(std::size_t count, std::size_t dimension)
      : dimension_(dimension), blocks_((count + column_width - 1) / column_width),
        numbers_(blocks_ * column_width * dimension) {}

  void put(std::size_t i, std::span<const double> point) {
    double* const column = numbers_.data() + i / column_width * column_width * dimension_ + i % column_width;
    for (std::size_t axis = 0; axis < dimension_; ++axis)
      column[axis * column_width] = point[axis];
  }
  [[nodiscard]] std::size_t blocks() const { return blocks_; }
  [[nodiscard]] const double* block(std::size_t i) const {
    return numbers_.data() + i * column_width * dimension_;
  }

private:
  std::size_t dimension_;
  std::size_t blocks_;
  std::vector<double> numbers_;
};

/// Up to `count` of these keys, the first and then always one that is farthest from those before; fewer where
/// no other is apart from them.
std::vector<Point> distant_keys(const Values& keys, std::span<const Key> of, std::size_t count) {
  Columns columns(of.size(), keys.dimension());
  for (std::size_t i = 0; i < of.size(); ++i)
    columns.put(i, keys.of(of[i]));
  std::vector<Point> centres;
  std::vector<double> distance(columns.blocks() * column_width, std::numeric_limits<double>::infinity());
  std::array<double, column_width> found{};
  std::size_t next = 0;
  do {
    centres.emplace_back(keys.of(of[next]).begin(), keys.of(of[next]).end());
    for (std::size_t block = 0; block < columns.blocks(); ++block) {
      column_squares(centres.back().data(), keys.dimension(), columns.block(block), found.data());
      for (std::size_t j = 0; j < column_width; ++j)
        distance[block * column_width + j] = std::min(distance[block * column_width + j], found[j]);
    }
    const std::span<const double> of_keys = std::span(distance).first(of.size());
    next = static_cast<std::size_t>(std::ranges::max_element(of_keys) - of_keys.begin());
  } while (centres.size() < count && distance[next] > 0);
  return centres;
}

/// The nearest centre of a key so far.
struct Nearest {
  std::size_t centre = 0;
  double distance = std::numeric_limits<double>::infinity();

  void compare(std::size_t first, std::span<const double> squares) {
    for (std::size_t j = 0; j < squares.size(); ++j)
      if (squares[j] < distance) {
        distance = squares[j];
        centre = first + j;
      }
  }
};

Partition nearest(const Values& keys, std::span<const Key> of, const std::vector<Point>& centres) {
  Columns columns(centres.size(), keys.dimension());
  for (std::size_t i = 0; i < centres.size(); ++i)
    columns.put(i, centres[i]);
  Partition parts(centres.size());
  std::array<double, most_column_rows * column_width> found{};
  for (std::size_t first = 0; first < of.size(); first += most_column_rows) {
    std::array<const double*, most_column_rows> rows{};
    std::array<Nearest, most_column_rows> closest;
    for (std::size_t i = 0; i < rows.size(); ++i)
      rows[i] = keys.of(of[std::min(first + i, of.size() - 1)]).data();
    for (std::size_t block = 0; block < columns.blocks(); ++block) {
      column_squares(rows.data(), keys.dimension(), columns.block(block), found.data());
      const std::size_t from = block * column_width, count = std::min(column_width, centres.size() - from);
      for (std::size_t i = 0; i < rows.size(); ++i)
        closest[i].compare(from, std::span(found).subspan(i * column_width, count));
    }
    for (std::size_t i = 0; i < std::min(rows.size(), of.size() - first); ++i)
      parts[closest[i].centre].push_back(of[first + i]);
  }
  std::erase_if(parts, [](const std::vector<Key>& part) { return part.empty(); });
  return parts;
}

Partition k_means(const Values& keys, std::span<const Key> of, std::size_t count) {
  constexpr int rounds = 8;
  Partition parts = nearest(keys, of, distant_keys(keys, of, count));
  for (int round = 1; round < rounds; ++round) {
    std::vector<Point> centres;
    for (const std::vector<Key>& part : parts)
      centres.push_back(centre_of(keys, part));
    parts = nearest(keys, of, centres);
  }
  return parts;
}

Partition clusters_of(const Values& keys, std::span<const Key> of, std::size_t count) {
  if (of.size() * count <= most_pairs_at_once)
    return k_means(keys, of, count);
  const auto root = static_cast<std::size_t>(std::sqrt(static_cast<double>(count)));
  Partition coarse = k_means(keys, of, root);
  if (coarse.size() == 1) // of keys that are not apart
    return coarse;
  Partition parts;
  std::size_t keys_left = of.size(), clusters_left = count, parts_left = coarse.size();
  for (const std::vector<Key>& part : coarse) {
    --parts_left;
    const std::size_t share =
        std::clamp<std::size_t>(clusters_left * part.size() / keys_left, 1, clusters_left - parts_left);
    std::ranges::move(clusters_of(keys, part, share), std::back_inserter(parts));
    keys_left -= part.size(), clusters_left -= share;
  }
  return parts;
}

} // namespace

Partition clusters(const Values& keys, std::size_t count) {
  const AssumedArithmetic assumed;
  std::vector<Key> all(keys.keys());
  std::iota(all.begin(), all.end(), Key{0});
  return clusters_of(keys, all, count);
}

} // namespace tailmass::fast
