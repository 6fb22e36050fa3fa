// Causes that many other faults would fit as well are not named; where rows together leave no doubt, they
// are.
#include "verify/campaign/check_campaign.hpp"
#include "verify/tests/causes/made_row.hpp"
#include "verify/tests/input/float_file.hpp"

#include <cstdint>
#include <gtest/gtest.h>
#include <map>
#include <random>

namespace tailmass::verify::causes {

using made::Numbers;
using made::Row;

namespace {

std::vector<float> normal(std::size_t count, unsigned seed) {
  std::mt19937 random(seed); // NOLINT(cert-msc51-cpp): the same each time
  std::normal_distribution<float> draw;
  std::vector<float> numbers(count);
  for (float& x : numbers)
    x = draw(random);
  return numbers;
}

samples::StoredTensor stored(const std::string& name, const std::vector<std::size_t>& shape,
                             const std::vector<float>& entries) {
  return {"a." + name, "F32", shape, samples::bytes_of(entries)};
}

/// How often each cause is named, the row in it left out.
std::map<std::string, std::size_t> causes_of(const std::vector<samples::StoredTensor>& tensors,
                                             const attention::DeclaredTexts& declared = {}) {
  const samples::Folder folder;
  cases::Dataset dataset({folder.write("a.safetensors", samples::safetensors_stored(tensors))},
                         {.tensors = {}, .declared = declared}, 0);
  std::map<std::string, std::size_t> named;
  for (const record::ConsistencyRecord& check : campaign::run_check(dataset, {}).kernel)
    for (const record::NumberFailure& failure : check.failures)
      ++named[failure.cause.substr(0, failure.cause.find(", row"))];
  return named;
}

/// The products of each query with each key of its sequence.
std::vector<Numbers> products(const std::vector<float>& queries, const std::vector<float>& keys,
                              std::size_t width, std::size_t n) {
  const std::size_t rows = queries.size() / width, of_sequence = rows / (keys.size() / width / n);
  std::vector<Numbers> scores(rows, Numbers(n, 0));
  for (std::size_t row = 0; row < rows; ++row)
    for (std::size_t key = 0; key < n; ++key)
      for (std::size_t x = 0; x < width; ++x)
        scores[row][key] += static_cast<double>(queries[row * width + x]) *
                            static_cast<double>(keys[(row / of_sequence * n + key) * width + x]);
  return scores;
}

constexpr const char* first_aligned = "the causal mask were aligned to the first key, not to the last";

} // namespace

TEST(Accidents, ASinkThatIsKeptIsNoMaskOfOtherAlignment) {
  constexpr std::size_t sequences = 6, n = 64, width = 8, k = 8;
  const std::vector<float> queries = normal(sequences * width, 1), keys = normal(sequences * n * width, 2);
  for (const std::size_t kept : {std::size_t{1}, k}) {
    std::vector<std::int32_t> indices; // key 0, and the best of the others
    for (const Numbers& scores : products(queries, keys, width, n)) {
      Numbers others(scores);
      others.front() = 1e9;
      for (const std::size_t key : made::largest(others, kept))
        indices.push_back(static_cast<std::int32_t>(key));
    }
    const auto named = causes_of({stored("queries", {sequences, 1, 1, width}, queries),
                                  stored("keys", {sequences, 1, n, width}, keys),
                                  {"a.indices", "I32", {sequences, 1, 1, kept}, samples::bytes_of(indices)}},
                                 {{"causal", "true"}});
    EXPECT_FALSE(named.empty());
    EXPECT_FALSE(named.contains(first_aligned)) << kept;
  }
}

TEST(Accidents, HeadsOfAMaskAlignedToTheFirstKeyAreNamedWhereFewWouldFit) {
  constexpr std::size_t rows = 24, n = 48, width = 8, k = 4, enough = 9; // ln C(9, 4) > 4.6
  const std::vector<float> queries = normal(rows * width, 3), keys = normal(n * width, 4);
  const std::vector<Numbers> scores = products(queries, keys, width, n);
  std::vector<std::int32_t> indices;
  for (std::size_t row = 0; row < rows; ++row) {
    const std::size_t visible = row + 1 < enough ? n - rows + row + 1 : row + 1;
    const Numbers seen(scores[row].begin(), scores[row].begin() + static_cast<std::ptrdiff_t>(visible));
    for (const std::size_t key : made::largest(seen, k))
      indices.push_back(static_cast<std::int32_t>(key));
  }
  const auto named = causes_of({stored("queries", {rows, width}, queries),
                                stored("keys", {n, width}, keys),
                                {"a.indices", "I32", {rows, k}, samples::bytes_of(indices)}},
                               {{"causal", "true"}});
  EXPECT_EQ(named, (std::map<std::string, std::size_t>{{first_aligned, rows - enough + 1}}));
}

TEST(Accidents, AHeadIsThatOfAnotherRowWhereFewWouldBe) {
  constexpr std::size_t rows = 20, n = 16, ahead = 3; // as the fifth or sixth that is tried
  const std::vector<float> scores = normal(rows * n, 5);
  const auto named = [&](std::size_t k) {
    std::vector<std::int32_t> indices;
    for (std::size_t row = 0; row < rows; ++row) {
      const auto first = scores.begin() + static_cast<std::ptrdiff_t>((row + ahead) % rows * n);
      for (const std::size_t key : made::largest(Numbers(first, first + static_cast<std::ptrdiff_t>(n)), k))
        indices.push_back(static_cast<std::int32_t>(key));
    }
    return causes_of(
        {stored("scores", {rows, n}, scores), {"a.indices", "I32", {rows, k}, samples::bytes_of(indices)}});
  };
  const std::string cause = "it were that of the query 3 ahead";
  EXPECT_GE(named(5)[cause], rows / 2);       // ln C(16, 5) = 8.4
  for (const auto& [other, count] : named(2)) // ln C(16, 2) = 4.8
    EXPECT_NE(other, cause) << count;
}

TEST(Accidents, ALogSumExpThatIsAScoreIsNotRounded) {
  std::vector<std::vector<Candidate>> found;
  for (unsigned seed = 0; seed < 4; ++seed) {
    Row made(seed);
    for (double& score : made.scores)
      score = std::nearbyint(4 * (score + 50)) / 4; // of eight significant bits, as in BF16
    made.scores[5] = 60 + seed;
    made.row.scores = std::make_shared<const Scores>(made.scores);
    made.row.indices.reset();
    made.row.truncated.reset();
    made.lse(made.scores[5]);
    for (const record::ConsistencyRecord& check : kernel::check_kernel(made.row).checks)
      if (check.check == kernel::kernel_lse.name && !check.failures.empty())
        found.push_back(causes_of(made.row, check.check, check.failures.front()).causes);
  }
  EXPECT_EQ(likeliest(found), std::vector<std::string>(4, "it were the maximum, the sum left out"));
}

TEST(Accidents, AnOutputThatIsAValueVectorIsNotRounded) {
  for (unsigned seed = 0; seed < 4; ++seed) {
    Row made(seed);
    Numbers values;
    for (std::size_t i = 0; i < made::keys * made::dimension; ++i) // of eight significant bits
      values.push_back(std::nearbyint(32 * made.values->at(i / made::dimension, i % made::dimension)) / 32);
    made.values = std::make_shared<const Values>(made::keys, made::dimension, values);
    made.row.values = made.values;
    made.scores[made.head.front()] = made.scores[made.head[1]] + 9;
    made.row.scores = std::make_shared<const Scores>(made.scores);
    const std::span<const double> best = made.values->of(made.head.front());
    const std::string named =
        made::cause(made.outputs({best.begin(), best.end()}).row, kernel::kernel_outputs.name);
    EXPECT_NE(named, "right");
    EXPECT_FALSE(named.starts_with("it were rounded")) << named;
  }
}

TEST(Accidents, OneWrongKeyIsNotCountedModuloANumber) {
  const auto named = [](std::size_t n, std::vector<std::int64_t> best, std::int64_t modulus) {
    Row made(1);
    made.scores.assign(n, 0);
    for (std::size_t key = 0; key < n; ++key)
      made.scores[key] = -0.01 * static_cast<double>(key * 7 % n);
    for (std::size_t i = 0; i < best.size(); ++i)
      made.scores[static_cast<std::size_t>(best[i])] = 20 - static_cast<double>(i);
    made.row.scores = std::make_shared<const Scores>(made.scores);
    made.row.keys_total = n;
    made.row.values = nullptr;
    made.row.lse.reset();
    made.row.truncated.reset();
    for (std::int64_t& key : best)
      key %= modulus;
    return made::cause(made.indices(best).row, kernel::kernel_indices.name);
  };
  const std::vector<std::int64_t> right{3, 1, 9, 12, 7, 14, 5, 10, 2, 6};
  const auto with = [&](const std::vector<std::int64_t>& more) {
    std::vector<std::int64_t> all(right);
    all.insert(all.begin() + 4, more.begin(), more.end()); // the best key is kept, or other ranks were taken
    return all;
  };
  const std::string tiles = "keys were counted modulo 16, as in tiles of so many";
  EXPECT_NE(named(33, with({32}), 16), tiles);
  EXPECT_EQ(named(33, with({32, 20}), 16), tiles);
  EXPECT_NE(named(300, with({256}), 256), "indices were narrowed to 8 bits");
  EXPECT_EQ(named(300, with({256, 260}), 256), "indices were narrowed to 8 bits");
}

TEST(Accidents, KeysThatAreZeroUnderAMaskAreNotPastALength) {
  constexpr std::size_t rows = 3, n = 32, visible = 20, width = 8;
  const std::vector<float> queries = normal(rows * width, 6);
  std::vector<float> keys = normal(n * width, 7);
  std::fill(keys.begin() + visible * width, keys.end(), 0.0F);
  std::vector<float> lse;
  for (Numbers scores : products(queries, keys, width, n)) {
    for (double& score : scores)
      score /= std::sqrt(static_cast<double>(width));
    lse.push_back(static_cast<float>(made::log_sum_exp(scores)));
  }
  std::vector<std::uint8_t> mask(n, 0);
  std::fill(mask.begin(), mask.begin() + visible, std::uint8_t{1});
  EXPECT_EQ(causes_of({stored("queries", {rows, width}, queries),
                       stored("keys", {n, width}, keys),
                       stored("lse", {rows}, lse),
                       {"a.mask", "BOOL", {1, n}, samples::bytes_of(mask)}}),
            (std::map<std::string, std::size_t>{{"the mask were ignored", rows}}));
}

} // namespace tailmass::verify::causes
