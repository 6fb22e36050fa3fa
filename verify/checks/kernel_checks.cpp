// From tensors of a program to a dataset in memory, and from its record to what was found.
#include "verify/checks/include/tailmass/kernel_checks.hpp"

#include "verify/attention/attention_parts.hpp"
#include "verify/campaign/check_campaign.hpp"
#include "verify/input/input_error.hpp"
#include "verify/input/nearest.hpp"
#include "verify/input/view.hpp"

#include <algorithm>
#include <deque>
#include <fmt/format.h>
#include <stdexcept>

namespace tailmass::kernel_checks {

namespace {

using verify::record::ConsistencyRecord;
using verify::record::Record;

std::vector<std::string> format_names() {
  std::vector<std::string> names;
  for (int dtype = 0; dtype < static_cast<int>(verify::input::DType::Unknown); ++dtype)
    names.emplace_back(verify::input::dtype_name(static_cast<verify::input::DType>(dtype)));
  return names;
}

verify::input::Tensor read(const Tensor& tensor) {
  const auto parts = verify::attention::attention_parts();
  if (std::ranges::find(parts, tensor.part, &verify::attention::AttentionPart::name) == parts.end())
    throw std::invalid_argument(
        verify::input::unknown_name("part of an attention", tensor.part,
                                    verify::input::names_in(parts, &verify::attention::AttentionPart::name)));
  const verify::input::DType dtype = verify::input::dtype_named(tensor.format);
  if (dtype == verify::input::DType::Unknown)
    throw std::invalid_argument(
        fmt::format("tensor {}: {}", verify::input::in_quotes(tensor.part),
                    verify::input::unknown_name("format of elements", tensor.format, format_names())));
  if (!tensor.steps.empty() && tensor.steps.size() != tensor.shape.size())
    throw std::invalid_argument(fmt::format("tensor {}: {} steps of {} axes",
                                            verify::input::in_quotes(tensor.part), tensor.steps.size(),
                                            tensor.shape.size()));
  return verify::input::view_of(tensor.data, dtype, tensor.shape, tensor.steps, tensor.part);
}

verify::attention::TensorNames names_of(std::span<const Tensor> tensors,
                                        const std::map<std::string, std::string>& declared) {
  verify::attention::TensorNames names;
  for (const Tensor& tensor : tensors)
    if (!names.tensors.emplace(tensor.part, tensor.part).second)
      throw std::invalid_argument(
          fmt::format("tensor {} is there twice", verify::input::in_quotes(tensor.part)));
  const auto words = verify::attention::declaration_words();
  verify::attention::Declarations ignored;
  for (const auto& [name, text] : declared) {
    const auto word = std::ranges::find(words, name, &verify::attention::Word::name);
    if (word == words.end())
      throw std::invalid_argument(verify::input::unknown_name(
          "word that declares", name, verify::input::names_in(words, &verify::attention::Word::name)));
    if (!word->declare(ignored, text))
      throw std::invalid_argument(
          fmt::format("{} is {}, not {}", name, verify::input::in_quotes(text), word->values));
    names.declared.emplace(name, text);
  }
  return names;
}

/// Adds what a check counted, and what it found wrong.
void add(Certificate& to, const ConsistencyRecord& check) {
  to.held += check.held;
  to.exceeded += check.exceeded;
  to.unbounded += check.unbounded;
  for (const verify::record::NumberFailure& failure : check.failures)
    to.faults.push_back({failure.tensor, failure.row, failure.message, failure.cause});
  if (check.exceeded > 0 && check.failures.empty())
    to.faults.push_back({{},
                         check.worst ? check.worst->row : std::string(),
                         fmt::format("{}: {} numbers exceed their bound, {}; the worst is {:.3g} times that",
                                     check.check, check.exceeded, check.bound, check.worst_ratio),
                         {}});
}

Certificate certificate_of(const Record& record) {
  Certificate certificate{.rows = record.rows, .faulty = record.faulty, .faults = {}};
  for (const auto* checks : {&record.consistency, &record.kernel})
    for (const ConsistencyRecord& check : *checks)
      add(certificate, check);
  for (const verify::record::RowFault& fault : record.row_faults)
    certificate.faults.push_back({fault.tensor, fault.row, fault.message, {}});
  return certificate;
}

} // namespace

Certificate check(std::span<const Tensor> tensors, const std::map<std::string, std::string>& declared,
                  const std::string& name, unsigned threads) try {
  std::vector<verify::input::Tensor> views;
  for (const Tensor& tensor : tensors)
    views.push_back(read(tensor));
  std::deque<verify::attention::AttentionFile> files;
  files.emplace_back(name, std::move(views), names_of(tensors, declared));
  verify::cases::Dataset dataset(std::move(files), 0);
  if (!dataset.has_results())
    throw std::invalid_argument(name + ": no tensor is a result that could be held");
  verify::campaign::CheckOptions options;
  options.threads = threads;
  return certificate_of(verify::campaign::run_check(dataset, options));
} catch (const verify::input::InputError& error) { // of a type that only this library knows
  throw std::invalid_argument(error.what());
}

} // namespace tailmass::kernel_checks
