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
  Case c{scores, std::move(head)};
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
  const Json& model = line.at("model");
  c.sample = {.rows = 2,
              .n = model.at("n").get<std::size_t>(),
              .sigma = number(model.at("sigma")),
              .k = model.at("k").get<std::size_t>(),
              .epsilon = number(model.at("epsilon"))};
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

/// The file after its header.
std::ifstream opened(std::string& header) {
  std::ifstream file(reference_table_path());
  if (!std::getline(file, header))
    throw std::runtime_error("cannot read " + reference_table_path());
  return file;
}

std::vector<ReferenceRow> read() {
  std::string text;
  std::ifstream file = opened(text);
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
  static const std::vector<ReferenceRow> rows = read();
  return rows;
}

bool left_out(std::string_view quantity, const ReferenceRow& line) {
  return quantity == "vertex_maximum" && line.c.scores->finite_count() > 10;
}

std::set<std::string> quantities_of_table() {
  std::string header;
  (void)opened(header);
  std::set<std::string> names;
  const Json quantities = Json::parse(header).at("quantities");
  for (const auto& [name, definition] : quantities.items())
    names.insert(name);
  return names;
}

} // namespace tailmass
