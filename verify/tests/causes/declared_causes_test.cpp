// Kernels that leave out what is declared: scales, lengths, pages, positions, the end of a causal mask.
#include "verify/campaign/check_campaign.hpp"
#include "verify/tests/input/float_file.hpp"

#include <cmath>
#include <cstdint>
#include <functional>
#include <gtest/gtest.h>
#include <map>
#include <random>

namespace tailmass::verify::causes {

namespace {

constexpr std::size_t sequences = 2, heads = 2, queries = 6, keys = 32, width = 8, page = 8;
constexpr float key_scale = 0.037F, value_scale = 0.61F;

/// What a kernel does with what is declared; all of it where nothing is changed.
struct Reading {
  bool scales_keys = true, scales_values = true, in_order = false, zeros_past_length = false;
  std::function<std::size_t(std::size_t sequence)> length;
  std::function<std::int64_t(std::size_t sequence, std::size_t query)> own; ///< the last key seen
};

/// Attention in double of keys and values in eight bits.
class Attention {
public:
  Attention() {
    std::normal_distribution<float> normal;
    for (std::size_t i = 0; i < sequences * heads * queries * width; ++i)
      q_.push_back(normal(random_));
    std::uniform_int_distribution<int> code(-100, 100);
    for (auto* codes : {&k_, &v_})
      for (std::size_t i = 0; i < sequences * heads * keys * width; ++i)
        codes->push_back(static_cast<std::int8_t>(code(random_)));
  }

  /// The tensors with the results of a kernel that reads them so, and, where there are pages, by their table.
  [[nodiscard]] std::vector<samples::StoredTensor> tensors(const Reading& read, bool paged = false) const {
    std::vector<float> lse, outputs;
    for (std::size_t b = 0; b < sequences; ++b)
      for (std::size_t h = 0; h < heads; ++h)
        for (std::size_t q = 0; q < queries; ++q) {
          const std::vector<double> row = attend(read, b, h, q, paged);
          lse.push_back(static_cast<float>(row[width]));
          for (std::size_t x = 0; x < width; ++x)
            outputs.push_back(static_cast<float>(row[x]));
        }
    const std::vector<std::size_t> of_keys =
        paged ? std::vector<std::size_t>{sequences * keys / page, heads, page, width}
              : std::vector<std::size_t>{sequences, heads, keys, width};
    return {{"a.queries", "F32", {sequences, heads, queries, width}, samples::bytes_of(q_)},
            {"a.keys", "I8", of_keys, samples::bytes_of(k_)},
            {"a.values", "I8", of_keys, samples::bytes_of(v_)},
            {"a.key_scales", "F32", {1}, samples::bytes_of(std::vector<float>{key_scale})},
            {"a.value_scales", "F32", {1}, samples::bytes_of(std::vector<float>{value_scale})},
            {"a.lse", "F32", {sequences, heads, queries}, samples::bytes_of(lse)},
            {"a.outputs", "F32", {sequences, heads, queries, width}, samples::bytes_of(outputs)}};
  }

  /// The page of a sequence's keys.
  static std::int64_t page_at(std::size_t sequence, std::size_t at) {
    const std::int64_t table[sequences][keys / page] = {{6, 1, 3, 0}, {5, 2, 7, 4}};
    return table[sequence][at];
  }

private:
  [[nodiscard]] std::size_t place(const Reading& read, std::size_t b, std::size_t h, std::size_t key,
                                  bool paged) const {
    if (!paged)
      return ((b * heads + h) * keys + key) * width;
    const std::size_t at = read.in_order ? key / page : static_cast<std::size_t>(page_at(b, key / page));
    return ((at * heads + h) * page + key % page) * width;
  }

  /// The coordinates of the output, then the log-sum-exp.
  [[nodiscard]] std::vector<double> attend(const Reading& read, std::size_t b, std::size_t h, std::size_t q,
                                           bool paged) const {
    const std::size_t length = read.length ? read.length(b) : keys;
    const std::int64_t own = read.own ? read.own(b, q) : static_cast<std::int64_t>(keys);
    std::vector<double> row(width + 1);
    double total = read.zeros_past_length ? static_cast<double>(keys - length) : 0;
    for (std::size_t key = 0; key < length && static_cast<std::int64_t>(key) <= own; ++key) {
      double score = 0;
      const std::size_t at = place(read, b, h, key, paged);
      for (std::size_t x = 0; x < width; ++x)
        score += static_cast<double>(q_[((b * heads + h) * queries + q) * width + x]) * k_[at + x];
      const double weight =
          std::exp(score * (read.scales_keys ? static_cast<double>(key_scale) : 1) / std::sqrt(width));
      total += weight;
      for (std::size_t x = 0; x < width; ++x)
        row[x] += weight * v_[at + x];
    }
    for (std::size_t x = 0; x < width; ++x)
      row[x] *= (read.scales_values ? static_cast<double>(value_scale) : 1) / total;
    row[width] = std::log(total);
    return row;
  }

  std::mt19937 random_{11}; // NOLINT(cert-msc51-cpp): the same each time
  std::vector<float> q_;
  std::vector<std::int8_t> k_, v_;
};

using Named = std::map<std::string, std::map<std::string, std::size_t>>;

/// How often each cause is named, by check.
Named causes_of(std::vector<samples::StoredTensor> tensors,
                const std::vector<samples::StoredTensor>& more = {},
                const attention::DeclaredTexts& declared = {}) {
  tensors.insert(tensors.end(), more.begin(), more.end());
  const samples::Folder folder;
  cases::Dataset dataset({folder.write("a.safetensors", samples::safetensors_stored(tensors))},
                         {.tensors = {}, .declared = declared}, 0);
  Named named;
  const record::Record record = campaign::run_check(dataset, {});
  for (const auto* checks : {&record.consistency, &record.kernel})
    for (const record::ConsistencyRecord& check : *checks)
      for (const record::NumberFailure& failure : check.failures)
        ++named[check.check][failure.cause];
  return named;
}

/// Whether all log-sum-exps are wrong by one cause, and some outputs, which are coarser, by no other.
void expect_all(const Named& named, const std::string& cause) {
  const std::map<std::string, std::size_t>& outputs = named.at("stored-outputs");
  EXPECT_EQ(outputs.size(), 1U);
  EXPECT_EQ(outputs.begin()->first, cause);
  EXPECT_EQ(named.at("kernel-lse"),
            (std::map<std::string, std::size_t>{{cause, sequences * heads * queries}}));
}

samples::StoredTensor integers(const std::string& name, const std::vector<std::int64_t>& entries,
                               const std::vector<std::size_t>& shape) {
  return {"a." + name, "I64", shape, samples::bytes_of(entries)};
}

} // namespace

TEST(DeclaredCauses, ScalesOfKeysAndValues) {
  const Attention attention;
  EXPECT_EQ(causes_of(attention.tensors({})), Named{});
  expect_all(causes_of(attention.tensors({.scales_keys = false, .length = {}, .own = {}})),
             "key_scales were left out");
  EXPECT_EQ(causes_of(attention.tensors({.scales_values = false, .length = {}, .own = {}})),
            (Named{{"stored-outputs", {{"value_scales were left out", sequences * heads * queries}}}}));
  const Named both =
      causes_of(attention.tensors({.scales_keys = false, .scales_values = false, .length = {}, .own = {}}));
  EXPECT_EQ(both.at("stored-outputs").at("key_scales and value_scales were left out"),
            sequences * heads * queries);
  EXPECT_EQ(both.at("kernel-lse").at("key_scales were left out"), sequences * heads * queries);
}

TEST(DeclaredCauses, ACausalMaskAlignedToTheFirstKey) {
  const Attention attention;
  const auto last = [](std::size_t, std::size_t query) {
    return static_cast<std::int64_t>(query + keys - queries);
  };
  const auto first = [](std::size_t, std::size_t query) { return static_cast<std::int64_t>(query); };
  EXPECT_EQ(causes_of(attention.tensors({.length = {}, .own = last}), {}, {{"causal", "true"}}), Named{});
  expect_all(causes_of(attention.tensors({.length = {}, .own = first}), {}, {{"causal", "true"}}),
             "the causal mask were aligned to the first key, not to the last");
}

TEST(DeclaredCauses, PositionsThatAreIgnored) {
  const Attention attention;
  const std::vector<std::int64_t> positions{2, 9, 13, 4, 21, 30};
  const samples::StoredTensor stored = integers("positions", positions, {queries});
  const auto own = [&](std::size_t, std::size_t query) { return positions[query]; };
  const auto last = [](std::size_t, std::size_t query) {
    return static_cast<std::int64_t>(query + keys - queries);
  };
  EXPECT_EQ(causes_of(attention.tensors({.length = {}, .own = own}), {stored}), Named{});
  expect_all(causes_of(attention.tensors({.length = {}, .own = last}), {stored}),
             "positions were ignored, the last query having the last key");
}

TEST(DeclaredCauses, LengthsThatAreIgnoredAndKeysThatScore0) {
  const Attention attention;
  const samples::StoredTensor lengths = integers("lengths", {9, 13}, {sequences});
  const auto length = [](std::size_t sequence) { return sequence == 0 ? std::size_t{9} : std::size_t{13}; };
  EXPECT_EQ(causes_of(attention.tensors({.length = length, .own = {}}), {lengths}), Named{});
  expect_all(causes_of(attention.tensors({.length = {}, .own = {}}), {lengths}), "lengths were ignored");
  expect_all(
      causes_of(attention.tensors({.zeros_past_length = true, .length = length, .own = {}}), {lengths}),
      "the keys past its length were counted with score 0");
  const auto causal = [&](std::size_t sequence, std::size_t query) {
    return static_cast<std::int64_t>(query + length(sequence)) - static_cast<std::int64_t>(queries);
  };
  expect_all(causes_of(attention.tensors({.zeros_past_length = true, .length = length, .own = causal}),
                       {lengths}, {{"causal", "true"}}),
             "the keys past its length were counted with score 0");
}

TEST(DeclaredCauses, PagesThatAreReadInTheirOrder) {
  const Attention attention;
  std::vector<std::int64_t> table;
  for (std::size_t b = 0; b < sequences; ++b)
    for (std::size_t at = 0; at < keys / page; ++at)
      table.push_back(Attention::page_at(b, at));
  const std::vector<samples::StoredTensor> places{integers("block_table", table, {sequences, keys / page}),
                                                  integers("lengths", {keys, keys}, {sequences})};
  EXPECT_EQ(causes_of(attention.tensors({.length = {}, .own = {}}, true), places), Named{});
  expect_all(causes_of(attention.tensors({.in_order = true, .length = {}, .own = {}}, true), places),
             "pages were read in their order, not by block_table");
}

namespace {

/// Outputs that no cause explains, of value_scales a key which are 0 where `unused` says.
std::vector<samples::StoredTensor> inexplicable(std::vector<samples::StoredTensor> tensors,
                                                const std::function<bool(std::size_t vector)>& unused) {
  std::vector<float> scales(sequences * heads * keys, value_scale);
  for (std::size_t vector = 0; vector < scales.size(); ++vector)
    if (unused(vector))
      scales[vector] = 0;
  for (samples::StoredTensor& tensor : tensors) {
    if (tensor.name == "a.value_scales") {
      tensor.shape = tensors[2].shape; // of the values, one a vector
      tensor.shape.back() = 1;
      tensor.bytes = samples::bytes_of(scales);
    }
    if (tensor.name == "a.outputs") {
      std::vector<float> outputs(tensor.bytes.size() / sizeof(float));
      for (std::size_t i = 0; i < outputs.size(); ++i)
        outputs[i] = 1000 + 100 * std::sin(static_cast<float>(i * i));
      tensor.bytes = samples::bytes_of(outputs);
    }
  }
  return tensors;
}

const Named unknown{{"stored-outputs", {{"", sequences* heads* queries}}}};

} // namespace

TEST(DeclaredCauses, FactorsOf0PastTheLengthEndNoSearch) {
  const Attention attention;
  const auto length = [](std::size_t sequence) { return sequence == 0 ? std::size_t{9} : std::size_t{13}; };
  const auto unused = [&](std::size_t vector) { return vector % keys >= length(vector / (heads * keys)); };
  EXPECT_EQ(causes_of(inexplicable(attention.tensors({.length = length, .own = {}}), unused),
                      {integers("lengths", {9, 13}, {sequences})}),
            unknown);
}

TEST(DeclaredCauses, FactorsOf0InAnUnusedPageEndNoSearch) {
  const Attention attention;
  std::vector<std::int64_t> table;
  for (std::size_t b = 0; b < sequences; ++b)
    for (std::size_t at = 0; at < keys / page; ++at)
      table.push_back(Attention::page_at(b, at));
  const auto length = [](std::size_t) { return 2 * page; };
  const auto unused = [&](std::size_t vector) { // pages of neither sequence's first two
    const std::size_t at = vector / (heads * page);
    return at != 6 && at != 1 && at != 5 && at != 2;
  };
  EXPECT_EQ(causes_of(inexplicable(attention.tensors({.length = length, .own = {}}, true), unused),
                      {integers("block_table", table, {sequences, keys / page}),
                       integers("lengths", {2 * page, 2 * page}, {sequences})}),
            unknown);
}

TEST(DeclaredCauses, ACapThatIsDroppedWhereOnlyScoresAreStored) {
  std::mt19937 random{5}; // NOLINT(cert-msc51-cpp): the same each time
  std::normal_distribution<float> normal;
  constexpr float cap = 2;
  std::vector<float> scores, right, wrong;
  for (std::size_t q = 0; q < queries; ++q) {
    double capped = 0, uncapped = 0;
    for (std::size_t key = 0; key < keys; ++key) {
      const float score = normal(random);
      scores.push_back(cap * std::tanh(score / cap));
      capped += std::exp(static_cast<double>(scores.back()));
      uncapped += std::exp(static_cast<double>(score));
    }
    right.push_back(static_cast<float>(std::log(capped)));
    wrong.push_back(static_cast<float>(std::log(uncapped)));
  }
  const auto named = [&](const std::vector<float>& lse) {
    return causes_of({{"a.scores", "F32", {queries, keys}, samples::bytes_of(scores)},
                      {"a.lse", "F32", {queries}, samples::bytes_of(lse)}},
                     {}, {{"soft_cap", "2"}});
  };
  EXPECT_EQ(named(right), Named{});
  EXPECT_EQ(named(wrong), (Named{{"kernel-lse", {{"the soft cap of 2 were dropped", queries}}}}));
}

} // namespace tailmass::verify::causes
