// The list of rounding bounds beside the sources that state them and the proofs that it names, without Coq or
// Gappa.
#include "reports/text/rounding.hpp"

#include "reports/text/comma_list.hpp"
#include "reports/text/list.hpp"
#include "theory/fast/distribution/log_one_plus.hpp"
#include "theory/numbers/double_word.hpp"
#include "theory/stable/sums.hpp"
#include "theory/tests/source_path.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <map>
#include <regex>
#include <set>
#include <sstream>

namespace tailmass::reports::text {
namespace fs = std::filesystem;

namespace {

/// A source with its comments' lines joined.
std::string content(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  std::istringstream stream(std::regex_replace(text, std::regex(R"(\n *///? ?)"), "\n "));
  std::string words;
  for (std::string word; stream >> word;)
    words += (words.empty() ? "" : " ") + word;
  return words;
}

std::string source_of(const RoundingBound& bound) {
  return content(tests::source_path(std::string(bound.source)));
}

bool by_gappa_or_coq(const RoundingBound& bound) {
  return proved_by_machine(bound) && bound.by != "balls";
}

double number(std::string_view text) {
  return std::strtod(std::string(text).c_str(), nullptr);
}

} // namespace

TEST(RoundingBounds, NameEachProofAndNoOther) {
  const fs::path room = tests::source_path("theory/proofs/rounding");
  std::set<std::string> files, listed;
  for (const auto& entry : fs::directory_iterator(room))
    files.insert(entry.path().filename());
  for (const RoundingBound& bound : rounding_bounds()) {
    std::string_view proofs = bound.proof;
    EXPECT_FALSE(proofs.empty()) << bound.what;
    while (!proofs.empty()) {
      const std::string name(cut_at(proofs, ' '));
      if (by_gappa_or_coq(bound)) {
        listed.insert(name.find('.') == std::string::npos ? name + ".hints" : name);
      } else {
        EXPECT_TRUE(fs::exists(tests::source_path(name))) << name;
      }
    }
  }
  EXPECT_EQ(files, listed);
}

TEST(RoundingBounds, AreWhatTheSourcesSay) {
  for (const RoundingBound& bound : rounding_bounds()) {
    const std::string source = source_of(bound);
    EXPECT_NE(source.find(bound.function), std::string::npos) << bound.source << ' ' << bound.function;
    if (!proved_by_machine(bound))
      continue;
    for (const std::string_view figure : {bound.stated, bound.proved}) {
      const std::string escaped =
          std::regex_replace(in_units(figure, bound), std::regex(R"([.^|+*()])"), R"(\$&)");
      EXPECT_TRUE(std::regex_search(source, std::regex("(^|[^0-9.])" + escaped)))
          << bound.source << " does not say " << in_units(figure, bound);
    }
    if (by_gappa_or_coq(bound)) {
      EXPECT_NE(source.find("theory/proofs/rounding"), std::string::npos) << bound.source;
    }
  }
}

TEST(RoundingBounds, ProveNoMoreThanIsStated) {
  for (const RoundingBound& bound : rounding_bounds()) {
    EXPECT_EQ(proved_by_machine(bound), !bound.proved.empty()) << bound.what;
    EXPECT_LE(number(bound.proved), number(bound.stated)) << bound.what << ' ' << bound.of;
  }
}

TEST(RoundingBounds, AreTheConstantsOfTheCode) {
  const double u = 0x1p-53;
  const std::map<std::string_view, double> values{
      {"double_word_error", double_word_error / (u * u)},
      {"log_one_plus_error", fast::log_one_plus_error / u},
      {"compensated_error", stable::compensated_error(1) / (u * u)}};
  std::size_t compared = 0;
  for (const RoundingBound& bound : rounding_bounds()) {
    if (bound.constant.empty())
      continue;
    ++compared;
    if (const auto value = values.find(bound.constant); value != values.end()) {
      EXPECT_EQ(number(bound.stated), value->second) << bound.constant;
      continue;
    }
    // Constants of an instruction set's namespace, or of several cases: their definition has the figure.
    const std::string source = source_of(bound);
    std::smatch definition;
    ASSERT_TRUE(std::regex_search(
        source, definition, std::regex(fmt::format(R"(double {}(\(\) \{{ return)?[^;]*;)", bound.constant))))
        << bound.constant;
    const std::string figure = std::regex_replace(std::string(bound.stated), std::regex(R"(\.)"), R"(\.)");
    EXPECT_TRUE(std::regex_search(definition.str(), std::regex("[^0-9.]" + figure + "[^0-9.]")))
        << definition.str() << " has no " << bound.stated;
  }
  EXPECT_GE(compared, 12U);
}

TEST(RoundingBounds, AreCountedAndListed) {
  const auto proved = std::ranges::count_if(rounding_bounds(), proved_by_machine);
  const auto tested = static_cast<std::ptrdiff_t>(rounding_bounds().size()) - proved;
  EXPECT_GT(proved, 15);
  EXPECT_GT(tested, 0);
  EXPECT_TRUE(
      rounding_words().starts_with(fmt::format("{} bounds of rounding: {} proved", proved + tested, proved)));
  EXPECT_TRUE(rounding_words().ends_with(fmt::format("; {} only tested.", tested)));
  const std::string list = rounding_list(10000), page = rounding_markdown();
  EXPECT_NE(theorem_list(10000).find(list), std::string::npos);
  EXPECT_NE(catalogue_markdown().find(page), std::string::npos);
  EXPECT_NE(list.find("\nfloat64 exponential: table of 8, 1.49 u by Gappa (1.53 u stated); fused, "),
            std::string::npos)
      << list;
  EXPECT_NE(list.find("\nonly tested: sums of weights of a block, quick weights, "), std::string::npos)
      << list;
  for (const RoundingBound& bound : rounding_bounds()) {
    EXPECT_NE(list.find(bound.what), std::string::npos) << bound.what;
    EXPECT_EQ(proved_kernels().find(bound.what) != std::string::npos, proved_by_machine(bound)) << bound.what;
    EXPECT_NE(page.find(fmt::format("\n| {} | ", bound.what)), std::string::npos) << bound.what;
    EXPECT_NE(page.find(fmt::format("[{}](../{}) |\n", bound.function, bound.source)), std::string::npos)
        << bound.function;
  }
}

} // namespace tailmass::reports::text
