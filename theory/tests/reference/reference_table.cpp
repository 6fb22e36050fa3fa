// Reads table.jsonl.
#include "theory/tests/reference/reference_table.hpp"
#include "theory/tests/source_path.hpp"

#include <nlohmann/json.hpp>

#include <cstdlib>
#include <fstream>
#include <stdexcept>

namespace tailmass {

namespace {

using Json = nlohmann::json;

double number(const Json& text) {
  return std::strtod(text.get_ref<const std::string&>().c_str(), nullptr);
}

std::vector<double> number_list(const Json& texts) {
  std::vector<double> result;
  for (const Json& text : texts)
    result.push_back(number(text));
  return result;
}

std::shared_ptr<const Values> values(const Json& rows) {
  std::vector<double> entries;
  for (const Json& row : rows)
    for (const double x : number_list(row))
      entries.push_back(x);
  return std::make_shared<const Values>(rows.size(), rows.at(0).size(), std::move(entries));
}

std::shared_ptr<const Blocks> blocks(const Scores& scores, const Json& list) {
  std::vector<Block> result;
  for (const Json& b : list)
    result.push_back({b.at("keys").get<std::vector<Key>>(), number(b.at("lower")), number(b.at("upper")),
                      b.at("head").get<bool>()});
  return std::make_shared<const Blocks>(scores, std::move(result));
}

Case case_of(const Json& line) {
  auto scores = std::make_shared<const Scores>(number_list(line.at("scores")));
  Head head = Head::top_k(*scores, line.at("k").get<std::size_t>());
  Case c{.scores = scores, .head = std::move(head)};
  c.values = values(line.at("values"));
  c.epsilon = number(line.at("epsilon"));
  c.temperatures = TemperaturePair{number(line.at("beta0")), number(line.at("beta1"))};
  c.companion = CompanionWeights{line.at("q_weights").get<std::vector<unsigned>>(),
                                 line.at("q_head_weights").get<std::vector<unsigned>>()};
  if (c.head.size() < scores->finite_count())
    c.checkpoints = Checkpoints{line.at("head_checkpoints").get<std::vector<std::size_t>>(),
                                line.at("tail_checkpoints").get<std::vector<std::size_t>>(),
                                line.at("known_gaps").get<std::size_t>()};
  c.blocks = blocks(*scores, line.at("blocks"));
  c.box = ScoreBox{number_list(line.at("box_lower")), number_list(line.at("box_upper")),
                   number_list(line.at("scores")), number_list(line.at("direction"))};
  c.perturbed = number_list(line.at("perturbed"));
  check(c);
  return c;
}

std::vector<std::string> decimals(const Json& result) {
  if (result.is_number())
    return {std::to_string(result.get<std::size_t>())};
  if (result.is_string())
    return {result.get<std::string>()};
  return result.get<std::vector<std::string>>();
}

std::vector<ReferenceRow> read(const std::string& path) {
  std::ifstream file(path);
  std::string text;
  if (!std::getline(file, text))
    throw std::runtime_error("cannot read " + path);
  std::vector<ReferenceRow> rows;
  while (std::getline(file, text)) {
    const Json line = Json::parse(text);
    ReferenceRow row{line.at("id"), line.at("regime"), case_of(line), {}};
    for (const auto& [name, result] : line.at("results").items())
      if (!result.is_null())
        row.results[name] = decimals(result);
    rows.push_back(std::move(row));
  }
  return rows;
}

} // namespace

std::string reference_table_path() {
  return tests::source_path("theory/tests/reference/table.jsonl");
}

const std::vector<ReferenceRow>& reference_table() {
  static const std::vector<ReferenceRow> rows = read(reference_table_path());
  return rows;
}

} // namespace tailmass
