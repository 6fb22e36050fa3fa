// Rows of `certify` from JSON.
#include "verify/record/field.hpp"
#include "verify/record/read_record.hpp"

namespace tailmass::verify::record {

namespace {

Magnitude magnitude_at(const Field& field) {
  WideNumber x = field.wide_number();
  return {.value = x.value, .log = x.log, .decimal = std::move(x.decimal)};
}

ById<Magnitude> magnitudes_at(const Field& field) {
  ById<Magnitude> all;
  for (const auto& [id, value] : field.members())
    all.emplace_back(id, magnitude_at(value));
  return all;
}

ById<std::size_t> counts_at(const Field& field) {
  ById<std::size_t> all;
  for (const auto& [id, value] : field.members())
    all.emplace_back(id, value.count());
  return all;
}

} // namespace

RowRecord row_of(const Field& field) {
  RowRecord row;
  field.read("file", row.file);
  row.tensor = field.at("tensor").text();
  for (const Field& index : field.at("index").items())
    row.index.push_back(index.count());
  row.n = field.at("n").count();
  row.finite = field.at("n_f").count();
  row.epsilon = field.at("epsilon").number();
  row.k_epsilon = field.at("k_epsilon").count();
  row.tail_mass = magnitude_at(field.at("tail_mass"));
  row.bounds = counts_at(field.at("bounds"));
  field.read("deviation", row.deviation);
  field.read("gaussian_k", row.gaussian_k);
  if (const auto scored = field.find("scored_keys"))
    row.scored_keys = counts_at(*scored);
  if (const auto output = field.find("output")) {
    row.output = OutputRecord{.error = magnitude_at(output->at("error")),
                              .bounds = magnitudes_at(output->at("bounds"))};
    output->read("active", row.output->active);
  }
  return row;
}

} // namespace tailmass::verify::record
