// Shrinking by trial within a budget.
#include "properties/shrink.hpp"

#include "theory/nouns/domain_error.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace tailmass {

namespace {

/// The parts that take part.
Case plain(const Case& c) {
  Case p{.scores = c.scores, .head = c.head, .values = c.values, .epsilon = c.epsilon};
  p.blocks = c.blocks;
  p.finer_blocks = c.finer_blocks;
  p.perturbed = c.perturbed;
  return p;
}

/// The blocks with the keys that `new_place` names, tight where the scores were changed.
std::vector<Block> moved(const std::vector<Block>& blocks, const Scores& scores,
                         const std::vector<std::optional<Key>>& new_place, bool tight,
                         std::vector<std::size_t>& new_index) {
  std::vector<Block> result;
  new_index.assign(blocks.size(), 0);
  for (std::size_t b = 0; b < blocks.size(); ++b) {
    Block block = blocks[b];
    block.keys.clear();
    for (const Key key : blocks[b].keys)
      if (new_place[key])
        block.keys.push_back(*new_place[key]);
    new_index[b] = result.size();
    if (block.keys.empty())
      continue;
    if (tight)
      block = tight_block(scores, block.keys, block.in_head, block.parent);
    result.push_back(std::move(block));
  }
  return result;
}

/// The case with the keys `order` of it, in that order, and `scores` for them. Throws DomainError where that
/// is no case.
Case remade(const Case& c, const std::vector<Key>& order, std::vector<double> scores) {
  std::vector<std::optional<Key>> place(c.scores->size());
  std::vector<Key> head;
  std::vector<bool> kept(c.scores->size());
  for (const Key key : c.head.head())
    kept[key] = true;
  bool same_scores = true;
  for (std::size_t i = 0; i < order.size(); ++i) {
    place[order[i]] = static_cast<Key>(i);
    same_scores = same_scores && scores[i] == (*c.scores)[order[i]];
    if (kept[order[i]])
      head.push_back(static_cast<Key>(i));
  }
  auto row = std::make_shared<const Scores>(std::move(scores));
  Head new_head = Head::of_keys(*row, head);
  if (c.head.is_top_k() && !new_head.is_top_k())
    throw DomainError("the head is no Top-k set any more");
  Case made{.scores = row, .head = std::move(new_head), .values = nullptr, .epsilon = c.epsilon};
  if (c.values) {
    std::vector<double> entries;
    for (const Key key : order)
      entries.insert(entries.end(), c.values->of(key).begin(), c.values->of(key).end());
    made.values = std::make_shared<const Values>(order.size(), c.values->dimension(), std::move(entries));
  }
  for (std::size_t i = 0; i < order.size() && !c.perturbed.empty(); ++i) // moved as far as before
    made.perturbed.push_back(row->masked(i) ? (*row)[i]
                                            : (*row)[i] + (c.perturbed[order[i]] - (*c.scores)[order[i]]));
  if (c.blocks && c.finer_blocks) {
    std::vector<std::size_t> parents, unused;
    std::vector<Block> coarse = moved(c.blocks->all(), *row, place, !same_scores, parents);
    std::vector<Block> fine = moved(c.finer_blocks->all(), *row, place, !same_scores, unused);
    for (Block& block : fine)
      block.parent = parents[block.parent];
    made.blocks = std::make_shared<const Blocks>(*row, std::move(coarse));
    made.finer_blocks = std::make_shared<const Blocks>(*row, std::move(fine));
  }
  return made;
}

std::vector<Key> all_keys(const Case& c) {
  std::vector<Key> keys(c.scores->size());
  std::iota(keys.begin(), keys.end(), Key{0});
  return keys;
}

std::vector<double> scores_of(const Case& c, const std::vector<Key>& order) {
  std::vector<double> scores(order.size());
  std::ranges::transform(order, scores.begin(), [&](Key key) { return (*c.scores)[key]; });
  return scores;
}

class Shrinker {
public:
  Shrinker(const Case& c, const std::function<bool(const Case&)>& fails, std::size_t budget)
      : best_(plain(c)), fails_(fails), budget_(budget) {}

  Shrunk run() {
    for (bool better = true; better && asked_ < budget_;) {
      better = fewer_keys();
      better = fewer_axes() || better;
      better = rounder_row() || better;
      better = rounder_scores() || better;
    }
    return {best_, asked_};
  }

private:
  /// Takes what `make` makes of the best case if it fails too.
  template <class Make>
  bool attempt(const Make& make) {
    if (asked_ >= budget_)
      return false;
    try {
      Case candidate = make();
      ++asked_;
      if (!fails_(candidate))
        return false;
      best_ = std::move(candidate);
      return true;
    } catch (const DomainError&) {
      return false; // no head with mass left, say
    }
  }

  /// Runs of keys left out, half of the row at first and single keys last.
  bool fewer_keys() {
    bool any = false;
    for (std::size_t length = std::max<std::size_t>(1, best_.scores->size() / 2); length > 0; length /= 2)
      for (std::size_t from = 0; from < best_.scores->size() && asked_ < budget_;) {
        const bool dropped = attempt([&] {
          std::vector<Key> order = all_keys(best_);
          const auto first = order.begin() + static_cast<std::ptrdiff_t>(from);
          order.erase(first,
                      order.begin() + static_cast<std::ptrdiff_t>(std::min(order.size(), from + length)));
          return remade(best_, order, scores_of(best_, order));
        });
        any = any || dropped;
        from += dropped ? 0 : length;
      }
    return any;
  }

  bool fewer_axes() {
    if (!best_.values)
      return false;
    bool any = attempt([&] {
      Case c = best_;
      c.values = nullptr;
      return c;
    });
    for (std::size_t axis = 0;
         best_.values && best_.values->dimension() > 1 && axis < best_.values->dimension();) {
      const bool dropped = attempt([&] {
        Case c = best_;
        std::vector<double> entries;
        for (std::size_t key = 0; key < c.values->keys(); ++key)
          for (std::size_t other = 0; other < c.values->dimension(); ++other)
            if (other != axis)
              entries.push_back(c.values->at(key, other));
        c.values =
            std::make_shared<const Values>(c.values->keys(), c.values->dimension() - 1, std::move(entries));
        return c;
      });
      any = any || dropped;
      axis += dropped ? 0 : 1;
    }
    return any;
  }

  /// All scores at once: a change that leaves them as they are is none.
  template <class Change>
  bool change_row(const Change& change) {
    std::vector<double> scores(best_.scores->all().begin(), best_.scores->all().end());
    const std::vector<double> before = scores;
    change(scores);
    return scores != before && attempt([&] { return remade(best_, all_keys(best_), scores); });
  }

  bool rounder_row() {
    bool any = change_row([&](std::vector<double>& scores) {
      const double top = best_.scores->ranked(1);
      for (double& score : scores)
        score -= top;
    });
    for (const double unit : {1.0, 0x1p-4, 0x1p-12}) {
      if (change_row([&](std::vector<double>& scores) {
            for (double& score : scores)
              score = std::round(score / unit) * unit;
          })) {
        any = true;
        break;
      }
    }
    const std::vector<Key> order(best_.scores->order().begin(), best_.scores->order().end());
    if (order != all_keys(best_))
      any = attempt([&] { return remade(best_, order, scores_of(best_, order)); }) || any;
    return any;
  }

  /// Single scores: the one next above, a whole number.
  bool rounder_scores() {
    bool any = false;
    for (std::size_t rank = 1; rank <= best_.scores->finite_count() && asked_ < budget_; ++rank) {
      const Key key = best_.scores->order()[rank - 1];
      const double above = rank > 1 ? best_.scores->ranked(rank - 1) : (*best_.scores)[key];
      for (const double simpler : {above, std::round((*best_.scores)[key])})
        if (change_row([&](std::vector<double>& scores) { scores[key] = simpler; })) {
          any = true;
          break;
        }
    }
    return any;
  }

  Case best_;
  const std::function<bool(const Case&)>& fails_;
  std::size_t budget_;
  std::size_t asked_ = 0;
};

} // namespace

Shrunk shrunk(const Case& c, const std::function<bool(const Case&)>& fails, std::size_t budget) {
  return Shrinker(c, fails, budget).run();
}

} // namespace tailmass
