// Each named fault of indices, made by hand, is named; and what other rows tell.
#include "verify/causes/candidate.hpp"
#include "verify/tests/causes/made_row.hpp"

#include <gtest/gtest.h>
#include <numeric>
#include <utility>

namespace tailmass::verify::causes {

using made::cause;
using made::Numbers;
using made::Row;

namespace {

using Indices = std::vector<std::int64_t>;

Indices top(const Numbers& scores, std::size_t k) {
  const std::vector<std::size_t> keys = made::largest(scores, k);
  return {keys.begin(), keys.end()};
}

Indices changed(Indices indices, const std::function<std::int64_t(std::int64_t)>& change) {
  for (std::int64_t& index : indices)
    index = change(index);
  return indices;
}

/// Scores of 512 keys.
Numbers many() {
  Numbers scores;
  for (unsigned seed = 0; seed < 8; ++seed)
    std::ranges::copy(Row(seed).scores, std::back_inserter(scores));
  return scores;
}

std::string cause_of(const Numbers& scores, const Indices& indices) {
  Row made(8);
  made.row.scores = std::make_shared<const Scores>(scores);
  made.row.keys_total = scores.size();
  made.row.values = nullptr;
  made.row.lse.reset();
  made.row.truncated.reset();
  return cause(made.indices(indices).row, kernel::kernel_indices.name);
}

} // namespace

TEST(IndexCauses, OfIntegersThatWereKeysOnce) {
  const Numbers scores = many();
  const Indices right = top(scores, 32);
  EXPECT_EQ(cause_of(scores, right), "right");
  EXPECT_EQ(cause_of(scores, changed(right, [](std::int64_t x) { return 2 * x; })),
            "every index were doubled");
  EXPECT_EQ(cause_of(scores, changed(right, [](std::int64_t x) { return x & 255; })),
            "indices were narrowed to 8 bits");
  EXPECT_EQ(cause_of(scores, changed(right, [](std::int64_t x) { return (x + 17) % 512; })),
            "17 were added to every index, modulo 512");
  Indices words(32, 0), zeros = right;
  for (std::size_t i = 0; i < 16; ++i)
    words[2 * i] = right[i];
  std::fill(zeros.begin() + 20, zeros.end(), 0);
  EXPECT_EQ(cause_of(scores, words), "64-bit indices were read as words of 32 bits: every second one is 0");
  for (const std::int64_t value : {0, -1, 7, 2147483647})
    EXPECT_EQ(cause_of(scores, Indices(32, value)),
              "indices were never written: all are " + std::to_string(value));
  EXPECT_EQ(cause_of(scores, zeros), "the last 12 of 32 indices were never written: they are 0");
}

TEST(IndexCauses, OfTheLastKeysOfALongRowBothWidthsAreNamed) {
  Numbers rising(65536);
  std::iota(rising.begin(), rising.end(), 0.0);
  const Indices right = top(rising, 20);
  EXPECT_EQ(cause_of(rising, changed(right, [](std::int64_t x) { return x - 65536; })),
            "indices were narrowed to 8 or to 16 bits");
  std::swap(rising[65535], rising[60000]); // beyond 8 bits
  EXPECT_EQ(cause_of(rising, changed(top(rising, 20), [](std::int64_t x) { return x - 65536; })),
            "indices were narrowed to 16 bits");
}

TEST(IndexCauses, OfKeysCountedInTiles) {
  const Numbers scores = many();
  for (const std::int64_t tile : {32, 64, 128})
    EXPECT_EQ(cause_of(scores, changed(top(scores, 24), [&](std::int64_t x) { return x % tile; })),
              "keys were counted modulo " + std::to_string(tile) + ", as in tiles of so many");
}

TEST(IndexCauses, OfTiesThatWentTheOtherWay) {
  using Ties = attention::Declarations::Ties;
  Numbers scores(16, 1);
  scores[3] = scores[9] = 2;
  Row made(8);
  made.row.scores = std::make_shared<const Scores>(scores);
  made.row.keys_total = scores.size();
  made.row.values = nullptr;
  made.row.truncated.reset();
  made.row.lse.reset();
  const auto named = [&](Ties ties, const Indices& indices) {
    made.row.declared.ties = ties;
    made.indices(indices);
    return cause(made.row, kernel::kernel_indices.name);
  };
  EXPECT_EQ(named(Ties::lowest, {3, 9, 0, 1}), "right");
  EXPECT_EQ(named(Ties::highest, {3, 9, 14, 15}), "right");
  EXPECT_EQ(named(Ties::lowest, {3, 9, 14, 15}), "ties went to the highest index, not to the lowest");
  EXPECT_EQ(named(Ties::highest, {3, 9, 0, 1}), "ties went to the lowest index, not to the highest");
  EXPECT_EQ(named(Ties::lowest, {3, 9, 7, 2}), "ties went to any index");
}

TEST(IndexCauses, OfTheBestKeysLeftOut) {
  Numbers scores = many();
  for (const std::size_t lost : {1U, 2U, 5U}) {
    const Indices more = top(scores, 32 + lost);
    EXPECT_EQ(cause_of(scores, {more.begin() + static_cast<std::ptrdiff_t>(lost), more.end()}),
              "ranks " + std::to_string(lost + 1) + " to " + std::to_string(32 + lost) + " were taken");
  }
  for (std::size_t key = 0; key < scores.size(); ++key) // keys of ranks that follow each other are 8 apart
    scores[key] = -static_cast<double>((64 * (key % 8) + key / 8) % 512);
  Indices following = top(scores, 33);
  EXPECT_EQ(cause_of(scores, {following.begin() + 1, following.end()}), "ranks 2 to 33 were taken");
}

TEST(IndexCauses, OfAShortHead) {
  Numbers scores(512, -std::numeric_limits<double>::infinity());
  std::ranges::copy(Row(3).scores, scores.begin() + 100);
  Indices right = top(scores, 64);
  right.resize(70, -1);
  EXPECT_EQ(cause_of(scores, right), "right");
  EXPECT_EQ(cause_of(scores, changed(right, [](std::int64_t x) { return x + 1; })),
            "keys were counted from 1");
  EXPECT_EQ(cause_of(scores, changed(right, [](std::int64_t x) { return x < 0 ? x : x + 1; })),
            "keys were counted from 1");
  EXPECT_EQ(cause_of(scores, changed(right, [](std::int64_t x) { return x < 0 ? x : x + 17; })),
            "17 were added to every index");
  Indices lacking(right.begin() + 1, right.end());
  lacking.push_back(-1);
  EXPECT_EQ(cause_of(scores, lacking), "ranks 2 to 64 were taken");
}

TEST(IndexCauses, OfAKeyThatIsLost) {
  const Numbers scores = many();
  Indices lost = top(scores, 32);
  lost[5] = -1;
  EXPECT_EQ(cause_of(scores, lost), "one of the 32 best keys were lost, and padding stood in its place");
  lost[7] = lost[11] = -1;
  EXPECT_EQ(cause_of(scores, lost), "3 of the 32 best keys were lost, and padding stood in their places");
  Indices twice = top(scores, 32);
  twice[5] = twice[6];
  EXPECT_EQ(cause_of(scores, twice), "one of the 32 best keys were lost, and another stood twice");
  twice[9] = top(scores, 300).back();
  EXPECT_EQ(cause_of(scores, twice), "");
}

TEST(IndexCauses, OfSubnormalScores) {
  Numbers scores(64, -1);
  scores[0] = scores[1] = scores[2] = 5;
  for (const std::size_t key : {10U, 20U, 30U, 40U})
    scores[key] = static_cast<float>(1e-42 * static_cast<double>(key));
  EXPECT_EQ(cause_of(scores, {0, 1, 2, 40}), "right");
  EXPECT_EQ(cause_of(scores, {0, 1, 2, 20}), "subnormal scores were taken for 0");
  for (double& score : scores)
    score *= 0x1p120;
  EXPECT_NE(cause_of(scores, {0, 1, 2, 20}), "subnormal scores were taken for 0");
}

TEST(IndexCauses, OfScoresThatAreAllSubnormalAnyKeysAreNoneOfFlushing) {
  Numbers scores;
  for (int key = 0; key < 8; ++key)
    scores.push_back(static_cast<float>((8 - key) * 1e-40));
  EXPECT_EQ(cause_of(scores, {5, 6, 7}), "the smallest scores were taken");
}

TEST(IndexCauses, OfSubnormalScoresOfShortFormats) {
  Row made(8);
  made.row.keys_total = 64;
  made.row.values = nullptr;
  made.row.lse.reset();
  made.row.truncated.reset();
  made.indices({0, 1, 2, 20});
  using input::DType;
  for (const auto& [dtype, smallest] :
       {std::pair{DType::F64, 0x1p-1022}, std::pair{DType::F32, 0x1p-126}, std::pair{DType::BF16, 0x1p-126},
        std::pair{DType::F16, 0x1p-14}, std::pair{DType::F8E5M2, 0x1p-14},
        std::pair{DType::F8E5M2Fnuz, 0x1p-15}, std::pair{DType::F8E4M3, 0x1p-6},
        std::pair{DType::F8E4M3Fnuz, 0x1p-7}})
    for (const double scale : {0.2, 1.0}) {
      Numbers scores(64, -1);
      scores[0] = scores[1] = scores[2] = 5;
      for (const std::size_t key : {10U, 20U, 30U, 40U})
        scores[key] = smallest * scale * (static_cast<double>(key) / 10);
      made.row.dtype = dtype;
      made.row.scores = std::make_shared<const Scores>(scores);
      EXPECT_EQ(cause(made.row, kernel::kernel_indices.name) == "subnormal scores were taken for 0",
                scale < 1)
          << input::dtype_name(dtype) << scale;
    }
}

TEST(IndexCauses, OfAPartOfTheKeys) {
  const Numbers scores = many();
  const Numbers first(scores.begin(), scores.begin() + 256), second(scores.begin() + 256, scores.end());
  EXPECT_TRUE(cause_of(scores, top(first, 32)).starts_with("only keys 0 to 2"))
      << cause_of(scores, top(first, 32));
  EXPECT_EQ(cause_of(scores, top(second, 32)), "only keys 256 to 511 were considered, and counted from 256");
  Indices overflowed = top(scores, 64);
  overflowed.erase(overflowed.begin() + 20, overflowed.begin() + 52);
  EXPECT_EQ(cause_of(scores, overflowed),
            "the keys of ranks 21 to 52 were dropped, as of an overflowed bucket");
}

TEST(IndexCauses, OfOtherOrders) {
  Numbers scores = Row(10).scores;
  const std::vector<std::size_t> order = made::largest(scores, 9);
  for (const std::size_t key : order) // both round to 6
    scores[key] = key == order[7] ? 6.0002F : key == order[8] ? 6.0001F : scores[key] + 6;
  Numbers rounded(scores);
  std::swap(rounded[order[7]], rounded[order[8]]);
  EXPECT_EQ(cause_of(scores, top(rounded, 8)), "they were selected on scores rounded to F16 or TF32");
  const Row mixed(9);
  const auto positive =
      static_cast<std::size_t>(std::ranges::count_if(mixed.scores, [](double s) { return s > 0; }));
  Numbers as_integers(mixed.scores); // the negative ones in ascending order
  for (double& score : as_integers)
    score = score < 0 ? -100 - score : score;
  EXPECT_EQ(cause_of(mixed.scores, top(as_integers, positive + 8)),
            "scores were compared by their bits, as signed integers");
  Numbers reversed(mixed.scores); // as unsigned ones the negative ones come first, the least of them before
  for (double& score : reversed)
    score = -score;
  const std::string of_bits = cause_of(mixed.scores, top(reversed, 8));
  EXPECT_TRUE(of_bits.ends_with("scores were compared by their bits, as unsigned integers")) << of_bits;
}

TEST(IndexCauses, AFittedOneNeedsSeveralRows) {
  const Candidate fitted{.cause = "a sink", .detail = {}, .alone = 0, .again = same_digits};
  const Candidate own{.cause = "key 3 were lost", .detail = {}, .alone = -9, .again = -12};
  const std::vector<std::vector<Candidate>> one{{fitted}}, several{{fitted}, {fitted}, {fitted, own}, {own}},
      few{{fitted}, {}, {}, {}, {}, {}, {}, {fitted}};
  EXPECT_EQ(likeliest(one), std::vector<std::string>{""});
  EXPECT_EQ(likeliest(several),
            (std::vector<std::string>{"a sink", "a sink", "key 3 were lost", "key 3 were lost"}));
  EXPECT_EQ(likeliest(few), std::vector<std::string>(8));
  const std::vector<std::vector<Candidate>> equal{{own, {"key 4 were lost", {}, own.alone, own.again}}};
  EXPECT_EQ(likeliest(equal), std::vector<std::string>{""});
}

} // namespace tailmass::verify::causes
