// The figures of `study smallest-fault` as a table and as JSON.
#include "reports/sections/fault_table.hpp"

#include "reports/text/text.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace tailmass::reports::sections {

namespace {

using verify::studies::LeastSeen;
using verify::studies::SmallestFault;

constexpr std::array<std::size_t, 11> widths{6, 9, 9, 7, 7, 9, 9, 9, 7, 9, 9};

std::string line_of(const std::array<std::string, widths.size()>& cells, text::Tint tint,
                    const text::TableStyle& style) {
  text::Line line(style);
  line.left(cells[0], widths[0], tint);
  for (std::size_t i = 1; i < cells.size(); ++i)
    line.right(cells[i], widths[i], tint);
  return line.str();
}

std::string size_text(double size) {
  return fmt::format("{:.1e}", size);
}

std::string share_text(double share) {
  return fmt::format("{:.2g} %", 100 * share);
}

nlohmann::ordered_json json_of(const LeastSeen& seen) {
  return {{"output", seen.output},
          {"lse", seen.lse},
          {"share_in_lse", seen.share_in_lse},
          {"share_in_output", seen.share_in_output}};
}

} // namespace

std::string fault_table(std::span<const SmallestFault> faults, const text::TableStyle& style) {
  std::string text = line_of({"", "", "", "flat", "", "lost key,", "in", "peaked", "", "lost key,", "in"},
                             text::Tint::dim, style) +
                     line_of({"format", "n", "1/n", "output", "lse", "in lse", "output", "output", "lse",
                              "in lse", "output"},
                             text::Tint::dim, style);
  for (std::size_t i = 0; i < faults.size(); ++i) {
    const SmallestFault& fault = faults[i];
    if (i > 0 && fault.format != faults[i - 1].format)
      text += "\n";
    text += line_of({std::string(verify::input::dtype_name(fault.format)), text::grouped(fault.keys),
                     share_text(1 / static_cast<double>(fault.keys)), size_text(fault.flat.output),
                     size_text(fault.flat.lse), share_text(fault.flat.share_in_lse),
                     share_text(fault.flat.share_in_output), size_text(fault.peaked.output),
                     size_text(fault.peaked.lse), share_text(fault.peaked.share_in_lse),
                     share_text(fault.peaked.share_in_output)},
                    text::Tint::plain, style);
  }
  text += "\n";
  const auto note = [&](std::string_view label, const std::string& words) {
    text += text::entry(label, 11, words, std::max<std::size_t>(style.width, text::narrowest));
  };
  note("row", "flat: each key weighs 1/n; peaked: the i-th weighs i^-2; the largest score is 8");
  note("format", "of values and outputs; scores and lse are F32 beside F16 and BF16");
  note("output",
       "the least relative error that is accused where a coordinate's values have one sign; times the "
       "mean |v|, the least error of any coordinate");
  note("lse",
       "the least shift that is accused; where scores are formed from q and k, their rounding is added");
  note("lost key",
       "the least share of the row's weight that is missed, in the lse, and in a coordinate where the "
       "key's value is of the mean size and those of the others cancel");
  return text;
}

std::string fault_json(std::span<const SmallestFault> faults, const std::string& command,
                       const std::string& commit) {
  using Json = nlohmann::ordered_json;
  Json json{{"schema", "tailmass.study-smallest-fault/1"}, {"command", command}, {"commit", commit}};
  json["faults"] = Json::array();
  for (const SmallestFault& fault : faults)
    json["faults"].push_back({{"format", verify::input::dtype_name(fault.format)},
                              {"keys", fault.keys},
                              {"flat", json_of(fault.flat)},
                              {"peaked", json_of(fault.peaked)}});
  return json.dump(2) + "\n";
}

} // namespace tailmass::reports::sections
