// Merging, writing and comparing.
#include "reports/python/records.hpp"

#include "reports/sections/comparison.hpp"
#include "reports/sections/table.hpp"
#include "reports/text/host.hpp"
#include "reports/text/output.hpp"
#include "reports/text/version.hpp"
#include "verify/record/field.hpp"
#include "verify/record/record.hpp"

#include <chrono>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

namespace tailmass::reports::python {

namespace py = pybind11;
using verify::record::ConsistencyRecord;
using verify::record::Record;

namespace {

/// A count over all checks.
template <std::size_t ConsistencyRecord::*count>
std::size_t sum_of(const Record& record) {
  std::size_t sum = 0;
  for (const auto* checks : {&record.consistency, &record.kernel})
    for (const ConsistencyRecord& check : *checks)
      sum += check.*count;
  return sum;
}

/// Fills in where and when the record was made, by a command that took so long.
void describe(Record& record, const std::string& command, double seconds) {
  const auto took =
      std::chrono::duration_cast<std::chrono::steady_clock::duration>(std::chrono::duration<double>(seconds));
  record.command = command;
  text::describe_surroundings(record, std::chrono::steady_clock::now() - took);
}

/// Returns the table of a comparison with an older record, and whether something is worse.
py::tuple compare(const Record& record, const std::string& path) {
  const sections::Comparison comparison =
      sections::compare(record, verify::record::read_record(path), path, sections::default_factor);
  return py::make_tuple(sections::comparison_table(comparison, {}), comparison.regressed());
}

} // namespace

void add_records(py::module_& module) {
  py::class_<Record, std::shared_ptr<Record>>(module, "Record",
                                              "What was checked, as `tailmass report` reads it.")
      .def(py::init<>())
      .def_property_readonly("rows", [](const Record& record) { return record.rows; })
      .def_property_readonly("held", &sum_of<&ConsistencyRecord::held>)
      .def_property_readonly("exceeded", &sum_of<&ConsistencyRecord::exceeded>)
      .def_property_readonly("unbounded", &sum_of<&ConsistencyRecord::unbounded>)
      .def(
          "merge", [](Record& record, const Record& later) { merge(record, later); }, py::arg("later"),
          "Adds what a later check gave.")
      .def(
          "to_json", [](const Record& record) { return to_json(record).dump(); },
          "Returns the record as JSON, schema tailmass.run/1.")
      .def_static(
          "from_json",
          [](const std::string& text) {
            const nlohmann::ordered_json document = nlohmann::ordered_json::parse(text);
            return std::make_shared<Record>(verify::record::record_of(verify::record::Field(document)));
          },
          py::arg("text"), "Returns the record of such a text.")
      .def("describe", &describe, py::arg("command"), py::arg("seconds"),
           "Fills in where and when it was made.")
      .def(
          "write", [](const Record& record, const std::string& path) { text::write_json(record, path); },
          py::arg("path"), "Writes it for `tailmass report`.")
      .def("compare", &compare, py::arg("path"),
           "Compares it with an older one: the comparison's table, and whether something is worse.")
      .def(
          "table", [](const Record& record) { return sections::table_of(record); },
          "Returns the table that `tailmass report` shows of it.");
  module.attr("__version__") = text::build_name();
}

} // namespace tailmass::reports::python
