// The parts of a case under a change of its keys.
#include "properties/generated/rearranged.hpp"

#include "theory/nouns/domain_error.hpp"
#include "theory/nouns/partitions.hpp"
#include "theory/stable/search/cell_bounds.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace tailmass::properties::generated {

namespace {

/// How the new row comes from the old one.
struct Change {
  const Case& from;
  std::span<const Key> order;
  bool same_keys = false;
  bool same_scores = false;

  /// What is known key by key, in the new order.
  template <class T>
  [[nodiscard]] std::vector<T> follow(const std::vector<T>& by_key) const {
    std::vector<T> result;
    result.reserve(order.size());
    for (const Key key : order)
      result.push_back(by_key[key]);
    return result;
  }
};

std::vector<bool> kept_keys(const Case& c) {
  std::vector<bool> kept(c.scores->size());
  for (const Key key : c.head.head())
    kept[key] = true;
  return kept;
}

std::shared_ptr<const Values> followed_rows(const Change& change, const Values& rows) {
  std::vector<double> entries;
  entries.reserve(change.order.size() * rows.dimension());
  for (const Key key : change.order)
    entries.insert(entries.end(), rows.of(key).begin(), rows.of(key).end());
  return std::make_shared<const Values>(change.order.size(), rows.dimension(), std::move(entries));
}

/// Blocks of the keys that are left; `new_index` tells where each went.
std::vector<Block> followed_blocks(const Change& change, const Scores& scores, const Blocks& blocks,
                                   std::vector<std::size_t>& new_index) {
  std::vector<std::size_t> block_of(change.from.scores->size());
  for (std::size_t b = 0; b < blocks.all().size(); ++b)
    for (const Key key : blocks.all()[b].keys)
      block_of[key] = b;
  std::vector<std::vector<Key>> keys(blocks.all().size());
  for (std::size_t i = 0; i < change.order.size(); ++i)
    keys[block_of[change.order[i]]].push_back(static_cast<Key>(i));
  std::vector<Block> result;
  new_index.assign(keys.size(), 0);
  for (std::size_t b = 0; b < keys.size(); ++b) {
    new_index[b] = result.size();
    if (keys[b].empty())
      continue;
    Block block = blocks.all()[b];
    block.keys = std::move(keys[b]);
    if (!change.same_scores)
      block = tight_block(scores, block.keys, block.in_head, block.parent);
    result.push_back(std::move(block));
  }
  return result;
}

// What is left of a part, one function a part. `made` has the new scores and head.

/// Parts that know nothing of the keys.
template <OneOf<part::Epsilon, part::Temperatures, part::Centre, part::Shift, part::Sample> P>
P followed(const Change& /*change*/, const Case& /*made*/, const P& old) {
  return old;
}

part::Values followed(const Change& change, const Case& /*made*/, const part::Values& old) {
  return {old.values && !change.same_keys ? followed_rows(change, *old.values) : old.values};
}

part::Permutation followed(const Change& change, const Case& /*made*/, const part::Permutation& old) {
  return old.permutation.size() == change.order.size() ? old : part::Permutation{};
}

part::Blocks followed(const Change& change, const Case& made, const part::Blocks& old) {
  if (!is_whole(old))
    return {};
  std::vector<std::size_t> parents, unused;
  std::vector<Block> coarse = followed_blocks(change, *made.scores, *old.blocks, parents);
  std::vector<Block> fine = followed_blocks(change, *made.scores, *old.finer_blocks, unused);
  for (Block& block : fine)
    block.parent = parents[block.parent];
  return {std::make_shared<const Blocks>(*made.scores, std::move(coarse)),
          std::make_shared<const Blocks>(*made.scores, std::move(fine))};
}

/// Weights where they may be, at most k of them; empty where none is left.
std::vector<unsigned> fitting(std::vector<unsigned> weights, const Case& made, bool in_head) {
  const std::vector<bool> kept = kept_keys(made);
  std::size_t atoms = 0;
  for (std::size_t key = 0; key < weights.size(); ++key) {
    if (made.scores->masked(key) || (in_head && !kept[key]) || atoms == made.head.size())
      weights[key] = 0;
    atoms += weights[key] != 0 ? 1 : 0;
  }
  return atoms == 0 ? std::vector<unsigned>{} : weights;
}

part::Companion followed(const Change& change, const Case& made, const part::Companion& old) {
  if (!old.companion)
    return {};
  CompanionWeights q{fitting(change.follow(old.companion->any), made, false),
                     fitting(change.follow(old.companion->in_head), made, true)};
  return q.any.empty() || q.in_head.empty() ? part::Companion{} : part::Companion{std::move(q)};
}

/// The ranks strictly between the ends, and the ends.
std::vector<std::size_t> between(const std::vector<std::size_t>& ranks, std::size_t first, std::size_t last) {
  std::vector<std::size_t> result{first};
  std::ranges::copy_if(ranks, std::back_inserter(result),
                       [&](std::size_t rank) { return first < rank && rank < last; });
  result.push_back(last);
  return result;
}

part::Checkpoints followed(const Change& /*change*/, const Case& made, const part::Checkpoints& old) {
  if (!old.checkpoints || !has_room_for_checkpoints(made))
    return {};
  const auto& [head, tail, known_gaps] = *old.checkpoints;
  const std::size_t k = made.head.size(), finite = made.scores->finite_count();
  return {Checkpoints{.head = between(head, 0, k),
                      .tail = between(tail, k, finite),
                      .known_gaps = std::min(known_gaps, finite - k)}};
}

/// Numbers about the scores, moved with them: `about` is at a key as far from the new score as it was from
/// the old one.
std::vector<double> moved_along(const Change& change, const Case& made, const std::vector<double>& about) {
  std::vector<double> result = change.follow(about);
  if (change.same_scores)
    return result;
  for (std::size_t i = 0; i < result.size(); ++i) {
    const double old = (*change.from.scores)[change.order[i]], now = (*made.scores)[i];
    if (std::isinf(now) || std::isinf(old))
      result[i] = now;
    else if (now != old)
      result[i] = now + (result[i] - old);
  }
  return result;
}

part::Perturbed followed(const Change& change, const Case& made, const part::Perturbed& old) {
  return old.perturbed.empty() ? old : part::Perturbed{moved_along(change, made, old.perturbed)};
}

part::Box followed(const Change& change, const Case& made, const part::Box& old) {
  if (!old.box)
    return {};
  ScoreBox box{moved_along(change, made, old.box->lower), moved_along(change, made, old.box->upper),
               moved_along(change, made, old.box->point), change.follow(old.box->direction)};
  for (std::size_t i = 0; i < box.point.size(); ++i) {
    box.upper[i] = std::max(box.lower[i], box.upper[i]);
    box.point[i] = std::clamp(box.point[i], box.lower[i], box.upper[i]);
  }
  return {std::move(box)};
}

part::SubRow followed(const Change& change, const Case& made, const part::SubRow& old) {
  part::SubRow part;
  std::vector<bool> wanted(change.from.scores->size());
  for (const Key key : old.sub_row)
    wanted[key] = true;
  for (std::size_t i = 0; i < change.order.size(); ++i)
    if (wanted[change.order[i]] && !made.scores->masked(i)) {
      wanted[change.order[i]] = false;
      part.sub_row.push_back(static_cast<Key>(i));
    }
  return part;
}

/// Key vectors follow their keys; where a score moves, so does the coordinate on which the query weighs most.
std::shared_ptr<const QueryKeys> followed_query_keys(const Change& change, const Case& made,
                                                     const QueryKeys& old) {
  auto rows = followed_rows(change, old.keys());
  if (!change.same_scores) {
    const auto heavier = [](double a, double b) { return std::abs(a) < std::abs(b); };
    const auto axis =
        static_cast<std::size_t>(std::ranges::max_element(old.query(), heavier) - old.query().begin());
    const double weight = old.scale() * old.query()[axis];
    const std::size_t d = rows->dimension();
    std::vector<double> entries;
    for (std::size_t i = 0; i < change.order.size(); ++i) {
      entries.insert(entries.end(), rows->of(i).begin(), rows->of(i).end());
      const double moved = (*made.scores)[i] - (*change.from.scores)[change.order[i]];
      if (std::isfinite(moved) && weight != 0)
        entries[i * d + axis] += moved / weight;
    }
    rows = std::make_shared<const Values>(change.order.size(), d, std::move(entries));
  }
  return std::make_shared<const QueryKeys>(std::vector<double>(old.query().begin(), old.query().end()),
                                           std::move(rows), made.scores->finite(), old.scale());
}

Partition followed_cells(const Change& change, const Case& made, const Cells& cells) {
  std::vector<std::size_t> cell_of(change.from.scores->size(), 0); // a key that was masked joins the first
  for (std::size_t j = 0; j < cells.all().size(); ++j)
    for (const Key key : cells.all()[j].keys)
      cell_of[key] = j;
  Partition partition(cells.all().size());
  for (std::size_t i = 0; i < change.order.size(); ++i)
    if (!made.scores->masked(i))
      partition[cell_of[change.order[i]]].push_back(static_cast<Key>(i));
  std::erase_if(partition, [](const std::vector<Key>& part) { return part.empty(); });
  return partition;
}

part::Searches followed(const Change& change, const Case& made, const part::Searches& old) {
  if (!old.query_keys || (change.same_keys && change.same_scores))
    return old;
  part::Searches part{.query_keys = followed_query_keys(change, made, *old.query_keys)};
  for (Search search : old.searches) {
    search.k = std::min(search.k, made.scores->finite_count());
    search.cells = std::make_shared<const Cells>(stable::bounded_cells(
        *part.query_keys, followed_cells(change, made, *search.cells), stable::CellBound::box));
    part.searches.push_back(std::move(search));
  }
  return part;
}

Case follow_all(const Change& change, std::shared_ptr<const Scores> scores, Head head) {
  Case made{std::move(scores), std::move(head)};
  Parts::each([&]<class P>(std::type_identity<P>) {
    const P& old = change.from;
    static_cast<P&>(made) = followed(change, made, old);
  });
  return made;
}

Change change_of(const Case& c, std::span<const Key> order, std::span<const double> scores) {
  Change change{
      .from = c, .order = order, .same_keys = order.size() == c.scores->size(), .same_scores = true};
  for (std::size_t i = 0; i < order.size(); ++i) {
    change.same_keys = change.same_keys && order[i] == i;
    change.same_scores = change.same_scores && scores[i] == (*c.scores)[order[i]];
  }
  return change;
}

} // namespace

std::vector<Key> keys_of(const Case& c) {
  std::vector<Key> keys(c.scores->size());
  std::iota(keys.begin(), keys.end(), Key{0});
  return keys;
}

Case rearranged(const Case& c, std::span<const Key> order, std::vector<double> scores) {
  const Change change = change_of(c, order, scores);
  auto row = std::make_shared<const Scores>(std::move(scores));
  const std::vector<bool> kept = kept_keys(c);
  std::vector<Key> head;
  for (std::size_t i = 0; i < order.size(); ++i)
    if (kept[order[i]])
      head.push_back(static_cast<Key>(i));
  Head new_head = Head::of_keys(*row, head);
  return follow_all(change, std::move(row), std::move(new_head));
}

Case with_head(const Case& c, const std::vector<Key>& head) {
  const std::vector<Key> order = keys_of(c);
  return follow_all({.from = c, .order = order, .same_keys = true, .same_scores = true}, c.scores,
                    Head::of_keys(*c.scores, head));
}

Case with_scores(const Case& c, std::vector<double> scores) {
  const std::vector<Key> order = keys_of(c);
  if (!c.head.is_top_k())
    return rearranged(c, order, std::move(scores));
  const Change change = change_of(c, order, scores);
  auto row = std::make_shared<const Scores>(std::move(scores));
  Head head = Head::top_k(*row, c.head.size());
  return follow_all(change, std::move(row), std::move(head));
}

} // namespace tailmass::properties::generated
