// How many keys a certified search scores.
#include "verify/studies/search_study.hpp"

#include "theory/fast/search/clusters.hpp"
#include "theory/numbers/random.hpp"
#include "theory/stable/search/cell_bounds.hpp"
#include "theory/stable/search/search.hpp"
#include "verify/campaign/fold.hpp"
#include "verify/cases/case_document.hpp"

#include <algorithm>
#include <array>
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

constexpr stable::CellBound bounds[] = {stable::CellBound::ball, stable::CellBound::box,
                                        stable::CellBound::smaller};

/// The partitions of a key matrix with their summaries, made once for all its rows.
struct StudyCells {
  explicit StudyCells(const Values& keys) {
    std::vector<Key> all(keys.keys());
    std::iota(all.begin(), all.end(), Key{0});
    partitions = {pages(all, 16), pages(all, 64),
                  fast::clusters(keys, std::max<std::size_t>(1, keys.keys() / 32))};
    for (const Partition& partition : partitions)
      summaries.push_back(stable::summarise(keys, partition));
  }
  std::vector<Partition> partitions; // as studied_cells
  std::vector<std::vector<stable::CellSummary>> summaries;
};

/// Keys scored by every search of one row, in the order of results_of().
using Counts =
    std::array<std::size_t, std::size(studied_cells) * std::size(bounds) * std::size(studied_epsilons)>;

/// The row's cells: what a part leaves of the unmasked keys, under the bound of the whole part.
Cells cells_of(const QueryKeys& query_keys, const Partition& partition,
               const std::vector<stable::CellSummary>& summaries, stable::CellBound bound) {
  std::vector<Cell> cells;
  for (std::size_t i = 0; i < partition.size(); ++i)
    if (const Partition kept = restricted({partition[i]}, query_keys.unmasked()); !kept.empty())
      cells.push_back(
          {kept.front(), stable::upper_bound(summaries[i], query_keys.query(), query_keys.scale(), bound)});
  return {query_keys, std::move(cells)};
}

Counts search_row(const QueryKeys& query_keys) {
  const StudyCells& study = query_keys.keys().derived<StudyCells>();
  Counts counts{};
  auto next = counts.begin();
  for (std::size_t i = 0; i < study.partitions.size(); ++i)
    for (const stable::CellBound bound : bounds) {
      const Cells cells = cells_of(query_keys, study.partitions[i], study.summaries[i], bound);
      for (const double epsilon : studied_epsilons)
        *next++ = stable::mc_search(query_keys, cells, epsilon).keys_scored;
    }
  return counts;
}

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
  const attention::AttentionGroup* last = nullptr;
  for (std::size_t index = 0; index < dataset.rows(); ++index) {
    const attention::AttentionGroup* group = dataset.place(index).group;
    if (!group->queries || !group->keys)
      continue;
    if (group != last)
      sources.push_back({group->naming().name, {}, {}});
    last = group;
    sources.back().places.push_back(index);
  }
  for (const std::size_t n : options.sizes)
    sources.push_back({"gaussian", {}, gaussian_rows(n, options.seed)});
  for (const std::size_t n : options.sizes)
    sources.push_back({"clustered", {}, clustered_rows(n, options.seed)});
  return sources;
}

StudiedSource summary_of(const Source& source, const QueryKeys& first, std::span<const Counts> counts,
                         std::span<const std::size_t> unmasked) {
  StudiedSource studied{.name = source.name,
                        .keys = first.size(),
                        .dimension = first.query().size(),
                        .rows = source.rows(),
                        .mean_unmasked = 0,
                        .searches = {}};
  const double rows = static_cast<double>(source.rows());
  studied.mean_unmasked =
      static_cast<double>(std::accumulate(unmasked.begin(), unmasked.end(), std::size_t{0})) / rows;
  std::size_t at = 0;
  for (const std::string_view cells : studied_cells)
    for (const std::string_view bound : studied_bounds)
      for (const double epsilon : studied_epsilons) {
        std::size_t scored = 0;
        for (const Counts& row : counts)
          scored += row[at];
        const double mean = static_cast<double>(scored) / rows;
        studied.searches.push_back({cells, bound, epsilon, mean, studied.mean_unmasked / mean});
        ++at;
      }
  return studied;
}

/// What rows gave, by row.
struct Searched {
  std::vector<Counts> counts;
  std::vector<std::size_t> unmasked;
};

void join(Searched& into, const Searched& later) {
  into.counts.insert(into.counts.end(), later.counts.begin(), later.counts.end());
  into.unmasked.insert(into.unmasked.end(), later.unmasked.begin(), later.unmasked.end());
}

/// Rows as a part keeps them.
nlohmann::ordered_json part_of(const Searched& searched) {
  return {{"counts", searched.counts}, {"unmasked", searched.unmasked}};
}

Searched searched_of(const record::Field& part) {
  Searched searched;
  for (const record::Field& row : part.at("counts").items()) {
    const std::vector<record::Field> numbers = row.items();
    Counts& counts = searched.counts.emplace_back();
    cases::expect(numbers.size() == counts.size(), row.place(), fmt::format("{} counts", counts.size()));
    std::ranges::transform(numbers, counts.begin(), [](const record::Field& each) { return each.count(); });
  }
  for (const record::Field& each : part.at("unmasked").items())
    searched.unmasked.push_back(each.count());
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
               return Searched{.counts = {search_row(*row)}, .unmasked = {row->unmasked().size()}};
             };
           },
       .join = join,
       .fold = [&](const Searched& found) { join(all, found); },
       .write = part_of,
       .read = searched_of},
      options);
  if (folded.units < work.size())
    return {};
  std::vector<StudiedSource> studied;
  std::size_t from = 0;
  for (const Source& source : sources) {
    studied.push_back(summary_of(source, *source.row(dataset, 0),
                                 std::span(all.counts).subspan(from, source.rows()),
                                 std::span(all.unmasked).subspan(from, source.rows())));
    from += source.rows();
  }
  return studied;
}

} // namespace tailmass::verify::studies
