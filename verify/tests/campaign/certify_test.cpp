// The rows of `certify`: figures against their definitions, whatever the threads, as JSON and as CSV.
#include "verify/campaign/certify_campaign.hpp"
#include "verify/campaign/row_record_csv.hpp"

#include "theory/exact/distribution/head_group.hpp"
#include "theory/exact/distribution/k_epsilon.hpp"
#include "theory/exact/outputs/variances.hpp"
#include "theory/exact/perturbation/quantised_keys.hpp"
#include "theory/nouns/domain_error.hpp"
#include "theory/numbers/random.hpp"
#include "theory/tests/exact/close_row.hpp"
#include "theory/theorems/catalogue.hpp"
#include "verify/campaign/certificates.hpp"
#include "verify/campaign/certified_outputs.hpp"
#include "verify/tests/input/float_file.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <set>

namespace tailmass::verify::campaign {

namespace {

constexpr float masked_key = -__builtin_inff();

/// Six rows of 40 keys, some masked, with two value matrices; the third row has one finite key, the fourth
/// a tail far below the range of doubles, the fifth equal scores.
samples::Bytes small_file(const std::string& prefix, bool with_values) {
  RandomStream random(3, {"certify"});
  std::vector<float> scores(6 * 40);
  std::vector<float> values(2 * 40 * 3);
  for (float& x : scores)
    x = static_cast<float>(3 * random.normal());
  for (float& x : values)
    x = static_cast<float>(random.normal());
  scores[17] = masked_key;
  for (std::size_t key = 0; key < 40; ++key) {
    if (key != 5)
      scores[80 + key] = masked_key;
    scores[120 + key] = key < 7 ? 5 : -5000;
    scores[160 + key] = 1;
  }
  std::vector<samples::FloatTensor> tensors{{prefix + "scores", {2, 3, 40}, scores}};
  if (with_values)
    tensors.push_back({prefix + "values", {2, 40, 3}, values});
  return samples::safetensors_of(tensors);
}

struct File {
  explicit File(const samples::Bytes& content)
      : dataset({folder.write("small.safetensors", content)}, {}, 1) {}
  samples::Folder folder;
  cases::Dataset dataset;
};

CertifyOptions on_threads(unsigned threads) {
  CertifyOptions options;
  options.threads = threads;
  return options;
}

void expect_near(const record::Magnitude& x, const Ball& truth) {
  if (std::isnormal(x.value))
    EXPECT_EQ(x.value, approximate(truth));
  else
    EXPECT_TRUE(std::abs(x.log - approximate(log(truth))) < 1e-12 * std::abs(x.log));
}

std::string table_of(const cases::Dataset& dataset, std::span<const record::RowRecord> rows) {
  const RowTable table(dataset);
  std::string text = table.header();
  for (const record::RowRecord& row : rows)
    text += table.line(row);
  return text;
}

/// The fields of text after RFC 4180.
std::vector<std::vector<std::string>> parsed_csv(const std::string& text) {
  std::vector<std::vector<std::string>> lines{{""}};
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted && c == '"' && i + 1 < text.size() && text[i + 1] == '"')
      lines.back().back() += text[++i];
    else if (c == '"')
      quoted = !quoted;
    else if (!quoted && c == ',')
      lines.back().emplace_back();
    else if (!quoted && c == '\r' && text[i + 1] == '\n') {
      ++i;
      lines.push_back({""});
    } else
      lines.back().back() += c;
  }
  lines.pop_back(); // after the last line's end
  return lines;
}

/// A field of a row's JSON by its CSV name, as text.
std::string json_field(const nlohmann::ordered_json& row, const std::string& name) {
  const nlohmann::ordered_json* at = &row;
  std::string rest = name;
  for (std::size_t dot; !rest.empty(); rest = dot == std::string::npos ? "" : rest.substr(dot + 1)) {
    dot = rest.find('.');
    const std::string part = rest.substr(0, dot);
    if (!at->contains(part))
      return "";
    at = &(*at)[part];
  }
  if (name == "index")
    return input::shape_text(at->get<std::vector<std::size_t>>());
  return at->is_null() ? "" : at->is_string() ? at->get<std::string>() : at->dump();
}

} // namespace

TEST(Certify, FiguresAreThoseOfTheirDefinitions) {
  File file(small_file("a.", true));
  const record::Record record = run_certify(file.dataset, on_threads(2));
  ASSERT_EQ(record.certified->size(), 18U);
  EXPECT_EQ(record.rows, 6U);
  EXPECT_EQ(record.cases, 18U);
  EXPECT_FALSE(record.interrupted);
  for (std::size_t i = 0; i < 18; ++i) {
    SCOPED_TRACE(i);
    const record::RowRecord& found = (*record.certified)[i];
    const cases::AttentionRow row = file.dataset.row(i / 3);
    const double epsilon = std::array{0.1, 0.01, 0.001}[i % 3];
    EXPECT_EQ(found.tensor, "a.scores");
    EXPECT_EQ(found.index, (std::vector{i / 9, i / 3 % 3}));
    EXPECT_EQ(found.n, 40U);
    EXPECT_EQ(found.finite, row.scores->finite_count());
    EXPECT_EQ(found.epsilon, epsilon);
    EXPECT_EQ(found.k_epsilon, exact::k_epsilon(*row.scores, epsilon));
    Case c{row.scores, Head::top_k(*row.scores, found.k_epsilon)};
    c.values = row.values;
    Evaluator<Ball> truth(c, Precision<Ball>{2000});
    if (found.k_epsilon < found.finite) {
      expect_near(found.tail_mass, exact::tail_mass(truth));
      EXPECT_LE(found.tail_mass.value, epsilon);
    } else {
      EXPECT_EQ(found.tail_mass.value, 0);
    }
    ASSERT_EQ(found.bounds.size(), certificates().size());
    for (std::size_t b = 0; b < found.bounds.size(); ++b) {
      EXPECT_EQ(found.bounds[b].first, certificates()[b]->id);
      EXPECT_GE(found.bounds[b].second, found.k_epsilon)
          << found.bounds[b].first; // no set of less mass is smaller
      EXPECT_LE(found.bounds[b].second, found.finite) << found.bounds[b].first;
    }
    ASSERT_TRUE(found.output);
    const record::OutputRecord& output = *found.output;
    if (found.k_epsilon == found.finite) {
      EXPECT_EQ(output.error.value, 0);
      EXPECT_EQ(output.active, "");
      continue;
    }
    expect_near(output.error, exact::error_norm(truth));
    for (const auto& [id, bound] : output.bounds)
      EXPECT_GE(bound.log, output.error.log) << id;
    const auto value = [&](const char* id) {
      return std::ranges::find(output.bounds, id, &std::pair<std::string, record::Magnitude>::first)->second;
    };
    expect_near(value("norm-bound"), exact::bound_by_norm(truth));
    expect_near(value("diameter-bound"), exact::bound_by_diameter(truth));
    expect_near(value("variance-bound"), exact::bound_by_variance(truth));
    EXPECT_LE(value("covariance-bound").log, value("variance-bound").log);
    EXPECT_LE(value("centre-distance-bound").log, value("diameter-bound").log);
    const double least = std::min(value("diameter-bound").log, value("variance-bound").log);
    EXPECT_EQ(value("best-of-three").log, least);
    EXPECT_EQ(output.active, least == value("diameter-bound").log ? "diameter-bound" : "variance-bound");
  }
}

TEST(Certify, RowsOfQueriesAndKeysHaveCertificatesOfKeysInEightBits) {
  RandomStream random(5, {"keys"});
  std::vector<float> queries(2 * 8), keys(30 * 8);
  for (float& x : queries)
    x = static_cast<float>(random.normal());
  for (float& x : keys)
    x = static_cast<float>(random.normal());
  File file(samples::safetensors_of({{"a.queries", {1, 2, 8}, queries}, {"a.keys", {1, 30, 8}, keys}}));
  const cases::AttentionRow row = file.dataset.row(1);
  const std::vector<double> epsilons{0.1, 0.01};
  const std::vector<record::RowRecord> found = certify_row(row, epsilons);
  const std::vector<std::string> ids = key_certificate_ids();
  ASSERT_EQ(ids.size(), 3U);
  for (const record::RowRecord& record : found) {
    ASSERT_EQ(record.bounds.size(), certificates().size() + ids.size());
    std::size_t fewer = 0;
    for (std::size_t b = 0; b < ids.size(); ++b) {
      const auto& [id, k] = record.bounds[certificates().size() + b];
      EXPECT_EQ(id, ids[b]);
      EXPECT_GE(k, record.k_epsilon) << id;
      fewer += k < record.finite ? 1 : 0;
      const auto quantised = exact::approximate_scores(
          *cases::query_keys(row), exact::QuantisedKeys(*row.keys, exact::key_formats.at(b)));
      EXPECT_EQ(exact::certified_top_p(quantised, {&record.epsilon, 1}).front(), k) << id;
    }
    EXPECT_GE(fewer, 1U);
    const auto header = parsed_csv(table_of(file.dataset, {&record, 1}));
    const auto column = std::ranges::find(header[0], "bounds.int8-keys") - header[0].begin();
    EXPECT_EQ(header[1].at(static_cast<std::size_t>(column)),
              std::to_string(record.bounds[certificates().size()].second));
  }
}

TEST(Certify, RowsOfHeadsThatReadTheSameKeysHaveCertificatesOfOneSet) {
  RandomStream random(6, {"heads"});
  std::vector<float> scores(4 * 2 * 30);
  for (float& x : scores)
    x = static_cast<float>(2 * random.normal());
  scores[3] = masked_key;
  std::fill_n(scores.begin() + 60, 30, masked_key); // query 0 of head 1 sees nothing
  scores[5 * 30] = std::nanf("");                   // query 1 of head 2 cannot be read
  File file(samples::safetensors_of(
      {{"a.scores", {4, 2, 30}, scores}, {"a.values", {2, 30, 1}, std::vector<float>(60)}}));
  const std::vector<double> epsilons{0.1, 0.01};
  const std::vector<std::string> ids = group_certificate_ids();
  ASSERT_EQ(ids.size(), 2U);
  const auto sizes_of = [&](const record::RowRecord& record) {
    std::vector<std::size_t> sizes;
    for (const auto& [id, k] : record.bounds)
      if (std::ranges::find(ids, id) != ids.end())
        sizes.push_back(k);
    return sizes;
  };
  for (const std::vector<std::size_t>& together :
       std::vector<std::vector<std::size_t>>{{0}, {1, 3}, {4, 6}}) { // a row alone has its own smallest set
    std::vector<Scores> heads;
    for (const std::size_t row : together)
      heads.push_back(*file.dataset.row(row).scores);
    const exact::HeadGroup group(heads);
    for (const std::size_t row : together) {
      const std::vector<record::RowRecord> found = certify_row(file.dataset.row(row), epsilons);
      for (std::size_t i = 0; i < epsilons.size(); ++i) {
        SCOPED_TRACE(row);
        EXPECT_EQ(sizes_of(found[i]),
                  (std::vector{group.size_by_heads(epsilons[i]), group.size_by_mean(epsilons[i])}));
        EXPECT_GE(sizes_of(found[i]).front(), found[i].k_epsilon);
        const auto table = parsed_csv(table_of(file.dataset, {&found[i], 1}));
        const auto column = std::ranges::find(table[0], "bounds.shared-heads") - table[0].begin();
        EXPECT_EQ(table[1].at(static_cast<std::size_t>(column)), std::to_string(sizes_of(found[i]).front()));
      }
    }
  }
  EXPECT_TRUE(sizes_of(certify_row(file.dataset.row(7), epsilons).front()).empty()) << "row 5 cannot be read";
  File apart(small_file("a.", true));
  EXPECT_EQ(table_of(apart.dataset, {}).find("shared-heads"), std::string::npos);
}

TEST(Certify, RowsOfAGroupGetTheSizesOfTheirOwnGroupWhateverTheThreadsAndRows) {
  RandomStream random(7, {"groups"});
  std::vector<float> scores(2 * 6 * 5 * 20); // two sequences of six heads in two groups, five queries each
  for (float& x : scores)
    x = static_cast<float>(2 * random.normal());
  File file(samples::safetensors_of(
      {{"a.scores", {2, 6, 5, 20}, scores}, {"a.values", {2, 2, 20, 1}, std::vector<float>(80)}}));
  CertifyOptions options = on_threads(1);
  std::vector<record::ById<std::size_t>> alone; // each row's group for itself
  for (std::size_t row = 0; row < file.dataset.rows(); ++row)
    for (const record::RowRecord& record : certify_row(file.dataset.row(row), options.epsilons))
      alone.push_back(record.bounds);
  const auto bounds = [&] {
    std::vector<record::ById<std::size_t>> found;
    const record::Record record = run_certify(file.dataset, options);
    for (const record::RowRecord& row : *record.certified)
      found.push_back(row.bounds);
    return found;
  };
  EXPECT_EQ(bounds(), alone);
  options.threads = 4;
  EXPECT_EQ(bounds(), alone);
  options.rows.emplace(file.dataset.rows()).keep("7:48", {}); // begins within a group
  EXPECT_EQ(bounds(), std::vector(alone.begin() + 3 * 7, alone.begin() + 3 * 48));
}

TEST(Certify, SizesOfAGroupAreMadeOnceForItsRows) {
  const std::vector<double> epsilons{0.1, 0.01};
  GroupSizes groups(epsilons);
  std::size_t made = 0;
  const auto sizes = [&](std::size_t group) {
    return groups.of(group, [&]() -> std::vector<std::vector<double>> {
      ++made;
      if (group > 1)
        return {};
      return {{3, 2, 1, static_cast<double>(group)}, {1, 3, 0, 2}};
    });
  };
  for (const std::size_t group : {0U, 1U}) {
    const auto expected =
        group_certified_sizes({{3, 2, 1, static_cast<double>(group)}, {1, 3, 0, 2}}, epsilons);
    ASSERT_EQ(expected.front().size(), 2U);
    EXPECT_EQ(sizes(group), expected);
    EXPECT_EQ(sizes(group), expected);
  }
  EXPECT_EQ(made, 2U);
  EXPECT_EQ(sizes(2), std::vector<record::ById<std::size_t>>(2)) << "a head cannot be read";
  for (std::size_t group = 2; group < GroupSizes::most_groups; ++group)
    (void)sizes(group);
  EXPECT_EQ(made, GroupSizes::most_groups);
  (void)sizes(0);
  EXPECT_EQ(made, GroupSizes::most_groups) << "it is remembered yet";
  (void)sizes(GroupSizes::most_groups);
  (void)sizes(0);
  EXPECT_EQ(made, GroupSizes::most_groups + 2) << "the oldest is forgotten";
}

TEST(Certify, SizesSumOverRowsAsTheRowsHaveThem) {
  File file(small_file("a.", false));
  const record::Record record = run_certify(file.dataset, on_threads(1));
  std::vector<std::size_t> sums(certificates().size());
  for (const record::RowRecord& row : *record.certified) {
    EXPECT_FALSE(row.output); // values that are made up would say nothing
    for (std::size_t b = 0; b < sums.size(); ++b)
      sums[b] += row.bounds[b].second;
  }
  std::vector<std::size_t> expected(sums.size());
  const std::vector<double> epsilons{0.1, 0.01, 0.001};
  for (std::size_t i = 0; i < 6; ++i)
    for (const record::ById<std::size_t>& sizes : certified_sizes(*file.dataset.row(i).scores, epsilons))
      for (std::size_t b = 0; b < sizes.size(); ++b)
        expected[b] += sizes[b].second;
  EXPECT_EQ(sums, expected);
}

TEST(Certify, EveryCertificateHasANameOfItsOwnAndCertifiesWhatItSays) {
  const Scores scores({4, 1, 1, -2, 0.5, 3});
  const std::vector<double> epsilons{0.2};
  std::set<std::string_view> ids;
  for (const Certificate* certificate : certificates()) {
    EXPECT_TRUE(ids.insert(certificate->id).second) << certificate->id;
    EXPECT_FALSE(certificate->meaning.empty()) << certificate->id;
  }
  const std::vector<record::ById<std::size_t>> sizes = certified_sizes(scores, epsilons);
  for (const auto& [id, size] : sizes.front()) {
    if (!id.starts_with("page")) {
      EXPECT_LE(exact::k_epsilon(scores, 0.2), size);
      EXPECT_LE(size, 6U);
    } else {
      EXPECT_EQ(size, 6U); // one page
    }
  }
}

TEST(Certify, TailMassesBelowTheRangeOfDoublesAreDecimals) {
  File file(small_file("a.", true));
  const record::RowRecord row = certify_row(file.dataset.row(3), std::vector{0.001}).front();
  EXPECT_EQ(row.k_epsilon, 7U);
  EXPECT_EQ(row.tail_mass.value, 0);
  EXPECT_NEAR(row.tail_mass.log, -5005 + std::log(33.0 / 7), 1e-9);
  ASSERT_FALSE(row.tail_mass.decimal.empty());
  EXPECT_NEAR(approximate(log(ball_from_decimal(row.tail_mass.decimal, 128))), row.tail_mass.log, 1e-9);
  record::Record record;
  record.certified = {row};
  EXPECT_TRUE(to_json(record)["rows"][0]["tail_mass"].is_string());
  EXPECT_GT(row.output->error.log, -6000); // not lost, though no double holds it
  EXPECT_LT(row.output->error.log, -4900);
}

TEST(Certify, ErrorsThatVanishAreZero) {
  // Opposite values of equal weight on each side: mu_H = mu_T = 0.
  const auto scores = std::make_shared<const Scores>(std::vector<double>{2, 2, 0, 0});
  const auto values = std::make_shared<const Values>(4, 1, std::vector<double>{1, -1, 3, -3});
  Case c{scores, Head::top_k(*scores, 4)};
  c.values = values;
  OutputMeter meter(c);
  const record::OutputRecord record = meter.measure(Head::top_k(*scores, 2));
  EXPECT_EQ(record.error.value, 0);
  EXPECT_TRUE(std::isinf(record.error.log));
  for (const auto& [id, bound] : record.bounds)
    EXPECT_GT(bound.value, 0) << id;
  const record::OutputRecord whole = meter.measure(Head::top_k(*scores, 4));
  for (const auto& [id, bound] : whole.bounds)
    EXPECT_EQ(bound.value, 0) << id;
}

TEST(Certify, TheRecordDoesNotDependOnTheThreads) {
  File file(small_file("a.", true));
  const auto rows = [&](unsigned threads) {
    return to_json(run_certify(file.dataset, on_threads(threads)))["rows"].dump();
  };
  const std::string one = rows(1);
  EXPECT_EQ(one, rows(2));
  EXPECT_EQ(one, rows(5));
}

TEST(Certify, EachRowIsSeenInItsOrder) {
  File file(small_file("a.", true));
  for (const unsigned threads : {1U, 4U}) {
    std::vector<record::RowRecord> seen;
    CertifyOptions options = on_threads(threads);
    options.rows_done = [&](std::span<const record::RowRecord> rows) {
      seen.insert(seen.end(), rows.begin(), rows.end());
    };
    const record::Record record = run_certify(file.dataset, options);
    EXPECT_EQ(table_of(file.dataset, seen), table_of(file.dataset, *record.certified));
  }
}

TEST(Certify, OnlyTheChosenRows) {
  File file(small_file("a.", true));
  CertifyOptions options = on_threads(2);
  options.epsilons = {0.1};
  options.rows.emplace(file.dataset.rows()).keep("1:4", {});
  const record::Record record = run_certify(file.dataset, options);
  EXPECT_EQ(record.rows, 3U);
  EXPECT_EQ(record.rows_total, 6U);
  EXPECT_FALSE(record.interrupted);
  ASSERT_EQ(record.certified->size(), 3U);
  EXPECT_EQ(record.certified->front().index, (std::vector<std::size_t>{0, 1}));
  EXPECT_EQ(record.certified->back().index, (std::vector<std::size_t>{1, 0}));
}

TEST(Certify, CsvAndJsonHaveTheSameNumbers) {
  File file(small_file(R"(a,\"b\" .)", true)); // quotes as the header of the file escapes them
  const record::Record record = run_certify(file.dataset, on_threads(2));
  const auto rows = nlohmann::ordered_json::parse(to_json(record).dump())["rows"];
  const std::vector<std::vector<std::string>> lines = parsed_csv(table_of(file.dataset, *record.certified));
  ASSERT_EQ(lines.size(), 1 + rows.size());
  EXPECT_GT(lines[0].size(), 20U);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    ASSERT_EQ(lines[i + 1].size(), lines[0].size());
    for (std::size_t f = 0; f < lines[0].size(); ++f)
      EXPECT_EQ(lines[i + 1][f], json_field(rows[i], lines[0][f])) << i << " " << lines[0][f];
  }
  EXPECT_EQ(lines[1][1], "a,\"b\" .scores");
  // And nothing of the JSON is missing from the CSV: 8 fields, one for each id, and two for what is known
  // between bounds only.
  EXPECT_EQ(lines[0].size(), 8 + rows[0]["bounds"].size() + 2 + 1 + rows[0]["output"]["bounds"].size() + 3);
  EXPECT_EQ(std::stod(lines[1][7]), (*record.certified)[0].tail_mass.value);
}

TEST(Certify, ARowTooCloseToEpsilonIsUndecidedAndTheOthersAreNot) {
  const cases::AttentionRow row{.origin = {.file = "memory", .tensor = "a.scores", .row = "[0]"},
                                .scores =
                                    std::make_shared<const Scores>(tailmass::tests::close_row(0.1, 4300)),
                                .values = {}};
  const std::vector<record::RowRecord> rows = certify_row(row, std::vector{0.1, 0.01});
  EXPECT_EQ(rows.at(0).k_epsilon_at_least, 1U);
  EXPECT_EQ(rows.at(0).k_epsilon, 2U);
  EXPECT_FALSE(rows.at(1).k_epsilon_at_least);
  File none(small_file("a.", false));
  const std::vector<std::vector<std::string>> lines = parsed_csv(table_of(none.dataset, rows));
  EXPECT_EQ(lines.at(0).back(), "k_epsilon_at_least");
  EXPECT_EQ(lines.at(1).back(), "1");
  EXPECT_EQ(lines.at(2).back(), "");
  record::Record record;
  record.certified = rows;
  const nlohmann::ordered_json json = to_json(record);
  EXPECT_EQ(json["rows"][0]["k_epsilon_at_least"], 1);
  EXPECT_FALSE(json["rows"][1].contains("k_epsilon_at_least"));
}

TEST(Certify, MagnitudesRoundTrip) {
  for (const double x : {1.0, 0.1, 3e-300, 1e308, 0x1.23456789abcdfp-1000}) {
    EXPECT_EQ(record::magnitude_of(Ball(x)).value, x);
    EXPECT_EQ(nlohmann::ordered_json::parse(to_json(record::magnitude_of(Ball(x))).dump()).get<double>(), x);
  }
  EXPECT_EQ(to_json(record::magnitude_of(Ball(0))), 0.0);
  EXPECT_EQ(record::magnitude_of(exp(Ball(-10000.0).at_precision(128))).decimal, "1.1354838653147361e-4343");
  EXPECT_EQ(record::magnitude_of(exp(Ball(10000.0).at_precision(128))).decimal, "8.8068182256629216e+4342");
  EXPECT_FALSE(record::magnitude_of(Ball(5e-324)).decimal.empty()); // a subnormal has few digits
}

TEST(Certify, CountsQueriesThatSeeNoKeyAndMeasuresTheOthers) {
  File file(samples::safetensors_of({{"a.scores", {2, 2}, {1, 2, masked_key, masked_key}}}));
  const record::Record record = run_certify(file.dataset, on_threads(2));
  EXPECT_EQ(record.rows, 2U);
  EXPECT_EQ(record.empty, 1U);
  ASSERT_TRUE(record.certified);
  for (const record::RowRecord& row : *record.certified)
    EXPECT_EQ(row.index, std::vector<std::size_t>{0});
}

TEST(Certify, AnEpsilonOutsideItsDomainIsAnError) {
  File file(samples::safetensors_of({{"a.scores", {1, 2}, {1, 2}}}));
  EXPECT_THROW((void)certify_row(file.dataset.row(0), std::vector{1.0}), DomainError);
}

} // namespace tailmass::verify::campaign
