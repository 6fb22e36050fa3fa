// Kernels whose query heads share keys, values and indices: right ones are held, wrong mappings accused.
#include "verify/cases/dataset.hpp"
#include "verify/kernel/check.hpp"
#include "verify/kernel/consistency.hpp"
#include "verify/tests/input/float_file.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <gtest/gtest.h>
#include <map>
#include <numeric>
#include <random>

namespace tailmass::verify::kernel {

namespace {

using Floats = std::vector<float>;
constexpr std::size_t heads = 4, queries = 3, keys = 24, dimension = 5, kept = 6;
constexpr std::size_t rows = heads * queries;

Floats normal(std::size_t count, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<float> one;
  Floats numbers(count);
  std::ranges::generate(numbers, [&] { return one(random); });
  return numbers;
}

/// Grouped attention in float32. The queries of a group's heads are positive multiples of each other, so that
/// one set of indices serves them all.
struct Grouped {
  std::size_t shared; ///< heads of keys, values and indices
  Floats q, k, v, scores, lse, truncated, outputs;
  std::vector<std::int32_t> indices;

  explicit Grouped(std::size_t heads_shared)
      : shared(heads_shared), k(normal(shared * keys * dimension, 1)),
        v(normal(shared * keys * dimension, 2)) {
    const Floats first = normal(shared * queries * dimension, 3);
    for (std::size_t head = 0; head < heads; ++head)
      for (std::size_t x = 0; x < queries * dimension; ++x)
        q.push_back(first[right(head) * queries * dimension + x] * static_cast<float>(1 + head));
    for (std::size_t row = 0; row < rows; ++row)
      score(row);
    for (std::size_t row = 0; row < rows; ++row)
      if (const std::size_t head = row / queries; head == 0 || right(head) != right(head - 1))
        select(row);
    attend([&](std::size_t head) { return right(head); });
  }

  [[nodiscard]] std::size_t right(std::size_t head) const { return head / (heads / shared); }

  void score(std::size_t row) {
    for (std::size_t j = 0; j < keys; ++j) {
      float sum = 0;
      for (std::size_t x = 0; x < dimension; ++x)
        sum += q[row * dimension + x] * k[(right(row / queries) * keys + j) * dimension + x];
      scores.push_back(sum);
    }
  }

  void select(std::size_t row) {
    std::vector<std::int32_t> order(keys);
    std::iota(order.begin(), order.end(), 0);
    std::ranges::sort(order, std::greater(),
                      [&](std::int32_t j) { return scores[row * keys + static_cast<std::size_t>(j)]; });
    indices.insert(indices.end(), order.begin(), order.begin() + kept);
  }

  /// Fills lse, truncated and outputs with the values of head `value_head(query head)`.
  template <class Map>
  void attend(Map value_head) {
    lse.clear();
    truncated.clear();
    outputs.clear();
    std::vector<std::int32_t> all(keys);
    std::iota(all.begin(), all.end(), 0);
    for (std::size_t row = 0; row < rows; ++row) {
      const std::size_t head = row / queries;
      const float* values = &v[value_head(head) * keys * dimension];
      const std::int32_t* of_row = &indices[(right(head) * queries + row % queries) * kept];
      lse.push_back(mean(row, all, values, outputs));
      mean(row, {of_row, of_row + kept}, values, truncated);
    }
  }

  /// Appends the mean over these keys; returns their log-sum-exp.
  float mean(std::size_t row, const std::vector<std::int32_t>& over, const float* values,
             Floats& into) const {
    const float* of_row = &scores[row * keys];
    const float max = *std::max_element(of_row, of_row + keys);
    float sum = 0;
    Floats means(dimension);
    for (const std::int32_t j : over) {
      const float weight = std::exp(of_row[j] - max);
      sum += weight;
      for (std::size_t x = 0; x < dimension; ++x)
        means[x] += weight * values[static_cast<std::size_t>(j) * dimension + x];
    }
    for (const float x : means)
      into.push_back(x / sum);
    return max + std::log(sum);
  }

  /// Returns how many numbers of each check are outside their bounds.
  [[nodiscard]] std::map<std::string, std::uint64_t> exceeded() const {
    using samples::bytes_of;
    const samples::Folder folder;
    const std::filesystem::path path = folder.write(
        "a.safetensors", samples::safetensors_stored(
                             {{"a.scores", "F32", {heads, queries, keys}, bytes_of(scores)},
                              {"a.queries", "F32", {heads, queries, dimension}, bytes_of(q)},
                              {"a.keys", "F32", {shared, keys, dimension}, bytes_of(k)},
                              {"a.values", "F32", {shared, keys, dimension}, bytes_of(v)},
                              {"a.outputs", "F32", {heads, queries, dimension}, bytes_of(outputs)},
                              {"a.indices", "I32", {shared, queries, kept}, bytes_of(indices)},
                              {"a.lse", "F32", {heads, queries, 1}, bytes_of(lse)},
                              {"a.truncated", "F32", {heads, queries, dimension}, bytes_of(truncated)}}));
    cases::Dataset dataset({path}, {}, 1);
    std::map<std::string, std::uint64_t> counts;
    for (std::size_t row = 0; row < dataset.rows(); ++row) {
      std::vector<record::ConsistencyRecord> checks = check_kernel(dataset.row(row)).checks;
      std::ranges::move(check_consistency(dataset.row(row)), std::back_inserter(checks));
      EXPECT_EQ(checks.size(), 5U);
      for (const record::ConsistencyRecord& check : checks)
        counts[check.check] += check.exceeded;
    }
    return counts;
  }
};

} // namespace

TEST(GroupedHeads, OfARightKernelAreHeld) {
  for (const std::size_t shared : {1U, 2U, 4U})
    for (const auto& [check, count] : Grouped(shared).exceeded())
      EXPECT_EQ(count, 0U) << check << " of " << shared;
}

TEST(GroupedHeads, HeadByRemainderForHeadByGroupIsAccused) {
  Grouped kernel(2);
  kernel.attend([&](std::size_t head) { return head % kernel.shared; });
  std::map<std::string, std::uint64_t> counts = kernel.exceeded();
  EXPECT_EQ(counts["kernel-indices"], 0U);
  EXPECT_EQ(counts["kernel-lse"], 0U);
  const std::uint64_t wrong_heads = 2; // of four: 0 % 2 = 0 / 2 and 3 % 2 = 3 / 2
  EXPECT_EQ(counts["kernel-outputs"], wrong_heads * queries * dimension);
  EXPECT_EQ(counts["stored-outputs"], wrong_heads * queries * dimension);
}

TEST(GroupedHeads, IndicesOfAnotherGroupAreAccused) {
  Grouped kernel(2);
  std::rotate(kernel.indices.begin(), kernel.indices.begin() + queries * kept, kernel.indices.end());
  EXPECT_EQ(kernel.exceeded()["kernel-indices"], rows);
}

TEST(GroupedHeads, ScoresOfAnotherGroupsKeysAreAccused) {
  Grouped kernel(2);
  std::rotate(kernel.k.begin(), kernel.k.begin() + keys * dimension, kernel.k.end());
  EXPECT_EQ(kernel.exceeded()["stored-scores"], rows * keys);
}

} // namespace tailmass::verify::kernel
