// The table of rows: numbers as the JSON record has them.
#include "verify/campaign/row_record_csv.hpp"

#include "verify/campaign/certificates.hpp"
#include "verify/input/input_error.hpp"
#include "verify/input/tensor.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

namespace tailmass::verify::campaign {

namespace {

/// A field in quotes where RFC 4180 asks for them, without what breaks a line or drives a terminal.
std::string quoted(const std::string& field) {
  const std::string text = input::printable(field, std::numeric_limits<std::size_t>::max());
  if (text.find_first_of(",\"\r\n") == std::string::npos)
    return text;
  std::string result = "\"";
  for (const char c : text)
    result += c == '"' ? std::string("\"\"") : std::string(1, c);
  return result + "\"";
}

/// A number as the JSON record writes it.
std::string field(std::size_t x) {
  return std::to_string(x);
}
std::string field(double x) {
  return std::isfinite(x) ? nlohmann::json(x).dump() : "inf";
}
std::string field(const record::Magnitude& x) {
  return x.decimal.empty() ? field(x.value) : x.decimal;
}

using Line = std::vector<std::string>;

std::string text_of(const Line& line) {
  std::string text;
  for (const std::string& each : line)
    text += (text.empty() && &each == &line.front() ? "" : ",") + quoted(each);
  return text + "\r\n";
}

/// The ids that any row has, in the order in which they first come.
template <class T, class Part>
std::vector<std::string> ids_of(std::span<const record::RowRecord> rows, const Part& part) {
  std::vector<std::string> ids;
  for (const record::RowRecord& row : rows)
    if (const record::ById<T>* entries = part(row))
      for (const auto& [id, value] : *entries)
        if (std::ranges::find(ids, id) == ids.end())
          ids.push_back(id);
  return ids;
}

template <class T>
void add_fields(Line& line, const std::vector<std::string>& ids, const record::ById<T>* entries) {
  for (const std::string& id : ids) {
    line.emplace_back();
    if (entries)
      for (const auto& [own, value] : *entries)
        if (own == id)
          line.back() = field(value);
  }
}

void add_names(Line& line, const std::string& prefix, const std::vector<std::string>& ids) {
  for (const std::string& id : ids)
    line.push_back(prefix + id);
}

} // namespace

std::string to_csv(std::span<const record::RowRecord> rows) {
  const auto sizes = [](const record::RowRecord& row) { return &row.bounds; };
  const auto scored = [](const record::RowRecord& row) { return &row.scored_keys; };
  const auto output = [](const record::RowRecord& row) { return row.output ? &row.output->bounds : nullptr; };
  const std::vector<std::string> size_ids = ids_of<std::size_t>(rows, sizes);
  const std::vector<std::string> scored_ids = ids_of<std::size_t>(rows, scored);
  const std::vector<std::string> output_ids = ids_of<record::Magnitude>(rows, output);
  Line header{"file", "tensor", "index", "n", "n_f", "epsilon", "k_epsilon", "tail_mass"};
  add_names(header, "bounds.", size_ids);
  header.emplace_back("deviation");
  header.emplace_back("gaussian_k");
  add_names(header, "scored_keys.", scored_ids);
  header.emplace_back("output.error");
  add_names(header, "output.bounds.", output_ids);
  header.emplace_back("output.active");
  header.emplace_back("k_epsilon_at_least");
  std::string text = text_of(header);
  for (const record::RowRecord& row : rows) {
    Line line{row.file,          row.tensor,         input::shape_text(row.index), field(row.n),
              field(row.finite), field(row.epsilon), field(row.k_epsilon),         field(row.tail_mass)};
    add_fields(line, size_ids, sizes(row));
    line.push_back(field(row.deviation));
    line.push_back(field(row.gaussian_k));
    add_fields(line, scored_ids, scored(row));
    line.push_back(row.output ? field(row.output->error) : "");
    add_fields(line, output_ids, output(row));
    line.push_back(row.output ? row.output->active : "");
    line.push_back(row.k_epsilon_at_least ? field(*row.k_epsilon_at_least) : "");
    text += text_of(line);
  }
  return text;
}

} // namespace tailmass::verify::campaign
