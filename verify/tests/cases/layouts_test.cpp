// One random attention, stored in every layout: the same rows, and the sums that loops give.
#include "verify/cases/dataset.hpp"

#include "verify/tests/input/float_file.hpp"

#include <cmath>
#include <functional>
#include <gtest/gtest.h>
#include <random>

namespace tailmass::verify::cases {

namespace {

constexpr std::size_t sequences = 3, heads = 4, shared = 2, queries = 2, capacity = 7, width = 5, k = 3;
constexpr std::size_t lengths[sequences] = {5, 0, 7};
constexpr std::size_t page_size = 2, pages = 9;
/// The pages of each sequence; -1 is never read.
constexpr int table[sequences][4] = {{7, 2, 4, -1}, {-1, -1, -1, -1}, {0, 8, 1, 5}};

using Numbers = std::vector<float>;

std::size_t query_at(std::size_t b, std::size_t h, std::size_t i) {
  return (b * heads + h) * queries + i;
}
std::size_t key_at(std::size_t b, std::size_t g, std::size_t j) {
  return (b * shared + g) * capacity + j;
}

/// Numbers in the order b, h, q, x and b, h, n, x, with room for `capacity` keys of each sequence.
struct Attention {
  Numbers q = Numbers(sequences * heads * queries * width),
          keys = Numbers(sequences * shared * capacity * width),
          values = Numbers(sequences * shared * capacity), lse = Numbers(sequences * heads * queries);
  std::vector<std::int32_t> head = std::vector<std::int32_t>(sequences * shared * queries * k);

  Attention() {
    std::mt19937_64 random(5);
    std::normal_distribution<float> normal;
    for (Numbers* part : {&q, &keys, &values, &lse})
      for (float& x : *part)
        x = normal(random);
    for (std::size_t b = 0; b < sequences; ++b)
      for (std::size_t row = 0; row < shared * queries; ++row)
        for (std::size_t at = 0; at < k; ++at) // -1 where there is no key to name
          head[(b * shared * queries + row) * k + at] =
              lengths[b] == 0 || (row == 3 && at == 1)
                  ? -1
                  : static_cast<std::int32_t>((row + 2 * at) % lengths[b]);
  }
  [[nodiscard]] double score(std::size_t b, std::size_t h, std::size_t i, std::size_t j) const {
    long double sum = 0;
    for (std::size_t x = 0; x < width; ++x)
      sum += static_cast<long double>(q[query_at(b, h, i) * width + x]) *
             static_cast<long double>(keys[key_at(b, h / 2, j) * width + x]);
    return static_cast<double>(sum / std::sqrt(static_cast<long double>(width)));
  }
};

enum class Order : std::uint8_t { bhqd, bqhd, thd };
enum class Keys : std::uint8_t { together, in_pages, in_slots };

/// Writes the attention with its axes in an order and its keys where they may be; what no query reads is NaN.
class Writer {
public:
  Writer(const Attention& attention, Order order, Keys place) : a_(attention), order_(order), place_(place) {}

  [[nodiscard]] samples::Bytes file(bool slots_named) const {
    std::vector<samples::StoredTensor> tensors{
        {"a.queries", "F32", query_shape(heads, width),
         samples::bytes_of(per_query<float>(
             heads, width,
             [&](auto b, auto h, auto i, auto x) { return a_.q[query_at(b, h, i) * width + x]; }))},
        {"a.keys", "F32", key_shape(width), samples::bytes_of(per_key(a_.keys, width))},
        {"a.values", "F32", key_shape(1), samples::bytes_of(per_key(a_.values, 1))},
        {"a.lse", "F32", query_shape(heads, 1),
         samples::bytes_of(per_query<float>(
             heads, 1, [&](auto b, auto h, auto i, auto) { return a_.lse[query_at(b, h, i)]; }))},
        {"a.indices", "I32", query_shape(shared, k),
         samples::bytes_of(per_query<std::int32_t>(shared, k, [&](auto b, auto g, auto i, auto x) {
           return index(b, a_.head[((b * shared + g) * queries + i) * k + x], slots_named);
         }))}};
    std::vector<std::int32_t> counts, q_starts{0}, k_starts{0}, pages_of;
    for (std::size_t b = 0; b < sequences; ++b) {
      counts.push_back(static_cast<std::int32_t>(lengths[b]));
      q_starts.push_back(q_starts.back() + static_cast<std::int32_t>(queries));
      k_starts.push_back(k_starts.back() + static_cast<std::int32_t>(lengths[b]));
      pages_of.insert(pages_of.end(), table[b], table[b] + 4);
    }
    if (order_ == Order::thd)
      tensors.push_back({"a.cu_seqlens_q", "I32", {sequences + 1}, samples::bytes_of(q_starts)});
    if (order_ == Order::thd && place_ == Keys::together)
      tensors.push_back({"a.cu_seqlens_k", "I32", {sequences + 1}, samples::bytes_of(k_starts)});
    else
      tensors.push_back({"a.lengths", "I32", {sequences}, samples::bytes_of(counts)});
    if (place_ != Keys::together)
      tensors.push_back({"a.block_table", "I32", {sequences, 4}, samples::bytes_of(pages_of)});
    return samples::safetensors_stored(tensors);
  }

  [[nodiscard]] attention::DeclaredTexts words(bool slots_named) const {
    attention::DeclaredTexts words;
    if (order_ != Order::bhqd)
      words["layout"] = order_ == Order::thd ? "thd" : "bqhd";
    if (place_ == Keys::in_slots)
      words["page_size"] = "2";
    if (slots_named)
      words["index_space"] = "slot";
    return words;
  }

private:
  [[nodiscard]] std::vector<std::size_t> query_shape(std::size_t of_heads, std::size_t last) const {
    if (order_ == Order::thd)
      return {sequences * queries, of_heads, last};
    return order_ == Order::bqhd ? std::vector{sequences, queries, of_heads, last}
                                 : std::vector{sequences, of_heads, queries, last};
  }
  [[nodiscard]] std::vector<std::size_t> key_shape(std::size_t last) const {
    if (place_ == Keys::in_slots)
      return {pages * page_size, shared, last};
    const std::size_t outer = place_ == Keys::in_pages ? pages : sequences;
    const std::size_t keys = place_ == Keys::in_pages ? page_size : capacity;
    if (order_ == Order::thd && place_ == Keys::together)
      return {lengths[0] + lengths[1] + lengths[2], shared, last};
    return order_ == Order::bhqd ? std::vector{outer, shared, keys, last}
                                 : std::vector{outer, keys, shared, last};
  }

  template <class Number, class Entry>
  [[nodiscard]] std::vector<Number> per_query(std::size_t of_heads, std::size_t last,
                                              const Entry& entry) const {
    std::vector<Number> numbers;
    const bool heads_first = order_ == Order::bhqd;
    for (std::size_t b = 0; b < sequences; ++b)
      for (std::size_t outer = 0; outer < (heads_first ? of_heads : queries); ++outer)
        for (std::size_t inner = 0; inner < (heads_first ? queries : of_heads); ++inner)
          for (std::size_t x = 0; x < last; ++x)
            numbers.push_back(heads_first ? entry(b, outer, inner, x) : entry(b, inner, outer, x));
    return numbers;
  }

  [[nodiscard]] std::size_t slot(std::size_t b, std::size_t key) const {
    if (place_ != Keys::together)
      return static_cast<std::size_t>(table[b][key / page_size]) * page_size + key % page_size;
    std::size_t before = 0;
    for (std::size_t earlier = 0; order_ == Order::thd && earlier < b; ++earlier)
      before += lengths[earlier];
    return before + key;
  }
  [[nodiscard]] std::int32_t index(std::size_t b, std::int32_t key, bool slots_named) const {
    return slots_named && key >= 0 ? static_cast<std::int32_t>(slot(b, static_cast<std::size_t>(key))) : key;
  }

  [[nodiscard]] Numbers per_key(const Numbers& from, std::size_t last) const {
    const std::vector<std::size_t> shape = key_shape(last);
    std::size_t size = 1;
    for (const std::size_t extent : shape)
      size *= extent;
    Numbers numbers(size, std::nanf(""));
    for (std::size_t b = 0; b < sequences; ++b)
      for (std::size_t g = 0; g < shared; ++g)
        for (std::size_t j = 0; j < lengths[b]; ++j)
          for (std::size_t x = 0; x < last; ++x)
            numbers[key_row(b, g, j) * last + x] = from[key_at(b, g, j) * last + x];
    return numbers;
  }
  [[nodiscard]] std::size_t key_row(std::size_t b, std::size_t g, std::size_t j) const {
    const std::size_t at = slot(b, j);
    const bool paged = place_ != Keys::together;
    if (order_ == Order::thd || place_ == Keys::in_slots)
      return at * shared + g;
    const std::size_t size = paged ? page_size : capacity;
    const std::size_t outer = paged ? at / page_size : b;
    const std::size_t inner = paged ? at % page_size : j;
    return order_ == Order::bhqd ? (outer * shared + g) * size + inner : (outer * size + inner) * shared + g;
  }

  const Attention& a_;
  Order order_;
  Keys place_;
};

/// Requires a row to be what loops make of it.
void expect_row(const Attention& a, const AttentionRow& row, std::size_t at) {
  const std::size_t b = at / (heads * queries), h = at / queries % heads, i = at % queries;
  EXPECT_EQ(row.lse->numbers, std::vector{static_cast<double>(a.lse[query_at(b, h, i)])});
  std::vector<input::Integer> head;
  for (std::size_t x = 0; x < k; ++x) {
    const std::int32_t key = a.head[((b * shared + h / 2) * queries + i) * k + x];
    head.push_back({.negative = key < 0, .magnitude = key < 0 ? 1 : static_cast<std::uint64_t>(key)});
  }
  ASSERT_EQ(row.indices->numbers.size(), head.size());
  EXPECT_EQ(row.indices->fault, "");
  for (std::size_t x = 0; x < k; ++x) {
    EXPECT_EQ(row.indices->numbers[x].negative, head[x].negative);
    EXPECT_EQ(row.indices->numbers[x].magnitude, head[x].magnitude);
  }
  ASSERT_EQ(row.scores == nullptr, lengths[b] == 0);
  for (std::size_t j = 0; row.scores && j < row.keys_total; ++j) {
    if (j >= lengths[b]) {
      EXPECT_TRUE(row.scores->masked(j)) << j;
      continue;
    }
    EXPECT_NEAR((*row.scores)[j], a.score(b, h, i, j), row.formed->radii[j]) << j;
    EXPECT_LT(row.formed->radii[j], 1e-13);
    EXPECT_EQ(row.values->at(j, 0), static_cast<double>(a.values[key_at(b, h / 2, j)])) << j;
  }
}

} // namespace

TEST(Layouts, RowsAreTheSameInEachOfThem) {
  const Attention attention;
  const samples::Folder folder;
  for (const Order order : {Order::bhqd, Order::bqhd, Order::thd})
    for (const Keys place : {Keys::together, Keys::in_pages, Keys::in_slots})
      for (const bool slots_named : {false, true}) {
        if (order == Order::bhqd && place == Keys::in_slots)
          continue; // slots have no axis of pages before that of heads
        SCOPED_TRACE(testing::Message() << static_cast<int>(order) << static_cast<int>(place) << slots_named);
        const Writer writer(attention, order, place);
        Dataset dataset({folder.write("a.safetensors", writer.file(slots_named))},
                        {.tensors = {}, .declared = writer.words(slots_named)}, 1);
        ASSERT_EQ(dataset.rows(), sequences * heads * queries);
        for (std::size_t row = 0; row < dataset.rows(); ++row) {
          SCOPED_TRACE(dataset.origin(row).row);
          expect_row(attention, dataset.row(row), row);
          EXPECT_EQ(dataset.query_position(row).position, row % queries);
          EXPECT_EQ(dataset.query_position(row).queries, queries);
        }
      }
}

} // namespace tailmass::verify::cases
