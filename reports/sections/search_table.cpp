// The figures of `study search` as a table and as JSON.
#include "reports/sections/search_table.hpp"

#include "reports/text/list.hpp"
#include "reports/text/text.hpp"
#include "verify/input/input_error.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace tailmass::reports::sections {

namespace {

/// A figure that the paper gives for bert-base-uncased at epsilon = 0.01.
struct PaperFigure {
  std::size_t keys;
  double mean_scored;
  double factor;
};
constexpr PaperFigure paper_figures[] = {{128, 58.8, 2.2}, {256, 107.8, 2.4}};

constexpr std::size_t name_width = 15;
constexpr std::size_t bound_width = 13;
constexpr std::size_t figure_width = 8;

std::string mean_text(double mean) {
  return fmt::format("{:.{}f}", mean, mean < 1000 ? 1 : 0);
}
std::string ratio_text(double ratio) {
  return fmt::format("{:.2f}", ratio);
}

bool is_limit(const verify::studies::StudiedSearch& search) {
  return std::ranges::any_of(verify::studies::studied_methods, [&](const auto& method) {
    return method.limit && method.cells == search.cells && method.bound == search.bound;
  });
}

std::string heading_of(const text::TableStyle& style) {
  text::Line line(style);
  line.left("cells", name_width, text::Tint::dim);
  line.left("bound", bound_width, text::Tint::dim);
  for (const std::string_view figure : {"scored", "n/scored", "cost", "n/cost", "median", "mean"})
    line.right(std::string(figure), figure_width, text::Tint::dim);
  return line.str();
}

std::string line_of(const verify::studies::StudiedSearch& found, const text::TableStyle& style) {
  text::Line line(style);
  line.left(std::string(found.cells), name_width);
  line.left(std::string(found.bound), bound_width);
  line.right(mean_text(found.mean_scored), figure_width);
  line.right(ratio_text(found.factor), figure_width);
  if (is_limit(found)) {
    line.right("limit", figure_width, text::Tint::dim);
    return line.str();
  }
  line.right(mean_text(found.mean_cost), figure_width);
  for (const double ratio : {found.cost_factor, found.median_ratio, found.mean_ratio})
    line.right(ratio_text(ratio), figure_width);
  return line.str();
}

std::string judged_text(const verify::studies::StudiedSource& source) {
  const verify::studies::Judged& judged = source.certificates;
  std::string text =
      fmt::format("certificates: {} proved, {} refuted, {} undecided; false ones refuted:", judged.proved,
                  judged.refuted, judged.undecided);
  for (std::size_t i = 0; i < source.controls.size(); ++i)
    text += fmt::format("{} {} on {} rows", i == 0 ? "" : ",", source.controls[i].bound,
                        source.controls[i].refuted);
  return text + "\n";
}

std::string block_of(const verify::studies::StudiedSource& source, const text::TableStyle& style) {
  std::string text;
  double epsilon = 0;
  for (const verify::studies::StudiedSearch& found : source.searches) {
    if (found.epsilon != epsilon) {
      epsilon = found.epsilon;
      text +=
          "\n" +
          text::tinted(style, text::Tint::strong,
                       fmt::format("{}, n = {} (mean {}), d = {}, {} rows, epsilon = {}",
                                   verify::input::printable(source.name), source.keys,
                                   mean_text(source.mean_unmasked), source.dimension, source.rows, epsilon)) +
          "\n" + heading_of(style);
    }
    text += line_of(found, style);
  }
  return text + judged_text(source);
}

} // namespace

std::string search_table(const std::vector<verify::studies::StudiedSource>& sources,
                         const text::TableStyle& style) {
  std::string text;
  for (const verify::studies::StudiedSource& source : sources)
    text += block_of(source, style);
  text += "\n";
  const auto note = [&](std::string_view label, const std::string& words) {
    text += text::entry(label, name_width + text::column_gap, words, std::max<std::size_t>(style.width, 72));
  };
  note("scored",
       "mean keys that are scored until the certificate is at most epsilon; n is the unmasked keys of a row");
  note("cost",
       "mean key products: d numbers that a query reads, of keys and of what bounds cells; median and mean "
       "are of "
       "the rows' n over cost. A limit is given its bounds, at no cost; that of single keys is k_epsilon");
  std::string paper = "bert-base-uncased at epsilon = 0.01: ";
  for (const PaperFigure& figure : paper_figures)
    paper += fmt::format("{} keys scored at n = {} ({} times fewer), ", figure.mean_scored, figure.keys,
                         figure.factor);
  note("the paper", paper + "2 to 4 times fewer on average");
  note("synthetic", verify::studies::synthetic_keys_text());
  return text;
}

std::string search_json(const std::vector<verify::studies::StudiedSource>& sources,
                        const std::string& command, std::uint64_t seed, const std::string& commit) {
  using Json = nlohmann::ordered_json;
  Json json{{"schema", "tailmass.study-search/1"}, {"command", command}, {"seed", seed}, {"commit", commit}};
  json["synthetic"] = verify::studies::synthetic_keys_text();
  for (const PaperFigure& figure : paper_figures)
    json["paper"].push_back({{"model", "bert-base-uncased"},
                             {"keys", figure.keys},
                             {"epsilon", 0.01},
                             {"mean_scored", figure.mean_scored},
                             {"factor", figure.factor}});
  json["sources"] = Json::array();
  for (const verify::studies::StudiedSource& source : sources) {
    Json entry{{"name", source.name},
               {"keys", source.keys},
               {"dimension", source.dimension},
               {"rows", source.rows},
               {"mean_unmasked", source.mean_unmasked}};
    for (const verify::studies::StudiedSearch& search : source.searches)
      entry["searches"].push_back({{"cells", search.cells},
                                   {"bound", search.bound},
                                   {"limit", is_limit(search)},
                                   {"epsilon", search.epsilon},
                                   {"mean_scored", search.mean_scored},
                                   {"factor", search.factor},
                                   {"mean_cost", search.mean_cost},
                                   {"cost_factor", search.cost_factor},
                                   {"median_ratio", search.median_ratio},
                                   {"mean_ratio", search.mean_ratio}});
    entry["certificates"] = {{"proved", source.certificates.proved},
                             {"refuted", source.certificates.refuted},
                             {"undecided", source.certificates.undecided}};
    for (const verify::studies::StudiedControl& control : source.controls)
      entry["controls"].push_back(
          {{"bound", control.bound}, {"epsilon", control.epsilon}, {"refuted", control.refuted}});
    json["sources"].push_back(std::move(entry));
  }
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

} // namespace tailmass::reports::sections
