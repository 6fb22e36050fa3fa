// Rows beside one, of other heads and sequences, and transposed ones.
#include "verify/cases/file_neighbours.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <limits>

namespace tailmass::verify::cases {

namespace {

using attention::RowPlace;

constexpr std::size_t nearest = 8, most_rows = 256, most_heads = 64, most_sequences = 16;

/// The keys or values of a group, whose heads queries share: either's where both exist.
const std::optional<input::Tensor>& shared_by_heads(const attention::AttentionGroup& group) {
  return group.keys ? group.keys : group.values;
}

} // namespace

std::size_t heads_together(const attention::AttentionGroup& group) {
  const std::optional<input::Tensor>& tensor = shared_by_heads(group);
  return tensor ? group.geometry.extents().heads / std::max(group.geometry.key_heads(*tensor), std::size_t{1})
                : 1;
}

std::size_t first_together(const Dataset& dataset, std::size_t index) {
  const Dataset::Place at = dataset.place(index);
  const attention::Geometry& geometry = at.group->geometry;
  const RowPlace place = geometry.place(at.row);
  return index - place.head % heads_together(*at.group) * geometry.sequences()[place.sequence].queries;
}

Neighbour FileNeighbours::row(RowPlace place) const {
  return {.cause = "it were that of row " + group_.geometry.name(place),
          .detail = {},
          .query = place,
          .keys = place,
          .values = place};
}

std::vector<Neighbour> FileNeighbours::all() const {
  std::vector<Neighbour> all;
  add_rows(all, 1, nearest);
  add_transposed(all);
  add_key_heads(all);
  add_heads(all);
  add_sequences(all);
  add_rows(all, nearest + 1, most_rows);
  return all;
}

void FileNeighbours::add_rows(std::vector<Neighbour>& all, std::size_t from, std::size_t to) const {
  const std::size_t rows = group_.geometry.sequences()[place_.sequence].queries;
  const auto add = [&](std::size_t query) {
    Neighbour one = row({.sequence = place_.sequence, .head = place_.head, .query = query});
    all.push_back(one);
    const std::size_t before = (place_.query + rows - query) % rows, ahead = rows - before;
    one.detail = ", row " + group_.geometry.name(one.query);
    one.cause = before == 1       ? "it were that of the query before"
                : ahead == 1      ? "it were that of the next query"
                : before <= ahead ? fmt::format("it were that of the query {} before", before)
                                  : fmt::format("it were that of the query {} ahead", ahead);
    all.push_back(std::move(one)); // as where queries were rolled
  };
  for (std::size_t away = from; away <= to && away < rows; ++away) {
    if (place_.query >= away)
      add(place_.query - away);
    if (place_.query + away < rows)
      add(place_.query + away);
  }
}

void FileNeighbours::add_transposed(std::vector<Neighbour>& all) const {
  const std::size_t heads = group_.geometry.extents().heads,
                    queries = group_.geometry.sequences()[place_.sequence].queries;
  if (heads < 2 || queries < 2)
    return;
  // What lies at [h, q] of one order of axes is of another place in the other order.
  for (const std::size_t number :
       {place_.head * queries + place_.query, place_.query * heads + place_.head}) {
    const bool by_heads = number == place_.head * queries + place_.query;
    const RowPlace other = by_heads ? RowPlace{place_.sequence, number % heads, number / heads}
                                    : RowPlace{place_.sequence, number / queries, number % queries};
    if (other.head == place_.head && other.query == place_.query)
      continue;
    Neighbour one = row(other);
    one.cause = "heads and queries were transposed";
    all.push_back(std::move(one));
  }
}

void FileNeighbours::add_heads(std::vector<Neighbour>& all) const {
  const std::size_t heads = group_.geometry.extents().heads;
  for (std::size_t away = 1; away < std::min(heads, most_heads); ++away) {
    const std::size_t head = (place_.head + (away % 2 == 1 ? heads - (away + 1) / 2 : away / 2)) % heads;
    Neighbour one = row({.sequence = place_.sequence, .head = head, .query = place_.query});
    one.detail = ", row " + group_.geometry.name(one.query);
    one.cause = head == (place_.head + 1) % heads           ? "it were that of the next head"
                : head == (place_.head + heads - 1) % heads ? "it were that of the head before"
                                                            : "it were that of another head";
    all.push_back(std::move(one));
  }
}

void FileNeighbours::add_key_heads(std::vector<Neighbour>& all) const {
  const std::optional<input::Tensor>& tensor = shared_by_heads(group_);
  if (!tensor)
    return;
  const std::size_t shared = group_.geometry.key_heads(*tensor);
  if (shared < 2)
    return;
  const std::size_t group = cases::heads_together(group_), own = place_.head / group;
  const auto add = [&](std::size_t head, const std::string& words, const std::string& detail) {
    const RowPlace place{.sequence = place_.sequence, .head = head * group, .query = place_.query};
    if (group_.keys && group_.queries) {
      all.push_back({"its keys and values were those of " + words, detail, place_, place, place, false});
      if (group_.values)
        all.push_back({"its keys were those of " + words, detail, place_, place, place_, false});
    }
    if (group_.values)
      all.push_back({"its values were those of " + words, detail, place_, place_, place, true});
  };
  const std::size_t modulo = place_.head % shared;
  if (group > 1 && modulo != own)
    add(modulo, fmt::format("head h mod {}, not of h / {}", shared, group), "");
  for (std::size_t away = 1; away < std::min(shared, most_heads); ++away)
    if (const std::size_t head = (own + away) % shared; group == 1 || head != modulo)
      add(head, away == 1 ? "the next head" : "another head", fmt::format(", head {}", head));
}

void FileNeighbours::add_sequences(std::vector<Neighbour>& all) const {
  const auto& sequences = group_.geometry.sequences();
  for (std::size_t away = 1; away < std::min(sequences.size(), most_sequences); ++away) {
    const std::size_t sequence = (place_.sequence + away) % sequences.size();
    if (place_.query >= sequences[sequence].queries)
      continue;
    Neighbour one = row({.sequence = sequence, .head = place_.head, .query = place_.query});
    one.cause = away == 1 ? "it were that of the next sequence" : "it were that of another sequence";
    one.detail = ", row " + group_.geometry.name(one.query);
    all.push_back(std::move(one));
  }
}

std::vector<Neighbour> FileNeighbours::misread() const {
  std::vector<Neighbour> all;
  for (const MisreadGroup& each : dataset_.misreadings(group_).groups)
    all.push_back({each.cause, "", place_, place_, place_, each.own_scores, &each.group});
  return all;
}

const attention::AttentionGroup& FileNeighbours::read_by(const Neighbour& one) const {
  if (one.read != nullptr)
    return *one.read;
  // Stored scores are those of the query's own keys.
  const std::optional<attention::AttentionGroup>& formed = dataset_.misreadings(group_).formed;
  return one.keys == one.query || !formed ? group_ : *formed;
}

std::vector<double> FileNeighbours::scores(const Neighbour& one) const {
  try {
    const attention::AttentionGroup& group = read_by(one);
    std::vector<double> scores = dataset_.scores(group, one.query, one.keys);
    if (group_.scores && !group.scores) { // a mask may be in the stored ones only
      const std::vector<double> stored = dataset_.scores(group_, one.query, one.query);
      for (std::size_t key = 0; key < std::min(scores.size(), stored.size()); ++key)
        if (stored[key] == -std::numeric_limits<double>::infinity())
          scores[key] = stored[key];
    }
    return scores;
  } catch (const input::InputError&) { // a fault of that row, not of the one that it is compared with
    return std::vector<double>(group_.geometry.sequences()[one.keys.sequence].keys,
                               std::numeric_limits<double>::quiet_NaN());
  }
}

std::vector<input::Integer> FileNeighbours::indices(const Neighbour& one) const {
  return stored_indices(group_, one.query)->numbers;
}

std::shared_ptr<const Values> FileNeighbours::values(const Neighbour& one) const {
  const KeyMatrix matrix = dataset_.values(one.read == nullptr ? group_ : *one.read, one.values);
  return matrix.unreadable.empty() ? matrix.vectors : nullptr;
}

std::vector<std::vector<double>> FileNeighbours::heads_together() const {
  std::vector<std::vector<double>> heads;
  const std::size_t together = cases::heads_together(group_), first = place_.head / together * together;
  for (std::size_t head = first; together > 1 && head < first + together; ++head)
    heads.push_back(scores(row({.sequence = place_.sequence, .head = head, .query = place_.query})));
  return heads;
}

} // namespace tailmass::verify::cases
