// The table of rows: numbers as the JSON record has them.
#include "verify/campaign/row_record_csv.hpp"

#include "verify/campaign/certificates.hpp"
#include "verify/campaign/certified_outputs.hpp"
#include "verify/campaign/certified_searches.hpp"
#include "verify/cases/file_neighbours.hpp"
#include "verify/input/input_error.hpp"
#include "verify/input/tensor.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
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

template <class Predicate>
bool any_group(const cases::Dataset& dataset, const Predicate& is) {
  return std::ranges::any_of(dataset.files(), [&](const attention::AttentionFile& file) {
    return std::ranges::any_of(file.groups(), is);
  });
}

} // namespace

RowTable::RowTable(const cases::Dataset& dataset) : sizes_(certificate_ids()) {
  using attention::AttentionGroup;
  if (any_group(dataset, [](const AttentionGroup& group) { return group.queries && group.keys; })) {
    searches_ = search_ids();
    std::ranges::copy(key_certificate_ids(), std::back_inserter(sizes_));
  }
  if (any_group(dataset, [](const AttentionGroup& group) { return cases::heads_together(group) > 1; }))
    std::ranges::copy(group_certificate_ids(), std::back_inserter(sizes_));
  if (dataset.has_values())
    outputs_ = output_bound_ids();
}

std::string RowTable::header() const {
  Line line{"file", "tensor", "index", "n", "n_f", "epsilon", "k_epsilon", "tail_mass"};
  add_names(line, "bounds.", sizes_);
  line.emplace_back("deviation");
  line.emplace_back("gaussian_k");
  add_names(line, "scored_keys.", searches_);
  add_names(line, "search_costs.", searches_);
  line.emplace_back("output.error");
  add_names(line, "output.bounds.", outputs_);
  line.emplace_back("output.active");
  line.emplace_back("output.diameter_bound_at_least");
  line.emplace_back("k_epsilon_at_least");
  return text_of(line);
}

std::string RowTable::line(const record::RowRecord& row) const {
  Line line{row.file,          row.tensor,         input::shape_text(row.index), field(row.n),
            field(row.finite), field(row.epsilon), field(row.k_epsilon),         field(row.tail_mass)};
  add_fields(line, sizes_, &row.bounds);
  line.push_back(field(row.deviation));
  line.push_back(field(row.gaussian_k));
  add_fields(line, searches_, &row.scored_keys);
  add_fields(line, searches_, &row.search_costs);
  line.push_back(row.output ? field(row.output->error) : "");
  add_fields(line, outputs_, row.output ? &row.output->bounds : nullptr);
  line.push_back(row.output ? row.output->active : "");
  const bool enclosed = row.output && row.output->diameter_bound_at_least;
  line.push_back(enclosed ? field(*row.output->diameter_bound_at_least) : "");
  line.push_back(row.k_epsilon_at_least ? field(*row.k_epsilon_at_least) : "");
  return text_of(line);
}

} // namespace tailmass::verify::campaign
