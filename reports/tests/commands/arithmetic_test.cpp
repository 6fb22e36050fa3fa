// Files of kernels in many arithmetics, simulated in numpy: held as they declare it, accused where it is
// looser.
#include "properties/regimes/regimes.hpp"
#include "reports/tests/commands/run_command.hpp"
#include "reports/tests/programs.hpp"
#include "theory/tests/source_path.hpp"
#include "verify/tests/input/samples.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

namespace tailmass::reports::commands {
using tailmass::tests::CommandResult;
using tailmass::tests::run_command;

namespace {

/// Rows of n scores of every regime, as bare doubles.
void write_regimes(const std::filesystem::path& path, std::size_t n, const std::vector<double>& positions) {
  std::ofstream file(path, std::ios::binary);
  for (const properties::regimes::Regime* regime : properties::regimes::regimes())
    for (const double position : positions) {
      std::vector<double> parameters;
      for (const properties::regimes::Parameter& parameter : regime->parameters)
        parameters.push_back(value_at(parameter, position));
      RandomStream random(11, {regime->name});
      std::vector<double> scores = regime->scores({.n = n, .k = 32}, parameters, random);
      scores[0] = std::max(scores[0], -1000.0); // a row sees some key
      file.write(reinterpret_cast<const char*>(scores.data()),
                 static_cast<std::streamsize>(n * sizeof(double)));
    }
}

struct Found {
  std::size_t held = 0, exceeded = 0, unbounded = 0;
  double largest = 0;
};
Found found_in(const nlohmann::json& record) {
  Found found;
  for (const char* list : {"kernel", "consistency"})
    for (const auto& check : record[list]) {
      found.held += check["held"].get<std::size_t>();
      found.exceeded += check["exceeded"].get<std::size_t>();
      found.unbounded += check["unbounded"].get<std::size_t>();
      found.largest = std::max(found.largest, check["worst_ratio"].get<double>());
    }
  return found;
}

/// The cells of a table of arithmetics in some text, row by row.
std::vector<std::vector<std::string>> table_in(std::istream& text) {
  std::vector<std::vector<std::string>> rows;
  for (std::string line; std::getline(text, line);)
    if (line.starts_with("| kernel | `arithmetic` |") || (!rows.empty() && line.starts_with("|"))) {
      std::vector<std::string>& cells = rows.emplace_back();
      std::istringstream row(line.substr(1));
      for (std::string cell; std::getline(row, cell, '|');)
        cells.push_back(cell);
    } else if (!rows.empty()) {
      break;
    }
  return rows;
}

/// Whether two numbers are the same but for a factor.
bool nearly(const std::string& a, const std::string& b, double factor) {
  const double ratio = std::stod(a) / std::stod(b);
  return ratio < factor && 1 / ratio < factor;
}

} // namespace

TEST(ArithmeticCommand, TheManualShowsTheTableOfToday) {
  const samples::Folder folder;
  const std::string printed = (folder.path() / "table").string();
  const std::string command = "'" + tests::python_program() + "' '" +
                              tests::source_path("verify/tests/kernel/make_arithmetic_files.py") + "' '" +
                              folder.path().string() + "' --table '" + tests::tailmass_program() + "' > '" +
                              printed + "'";
  ASSERT_EQ(std::system(command.c_str()), 0) << command;
  std::ifstream of_today(printed), page(tests::source_path("reports/manual/kernel.md"));
  const auto made = table_in(of_today), shown = table_in(page);
  ASSERT_EQ(made.size(), 32U);
  ASSERT_EQ(shown.size(), made.size());
  for (std::size_t row = 0; row < made.size(); ++row) {
    ASSERT_EQ(made[row].size(), 7U);
    ASSERT_EQ(shown[row].size(), 7U) << row;
    for (std::size_t column = 0; column < 7; ++column)
      if (row < 2 || column < 2 || column == 4)
        EXPECT_EQ(shown[row][column], made[row][column]);
      else // one machine's exponentials in numpy are not another's in their last bit
        EXPECT_TRUE(nearly(shown[row][column], made[row][column], column < 4 ? 2 : 1.1))
            << made[row][0] << shown[row][column] << made[row][column];
  }
}

TEST(ArithmeticCommand, HoldsWhatIsDeclaredAndAccusesWhatIsLooser) {
  const samples::Folder folder;
  write_regimes(folder.path() / "regimes", 256, {0.2, 0.8});
  write_regimes(folder.path() / "long", 16384, {0.4});
  const std::string command = "'" + tests::python_program() + "' '" +
                              tests::source_path("verify/tests/kernel/make_arithmetic_files.py") + "' '" +
                              folder.path().string() + "' --rows '" + (folder.path() / "regimes").string() +
                              "' --long-rows '" + (folder.path() / "long").string() + "'";
  ASSERT_EQ(std::system(command.c_str()), 0) << command;
  const auto made = nlohmann::json::parse(std::ifstream(folder.path() / "list.json"));
  std::map<std::string, std::size_t> files;
  for (const auto& each : made) {
    const auto name = each[0].get<std::string>(), kind = each[1].get<std::string>();
    ++files[kind];
    const CommandResult result = run_command({"check", (folder.path() / name).string(), "--json", "-"});
    ASSERT_NE(result.exit_code, 2) << name << result.err;
    const Found found = found_in(nlohmann::json::parse(result.out));
    EXPECT_EQ(found.exceeded > 0, kind == "loose") << name;
    EXPECT_EQ(found.largest > 1, kind == "loose") << name;
    EXPECT_GT(found.largest, kind == "long" ? 0.001 : 0.004) << name; // of the size of what it bounds
    if (kind == "rows" || kind == "long") // of regimes, some are so wide that nothing bounds them
      EXPECT_LT(found.unbounded, found.held) << name;
    else
      EXPECT_EQ(found.unbounded, 0U) << name;
  }
  EXPECT_EQ(files["right"], 30U);
  EXPECT_EQ(files["loose"], 29U);
  EXPECT_EQ(files["rows"], 23U);
  EXPECT_EQ(files["long"], 6U);
}

TEST(ArithmeticCommand, AnUnknownWordIsOneError) {
  const CommandResult result = run_command({"check", "x.npy", "--arithmetic", "p=f8"});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_NE(result.err.find("--arithmetic is \"p=f8\", not a list, as p=bf16,tile=128, of accumulate="),
            std::string::npos)
      << result.err;
}

} // namespace tailmass::reports::commands
