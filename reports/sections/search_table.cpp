// The figures of `study search` as a table and as JSON.
#include "reports/sections/search_table.hpp"

#include "reports/text/list.hpp"
#include "reports/text/text.hpp"
#include "verify/input/input_error.hpp"

#include <cmath>
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

constexpr std::size_t name_width = 14;
constexpr std::size_t figure_width = 6;

std::string mean_text(double mean) {
  return fmt::format("{:.{}f}", mean, mean < 1000 ? 1 : 0);
}

std::string block_of(const verify::studies::StudiedSource& source, const text::TableStyle& style) {
  std::string text =
      "\n" +
      text::tinted(style, text::Tint::strong,
                   fmt::format("{}, n = {}, d = {}, {} rows", verify::input::printable(source.name),
                               source.keys, source.dimension, source.rows)) +
      "\n";
  const std::size_t figures =
      std::size(verify::studies::studied_bounds) * std::size(verify::studies::studied_epsilons);
  for (std::size_t cells = 0; cells < std::size(verify::studies::studied_cells); ++cells) {
    text::Line line(style);
    line.left(std::string(verify::studies::studied_cells[cells]), name_width);
    for (std::size_t e = 0; e < std::size(verify::studies::studied_epsilons); ++e)
      for (std::size_t bound = 0; bound < std::size(verify::studies::studied_bounds); ++bound) {
        const verify::studies::StudiedSearch& found =
            source.searches[cells * figures + bound * std::size(verify::studies::studied_epsilons) + e];
        line.right(mean_text(found.mean_scored), figure_width);
        if (bound + 1 == std::size(verify::studies::studied_bounds))
          line.right(text::factor(std::log(found.factor), style), figure_width);
      }
    text += line.str();
  }
  return text;
}

std::string heading_of(const text::TableStyle& style) {
  text::Line epsilons(style), bounds(style);
  epsilons.left("epsilon", name_width, text::Tint::dim);
  bounds.left("cells", name_width, text::Tint::dim);
  for (const double epsilon : verify::studies::studied_epsilons) {
    epsilons.right(fmt::format("{}", epsilon), figure_width, text::Tint::dim);
    for (std::size_t i = 0; i < std::size(verify::studies::studied_bounds); ++i) {
      if (i > 0)
        epsilons.right("", figure_width);
      bounds.right(std::string(verify::studies::studied_bounds[i]), figure_width, text::Tint::dim);
    }
    epsilons.right("", figure_width);
    bounds.right("fewer", figure_width, text::Tint::dim);
  }
  return epsilons.str() + bounds.str();
}

} // namespace

std::string search_table(const std::vector<verify::studies::StudiedSource>& sources,
                         const text::TableStyle& style) {
  std::string text = heading_of(style);
  for (const verify::studies::StudiedSource& source : sources)
    text += block_of(source, style);
  text += "\n";
  const auto note = [&](std::string_view label, const std::string& words) {
    text += text::entry(label, name_width + text::column_gap, words, std::max<std::size_t>(style.width, 72));
  };
  note("scored",
       "mean keys that mc-search scores until its certificate is at most epsilon, under balls, boxes, or "
       "the smaller bound of both; fewer: unmasked keys over the last one");
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
                                   {"epsilon", search.epsilon},
                                   {"mean_scored", search.mean_scored},
                                   {"factor", search.factor}});
    json["sources"].push_back(std::move(entry));
  }
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

} // namespace tailmass::reports::sections
