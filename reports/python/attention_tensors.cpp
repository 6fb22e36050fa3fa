// Borrowing, storing, and the command that reads what was stored.
#include "reports/python/attention_tensors.hpp"

#include "verify/attention/attention_parts.hpp"
#include "verify/cases/shell_quoted.hpp"
#include "verify/cases/whole_file.hpp"
#include "verify/input/input_error.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <pybind11/stl.h>
#include <string_view>

namespace tailmass::reports::python {

namespace py = pybind11;
using verify::input::Tensor;

std::vector<Tensor> AttentionTensors::tensors() const {
  std::vector<Tensor> all;
  for (const Borrowed& each : borrowed)
    all.push_back(each.tensor);
  return all;
}

py::tuple AttentionTensors::copied() const {
  py::list found;
  for (const Borrowed& each : borrowed)
    if (each.copied)
      found.append(each.tensor.name);
  return py::tuple(found);
}

AttentionTensors attention_tensors(const py::list& tensors, const py::dict& declared) {
  AttentionTensors attention;
  for (const py::handle each : tensors) {
    const auto [part, name, tensor, format] =
        each.cast<std::tuple<std::string, std::string, py::object, std::optional<std::string>>>();
    attention.borrowed.push_back(borrow(tensor, name, format));
    attention.names.tensors.emplace(part, name);
  }
  verify::attention::Declarations ignored;
  for (const auto& [key, value] : declared) {
    const auto name = key.cast<std::string>(), text = value.cast<std::string>();
    const auto words = verify::attention::declaration_words();
    const auto word = std::ranges::find(words, name, &verify::attention::Word::name);
    if (word == words.end() || !word->declare(ignored, text))
      throw py::value_error(fmt::format("{} is {}, not {}", name, verify::input::in_quotes(text),
                                        word == words.end() ? "declared by any word" : word->values));
    attention.names.declared.emplace(name, text);
  }
  return attention;
}

void store(const AttentionTensors& attention, const std::string& path) {
  nlohmann::ordered_json header = nlohmann::ordered_json::object();
  std::size_t end = 0;
  std::vector<std::vector<std::byte>> data;
  for (const Borrowed& each : attention.borrowed) {
    data.push_back(verify::input::row_major_bytes(each.tensor));
    const std::size_t begin = end;
    end += data.back().size();
    header[each.tensor.name] = {{"dtype", verify::input::dtype_name(each.tensor.dtype)},
                                {"shape", each.tensor.shape},
                                {"data_offsets", {begin, end}}};
  }
  std::string text = header.dump();
  text.resize((text.size() + 7) / 8 * 8, ' '); // tensors begin at a multiple of their elements' size
  std::string length(8, '\0');
  for (std::size_t i = 0; i < length.size(); ++i)
    length[i] = static_cast<char>((text.size() >> (8 * i)) & 0xFFU);
  verify::cases::WholeFile file(path);
  file.write(length + text);
  for (const std::vector<std::byte>& bytes : data)
    file.write({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  if (const std::error_code error = file.finish())
    throw verify::input::InputError({path}, "cannot be written: " + error.message());
}

std::string replay_of(const AttentionTensors& attention, const std::string& path) {
  std::string command = "tailmass check " + verify::cases::shell_quoted(path);
  // Once queries are named so, every part is.
  const auto queries = attention.names.tensors.find("queries");
  const bool all = queries != attention.names.tensors.end() && queries->second != "queries" &&
                   !attention.names.tensors.contains("scores");
  for (const auto& [part, name] : attention.names.tensors)
    if (all || name != part)
      command += fmt::format(" {} {}", verify::attention::option_of(part), name);
  for (const verify::attention::Word& word : verify::attention::declaration_words())
    if (const auto found = attention.names.declared.find(word.name);
        found != attention.names.declared.end() && !(word.flag && found->second == "false"))
      command += " " + verify::attention::option_of(word.name) +
                 (word.flag ? "" : "=" + verify::cases::shell_quoted(found->second));
  return command;
}

} // namespace tailmass::reports::python
