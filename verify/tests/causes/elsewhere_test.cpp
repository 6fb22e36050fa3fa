// Results of other rows, heads and sequences, and of other heads' keys and values, are known as that.
#include "verify/campaign/check_campaign.hpp"
#include "verify/tests/input/float_file.hpp"
#include "verify/tests/input/samples.hpp"

#include <cmath>
#include <functional>
#include <gtest/gtest.h>
#include <map>
#include <numbers>
#include <random>

namespace tailmass::verify::causes {

namespace {

constexpr std::size_t sequences = 2, heads = 4, shared = 2, queries = 4, keys = 24, width = 8;

/// A place, and the head whose keys and the one whose values it meets.
struct At {
  std::size_t sequence, head, query, of_keys, of_values;
};
using Choose = std::function<At(At)>;

/// Attention in double of float numbers; `wrong` says whose results are stored at each place.
class Attention {
public:
  Attention() : q_(draw(sequences * heads * queries)), k_(draw(sequences * shared * keys)), v_(k_.size()) {
    v_ = draw(sequences * shared * keys);
  }

  /// Where scores are stored, they are the right ones.
  [[nodiscard]] samples::Bytes file(const Choose& wrong, bool with_scores) const {
    std::vector<float> lse, outputs, scores;
    for (std::size_t b = 0; b < sequences; ++b)
      for (std::size_t h = 0; h < heads; ++h)
        for (std::size_t q = 0; q < queries; ++q) {
          for (std::size_t key = 0; key < keys; ++key)
            scores.push_back(static_cast<float>(score({b, h, q, h / 2, h / 2}, key)));
          const std::vector<double> row = attend(wrong({b, h, q, h / 2, h / 2}));
          lse.push_back(static_cast<float>(row[width]));
          for (std::size_t x = 0; x < width; ++x)
            outputs.push_back(static_cast<float>(row[x]));
        }
    std::vector<samples::FloatTensor> tensors{{"a.queries", {sequences, heads, queries, width}, q_},
                                              {"a.keys", {sequences, shared, keys, width}, k_},
                                              {"a.values", {sequences, shared, keys, width}, v_},
                                              {"a.lse", {sequences, heads, queries}, lse},
                                              {"a.outputs", {sequences, heads, queries, width}, outputs}};
    if (with_scores)
      tensors.push_back({"a.scores", {sequences, heads, queries, keys}, scores});
    return samples::safetensors_of(tensors);
  }

private:
  std::vector<float> draw(std::size_t vectors) {
    std::vector<float> numbers(vectors * width);
    std::normal_distribution<float> normal;
    for (float& x : numbers)
      x = normal(random_);
    return numbers;
  }
  [[nodiscard]] double score(const At& at, std::size_t key) const {
    double product = 0;
    for (std::size_t x = 0; x < width; ++x)
      product += static_cast<double>(q_[((at.sequence * heads + at.head) * queries + at.query) * width + x]) *
                 static_cast<double>(k_[((at.sequence * shared + at.of_keys) * keys + key) * width + x]);
    return product / std::sqrt(width);
  }
  /// The coordinates of the output, then the log-sum-exp.
  [[nodiscard]] std::vector<double> attend(const At& at) const {
    std::vector<double> row(width + 1);
    double total = 0;
    for (std::size_t key = 0; key < keys; ++key) {
      const double weight = std::exp(score(at, key));
      total += weight;
      for (std::size_t x = 0; x < width; ++x)
        row[x] += weight *
                  static_cast<double>(v_[((at.sequence * shared + at.of_values) * keys + key) * width + x]);
    }
    for (std::size_t x = 0; x < width; ++x)
      row[x] /= total;
    row[width] = std::log(total);
    return row;
  }

  std::mt19937 random_{7}; // NOLINT(cert-msc51-cpp): the same each time
  std::vector<float> q_, k_, v_;
};

/// How often each cause is named, by check; the row's own place in a cause left out.
std::map<std::string, std::map<std::string, std::size_t>> causes_when(const Choose& wrong,
                                                                      bool with_scores = false) {
  const samples::Folder folder;
  cases::Dataset dataset({folder.write("a.safetensors", Attention().file(wrong, with_scores))},
                         {.tensors = {}, .declared = {{"scale", "0.35355339059327379"}}}, 0);
  std::map<std::string, std::map<std::string, std::size_t>> named;
  const record::Record record = campaign::run_check(dataset, {});
  for (const auto* checks : {&record.consistency, &record.kernel})
    for (const record::ConsistencyRecord& check : *checks)
      for (const record::NumberFailure& failure : check.failures)
        ++named[check.check][failure.cause.substr(0, failure.cause.find(", row"))];
  return named;
}

constexpr std::size_t rows = sequences * heads * queries;
using Named = std::map<std::string, std::map<std::string, std::size_t>>;

} // namespace

TEST(Elsewhere, NothingIsNamedOfWhatIsRight) {
  EXPECT_EQ(causes_when([](At at) { return at; }), Named{});
}

TEST(Elsewhere, TheNextHeadsResults) {
  const auto named = causes_when([](At at) {
    at.head = (at.head + 1) % heads;
    at.of_keys = at.of_values = at.head / 2;
    return at;
  });
  EXPECT_EQ(named, (Named{{"stored-outputs", {{"it were that of the next head", rows}}},
                          {"kernel-lse", {{"it were that of the next head", rows}}}}));
}

TEST(Elsewhere, QueriesRolled) {
  for (const auto& [by, cause] :
       std::map<std::size_t, std::string>{{1, "it were that of the next query"},
                                          {2, "it were that of the query 2 before"}, // or ahead, of four
                                          {3, "it were that of the query before"}}) {
    const auto named = causes_when([ahead = by](At at) {
      at.query = (at.query + ahead) % queries;
      return at;
    });
    EXPECT_EQ(named, (Named{{"stored-outputs", {{cause, rows}}}, {"kernel-lse", {{cause, rows}}}}));
  }
}

TEST(Elsewhere, HeadsAndQueriesTransposed) {
  const auto named = causes_when([](At at) {
    std::swap(at.head, at.query);
    at.of_keys = at.of_values = at.head / 2;
    return at;
  });
  EXPECT_EQ(named, (Named{{"stored-outputs", {{"heads and queries were transposed", rows - rows / 4}}},
                          {"kernel-lse", {{"heads and queries were transposed", rows - rows / 4}}}}));
}

TEST(Elsewhere, KeysAndValuesOfHeadsByTheWrongRule) {
  const std::string cause = "its keys and values were those of head h mod 2, not of h / 2";
  for (const bool with_scores : {false, true}) {
    const auto named = causes_when(
        [](At at) {
          at.of_keys = at.of_values = at.head % shared;
          return at;
        },
        with_scores);
    EXPECT_EQ(named, (Named{{"stored-outputs", {{cause, rows / 2}}}, {"kernel-lse", {{cause, rows / 2}}}}))
        << with_scores;
  }
}

TEST(Elsewhere, KeysOfHeadsByTheWrongRuleWithTheRightValues) {
  const auto named = causes_when([](At at) {
    at.of_keys = at.head % shared;
    return at;
  });
  EXPECT_EQ(
      named,
      (Named{{"stored-outputs", {{"its keys were those of head h mod 2, not of h / 2", rows / 2}}},
             {"kernel-lse", {{"its keys and values were those of head h mod 2, not of h / 2", rows / 2}}}}));
}

TEST(Elsewhere, ValuesOfAnotherHead) {
  const auto named = causes_when([](At at) {
    at.of_values = at.head % shared;
    return at;
  });
  EXPECT_EQ(named,
            (Named{{"stored-outputs", {{"its values were those of head h mod 2, not of h / 2", rows / 2}}}}));
}

TEST(Elsewhere, TheNextSequencesResults) {
  const auto named = causes_when([](At at) {
    at.sequence = (at.sequence + 1) % sequences;
    return at;
  });
  EXPECT_EQ(named, (Named{{"stored-outputs", {{"it were that of the next sequence", rows}}},
                          {"kernel-lse", {{"it were that of the next sequence", rows}}}}));
}

} // namespace tailmass::verify::causes
