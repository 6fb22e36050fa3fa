// The page in a real browser, and that it is the catalogue's.
#include "reports/formats/html.hpp"
#include "reports/formats/page_parts.hpp"
#include "reports/tests/formats/check_file.hpp"
#include "reports/tests/programs.hpp"
#include "theory/tests/source_path.hpp"
#include "theory/theorems/catalogue.hpp"
#include "verify/tests/input/samples.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <string>

namespace tailmass::reports::page {

namespace {

using Json = nlohmann::ordered_json;

/// A record as small as can be.
Json small_record(const std::string& command) {
  return {{"schema", "tailmass.run/1"},
          {"command", command},
          {"theorems", Json::array()},
          {"rows", Json::array()}};
}

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
    ++count;
  return count;
}

/// The records that most checks look at are made once.
class PageInBrowser : public testing::TestWithParam<const char*> {
protected:
  static void SetUpTestSuite() { records = new samples::Folder(); }
  static void TearDownTestSuite() { delete records; }
  static samples::Folder* records;
};
samples::Folder* PageInBrowser::records = nullptr;

} // namespace

TEST(Page, EveryTheoremHasItsStatementWithEveryHypothesis) {
  const Json all = Json::parse(page::statements);
  EXPECT_EQ(all.size(), catalogue().size());
  for (const Theorem* theorem : catalogue()) {
    ASSERT_TRUE(all.contains(theorem->id)) << theorem->id;
    const Json& rendered = all[std::string(theorem->id)];
    EXPECT_EQ("\n" + rendered["tex"].get<std::string>(), theorem->tex) << theorem->id << ": `make catalogue`";
    EXPECT_NE(rendered["statement"].get<std::string>().find("<math"), std::string::npos) << theorem->id;
    EXPECT_EQ(rendered["hypotheses"].size(), theorem->hypotheses.size()) << theorem->id;
    EXPECT_FALSE(rendered["equality"].get<std::string>().empty()) << theorem->id;
  }
}

TEST(Page, NamesOfARecordNeitherEndItsScriptNorOpenAComment) {
  const std::string plain = formats::html_of({.records = {small_record("tailmass verify a.npy")}});
  const std::string name = "</script><!--<script>{{d3}}\xff";
  const std::string page = formats::html_of({.records = {small_record(name)}});
  for (const char* mark : {"</script", "<!--", "<script"})
    EXPECT_EQ(count_of(page, mark), count_of(plain, mark)) << mark;
  EXPECT_NE(page.find("\\u003c/script>\\u003c!--"), std::string::npos);
  EXPECT_EQ(count_of(page, "{{d3}}"), 1U); // the record's own, which is no slot
}

TEST(Page, LoadsNothing) {
  const std::string page = formats::html_of({.records = {small_record("tailmass verify a.npy")}});
  EXPECT_LT(page.size(), 1'000'000U);
  EXPECT_NE(page.find("default-src 'none'"), std::string::npos);
  for (const char* mark : {"<script src", "<link rel=\"stylesheet", "@import", "url(http"})
    EXPECT_EQ(count_of(page, mark), 0U) << mark;
}

TEST_P(PageInBrowser, Holds) {
  EXPECT_EQ(tests::printed_by(tests::python_program() + " " +
                              tests::source_path("reports/tests/page/page_checks.py") + " " +
                              tests::tailmass_program() + " " + tests::chromium_program() + " " +
                              records->path().string() + " " + GetParam()),
            "");
}
INSTANTIATE_TEST_SUITE_P(All, PageInBrowser,
                         testing::Values("everything", "filters", "accessible", "failing", "undecided",
                                         "empty", "answers", "left_out", "huge", "over_commits", "usage"),
                         [](const auto& of) { return std::string(of.param); });

} // namespace tailmass::reports::page
