// What a certified search costs.
#include "verify/studies/search_study.hpp"

#include "theory/numbers/random.hpp"
#include "verify/campaign/fold.hpp"
#include "verify/cases/case_document.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <numeric>

namespace tailmass::verify::studies {

namespace {

constexpr std::size_t dimension = 64;
constexpr std::size_t queries = 64;
constexpr std::size_t run = 32; // keys of one cluster that follow each other
constexpr std::size_t topics = 16;
constexpr double deviation = 2; // of Gaussian scores
constexpr double spread = 0.5;  // of the keys about their cluster's centre

std::vector<double> gaussian(RandomStream& random, std::size_t count) {
  std::vector<double> numbers(count);
  for (double& x : numbers)
    x = random.normal();
  return numbers;
}

std::shared_ptr<const QueryKeys> all_keys(std::vector<double> query, std::shared_ptr<const Values> keys,
                                          double scale) {
  std::vector<Key> all(keys->keys());
  std::iota(all.begin(), all.end(), Key{0});
  return std::make_shared<const QueryKeys>(std::move(query), std::move(keys), all, scale);
}

std::vector<std::shared_ptr<const QueryKeys>> gaussian_rows(std::size_t n, std::uint64_t seed) {
  RandomStream random(seed, {"study search", "gaussian"}, n);
  const auto keys = std::make_shared<const Values>(n, dimension, gaussian(random, n * dimension));
  std::vector<std::shared_ptr<const QueryKeys>> rows;
  for (std::size_t i = 0; i < queries; ++i)
    rows.push_back(all_keys(gaussian(random, dimension), keys, deviation / std::sqrt(double{dimension})));
  return rows;
}

std::vector<std::shared_ptr<const QueryKeys>> clustered_rows(std::size_t n, std::uint64_t seed) {
  RandomStream random(seed, {"study search", "clustered"}, n);
  const std::vector<double> centres = gaussian(random, topics * dimension);
  const auto near = [&](std::size_t topic) {
    std::vector<double> point(centres.begin() + static_cast<std::ptrdiff_t>(topic * dimension),
                              centres.begin() + static_cast<std::ptrdiff_t>((topic + 1) * dimension));
    for (double& x : point)
      x += spread * random.normal();
    return point;
  };
  std::vector<double> entries;
  for (std::size_t key = 0, topic = 0; key < n; ++key) {
    if (key % run == 0)
      topic = random.below(topics);
    const std::vector<double> point = near(topic);
    entries.insert(entries.end(), point.begin(), point.end());
  }
  const auto keys = std::make_shared<const Values>(n, dimension, std::move(entries));
  std::vector<std::shared_ptr<const QueryKeys>> rows;
  for (std::size_t i = 0; i < queries; ++i)
    rows.push_back(all_keys(near(random.below(topics)), keys, 1 / std::sqrt(double{dimension})));
  return rows;
}

/// A source and its rows, read or made when they are asked for.
struct Source {
  std::string name;
  std::vector<std::size_t> places; // in the dataset
  std::vector<std::shared_ptr<const QueryKeys>> synthetic;
  [[nodiscard]] std::size_t rows() const { return places.empty() ? synthetic.size() : places.size(); }
  [[nodiscard]] std::shared_ptr<const QueryKeys> row(cases::Dataset& dataset, std::size_t i) const {
    return places.empty() ? synthetic[i] : cases::query_keys(dataset.row(places[i], false));
  }
};

std::vector<Source> sources_of(cases::Dataset& dataset, const SearchStudyOptions& options) {
  std::vector<Source> sources;
  const attention::AttentionFile* last = nullptr;
  for (std::size_t index = 0; index < dataset.rows(); ++index) {
    const cases::Dataset::Place place = dataset.place(index);
    if (!place.group->queries || !place.group->keys)
      continue;
    if (place.file != last)
      sources.push_back({std::filesystem::path(place.file->file()).filename().string(), {}, {}});
    last = place.file;
    sources.back().places.push_back(index);
  }
  for (const std::size_t n : options.sizes)
    sources.push_back({"gaussian", {}, gaussian_rows(n, options.seed)});
  for (const std::size_t n : options.sizes)
    sources.push_back({"clustered", {}, clustered_rows(n, options.seed)});
  return sources;
}

/// What a row gave.
struct RowFigures {
  std::size_t keys = 0;
  std::size_t dimension = 0;
  std::size_t unmasked = 0;
  std::vector<RowSearches> searches = {}; ///< by epsilon
};
using Searched = std::vector<RowFigures>;

double median_of(std::vector<double> numbers) {
  std::ranges::sort(numbers);
  const std::size_t half = numbers.size() / 2;
  return numbers.size() % 2 == 1 ? numbers[half] : (numbers[half - 1] + numbers[half]) / 2;
}

StudiedSearch search_of(std::span<const RowFigures> rows, std::size_t method, std::size_t i, double epsilon) {
  const double count = static_cast<double>(rows.size());
  StudiedSearch search{.cells = studied_methods.at(method).cells,
                       .bound = studied_methods.at(method).bound,
                       .epsilon = epsilon};
  double unmasked = 0;
  std::vector<double> ratios;
  for (const RowFigures& row : rows) {
    unmasked += static_cast<double>(row.unmasked) / count;
    search.mean_scored += static_cast<double>(row.searches[i].scored.at(method)) / count;
    search.mean_cost += row.searches[i].cost.at(method) / count;
    ratios.push_back(static_cast<double>(row.unmasked) / row.searches[i].cost.at(method));
    search.mean_ratio += ratios.back() / count;
  }
  search.factor = unmasked / search.mean_scored;
  search.cost_factor = unmasked / search.mean_cost;
  search.median_ratio = median_of(std::move(ratios));
  return search;
}

StudiedSource summary_of(const Source& source, std::span<const RowFigures> rows,
                         std::span<const double> epsilons) {
  StudiedSource studied{.name = source.name, .rows = rows.size()};
  for (const RowFigures& row : rows) {
    studied.keys = std::max(studied.keys, row.keys);
    studied.dimension = std::max(studied.dimension, row.dimension);
    studied.mean_unmasked += static_cast<double>(row.unmasked) / static_cast<double>(rows.size());
    for (const RowSearches& searches : row.searches)
      studied.certificates += searches.certificates;
  }
  for (std::size_t i = 0; i < epsilons.size(); ++i) {
    for (std::size_t method = 0; method < studied_methods.size(); ++method)
      studied.searches.push_back(search_of(rows, method, i, epsilons[i]));
    for (std::size_t control = 0; control < std::size(studied_controls); ++control) {
      const auto refuted = std::ranges::count_if(
          rows, [&](const RowFigures& row) { return row.searches[i].refuted.at(control); });
      studied.controls.push_back({studied_controls[control], epsilons[i], static_cast<std::size_t>(refuted)});
    }
  }
  return studied;
}

/// Rows as a part keeps them.
nlohmann::ordered_json part_of(const Searched& searched) {
  nlohmann::ordered_json rows = nlohmann::ordered_json::array();
  for (const RowFigures& row : searched) {
    nlohmann::ordered_json searches = nlohmann::ordered_json::array();
    for (const RowSearches& each : row.searches)
      searches.push_back({{"scored", each.scored},
                          {"cost", each.cost},
                          {"proved", each.certificates.proved},
                          {"refuted", each.certificates.refuted},
                          {"undecided", each.certificates.undecided},
                          {"controls", each.refuted}});
    rows.push_back({{"keys", row.keys},
                    {"dimension", row.dimension},
                    {"unmasked", row.unmasked},
                    {"searches", std::move(searches)}});
  }
  return {{"rows", std::move(rows)}};
}

/// Fills an array that a part keeps.
template <class T, std::size_t n, class Read>
void fill(std::array<T, n>& into, const record::Field& field, const Read& read) {
  const std::vector<record::Field> items = field.items();
  cases::expect(items.size() == n, field.place(), fmt::format("{} items", n));
  std::ranges::transform(items, into.begin(), read);
}

Searched searched_of(const record::Field& part) {
  Searched searched;
  for (const record::Field& field : part.at("rows").items()) {
    RowFigures& row = searched.emplace_back(RowFigures{.keys = field.at("keys").count(),
                                                       .dimension = field.at("dimension").count(),
                                                       .unmasked = field.at("unmasked").count()});
    for (const record::Field& each : field.at("searches").items()) {
      RowSearches& searches = row.searches.emplace_back();
      fill(searches.scored, each.at("scored"), [](const record::Field& x) { return x.count(); });
      fill(searches.cost, each.at("cost"), [](const record::Field& x) { return x.number(); });
      fill(searches.refuted, each.at("controls"), [](const record::Field& x) { return x.flag(); });
      searches.certificates = {each.at("proved").count(), each.at("refuted").count(),
                               each.at("undecided").count()};
    }
  }
  return searched;
}

} // namespace

std::string synthetic_keys_text() {
  return fmt::format(
      "gaussian: keys and queries N(0, I) in d = {}, scores of standard deviation about {}; clustered: "
      "{} centres N(0, I), runs of {} keys about one centre and queries about one, each with noise "
      "N(0, {}^2 I), scale 1/sqrt(d); {} queries each",
      dimension, deviation, topics, run, spread, queries);
}

std::vector<StudiedSource> study_search(cases::Dataset& dataset, const SearchStudyOptions& options) {
  const std::vector<Source> sources = sources_of(dataset, options);
  std::vector<std::pair<std::size_t, std::size_t>> work; // source and row
  for (std::size_t s = 0; s < sources.size(); ++s)
    for (std::size_t i = 0; i < sources[s].rows(); ++i)
      work.emplace_back(s, i);
  Searched all;
  const campaign::Folded folded = campaign::fold_units<Searched>(
      {.count = work.size(),
       .begins_chunk = [&](std::size_t i) { return work[i].first != work[i - 1].first; },
       .make_worker =
           [&] {
             return [&](std::size_t i) {
               const auto row = sources[work[i].first].row(dataset, work[i].second);
               return Searched{{.keys = row->size(),
                                .dimension = row->query().size(),
                                .unmasked = row->unmasked().size(),
                                .searches = search_row(*row, options.epsilons)}};
             };
           },
       .join = [](Searched& into,
                  const Searched& later) { into.insert(into.end(), later.begin(), later.end()); },
       .fold = [&](const Searched& found) { all.insert(all.end(), found.begin(), found.end()); },
       .write = part_of,
       .read = searched_of},
      options);
  if (folded.units < work.size())
    return {};
  std::vector<StudiedSource> studied;
  std::size_t from = 0;
  for (const Source& source : sources) {
    studied.push_back(summary_of(source, std::span(all).subspan(from, source.rows()), options.epsilons));
    from += source.rows();
  }
  return studied;
}

} // namespace tailmass::verify::studies
