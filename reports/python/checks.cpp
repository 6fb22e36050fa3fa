// check(): the results of a kernel in memory held as `tailmass check` holds those of a file.
#include "reports/python/checks.hpp"

#include "reports/python/attention_tensors.hpp"
#include "reports/python/records.hpp"
#include "reports/sections/outcome.hpp"
#include "verify/attention/attention_parts.hpp"
#include "verify/campaign/check_campaign.hpp"
#include "verify/input/nearest.hpp"
#include "verify/kernel/worst.hpp"

#include <deque>
#include <memory>
#include <optional>
#include <pybind11/stl.h>
#include <utility>

namespace tailmass::reports::python {

namespace py = pybind11;
using verify::record::ConsistencyRecord;
using verify::record::Record;

namespace {

/// The row whose number is nearest to its bound, and the check that says so.
struct WorstRow {
  std::string check;
  std::size_t row = 0;
  double ratio = -1;
};

struct Checked {
  Record record;
  std::optional<verify::kernel::WorstNumber> worst;
  std::string worst_row;
};

template <class See>
void for_checks(const Record& record, const See& see) {
  for (const auto* checks : {&record.consistency, &record.kernel})
    for (const ConsistencyRecord& check : *checks)
      see(check);
}

/// Rows of so few numbers in all are checked by one thread, as a second takes longer to begin.
constexpr std::size_t work_of_a_thread = std::size_t{1} << 15U;

Checked checked(const std::string& name, const AttentionTensors& attention, unsigned threads) {
  std::deque<verify::attention::AttentionFile> files;
  files.emplace_back(name, attention.tensors(), attention.names);
  verify::cases::Dataset dataset(std::move(files), 0);
  WorstRow worst;
  std::size_t row = 0;
  verify::campaign::CheckOptions options;
  std::size_t numbers = 0;
  for (const Borrowed& each : attention.borrowed)
    numbers += each.tensor.rows() * each.tensor.width();
  options.threads = threads == 0 && numbers <= work_of_a_thread ? 1 : threads;
  Checked found{.record = verify::campaign::run_check(dataset, options, {},
                                                      [&](const Record& one) {
                                                        for_checks(one, [&](const ConsistencyRecord& check) {
                                                          if (check.worst && check.worst_ratio > worst.ratio)
                                                            worst = {check.check, row, check.worst_ratio};
                                                        });
                                                        ++row;
                                                      }),
                .worst = {},
                .worst_row = {}};
  if (worst.ratio >= 0) {
    found.worst = verify::kernel::worst_number(dataset.row(worst.row, false), worst.check);
    found.worst_row = dataset.origin(worst.row).row;
  }
  return found;
}

py::object worst_tuple(const Checked& found) {
  if (!found.worst)
    return py::none();
  const verify::kernel::WorstNumber& worst = *found.worst;
  return py::make_tuple(worst.tensor, found.worst_row, worst.axis, worst.stored, worst.value, worst.bound,
                        worst.ratio);
}

/// A tuple (tensor, row, message, cause) for each line that the command prints of what exceeds its bound.
py::list faults_of(const Record& record) {
  py::list faults;
  for_checks(record, [&](const ConsistencyRecord& check) {
    for (const verify::record::NumberFailure& failure : check.failures)
      faults.append(py::make_tuple(failure.tensor, failure.row, failure.message, failure.cause));
    if (check.exceeded > 0 && check.failures.empty())
      for (const sections::Outcome& outcome : sections::outcomes_of(record))
        if (outcome.name == check.check)
          for (const sections::Problem& problem : outcome.problems)
            faults.append(py::make_tuple("", "", problem.message, ""));
  });
  return faults;
}

py::dict check(const std::string& name, const py::list& tensors, const py::dict& declared, unsigned threads) {
  const AttentionTensors attention = attention_tensors(tensors, declared);
  Checked found = [&] {
    const py::gil_scoped_release released;
    return checked(name, attention, threads);
  }();
  py::dict result;
  std::size_t held = 0, exceeded = 0;
  py::list unbounded, row_faults;
  for_checks(found.record, [&](const ConsistencyRecord& one) {
    held += one.held;
    exceeded += one.exceeded;
    if (one.unbounded > 0)
      unbounded.append(py::make_tuple(one.check, one.unbounded, one.bound));
  });
  for (const verify::record::RowFault& fault : found.record.row_faults)
    row_faults.append(py::make_tuple(fault.tensor, fault.row, fault.message));
  const auto& heads = found.record.kernel_heads;
  result["rows"] = found.record.rows;
  result["held"] = held;
  result["exceeded"] = exceeded;
  result["unbounded"] = std::move(unbounded);
  result["faulty"] = found.record.faulty;
  result["row_faults"] = std::move(row_faults);
  result["faults"] = faults_of(found.record);
  result["worst"] = worst_tuple(found);
  result["tail_mass"] =
      heads.least && heads.largest
          ? py::object(py::make_tuple(heads.least->tail_mass_number(), heads.largest->tail_mass_number()))
          : py::none();
  result["copied"] = attention.copied();
  result["record"] = py::cast(std::make_shared<Record>(std::move(found.record)));
  return result;
}

} // namespace

void add_checks(py::module_& module) {
  module.def(
      "check", &check, py::arg("name"), py::arg("tensors"), py::arg("declared"), py::arg("threads") = 0,
      "Holds a kernel's results to their proven bounds, as `tailmass check` does.\n\n"
      "name: what messages begin with. tensors: (part, name, tensor, format or None). declared: texts by "
      "word.\nRaises InputError for tensors that do not fit.");
  module.def(
      "store",
      [](const std::string& path, const py::list& tensors, const py::dict& declared) {
        const AttentionTensors attention = attention_tensors(tensors, declared);
        store(attention, path);
        return replay_of(attention, path);
      },
      py::arg("path"), py::arg("tensors"), py::arg("declared"),
      "Writes tensors as a .safetensors file. Returns the command that checks it.");
  module.def(
      "parts",
      [] {
        py::dict parts;
        for (const verify::attention::AttentionPart& part : verify::attention::attention_parts())
          parts[py::str(std::string(part.name))] = std::string(part.help);
        return parts;
      },
      "The parts of an attention and what each is.");
  module.def(
      "words",
      [] {
        py::dict words;
        for (const verify::attention::Word& word : verify::attention::declaration_words())
          words[py::str(std::string(word.name))] =
              py::make_tuple(std::string(word.values), std::string(word.help));
        return words;
      },
      "The words by which a kernel is declared: what each may be, and its help.");
  module.def(
      "nearest_name",
      [](const std::string& word, const std::vector<std::string>& names) {
        return verify::input::nearest_name(word, names);
      },
      py::arg("word"), py::arg("names"),
      "The name that a mistyped word is nearest to, as the command suggests it; None where none is near.");
}

} // namespace tailmass::reports::python
