// Domain check of a case's optional parts.
#include "theory/nouns/case.hpp"

#include "theory/nouns/domain_error.hpp"

#include <algorithm>
#include <cmath>

namespace tailmass {

namespace {

void require(bool holds, const std::string& reason) {
  if (!holds)
    throw DomainError(reason);
}

void check_companion(const Case& c) {
  const std::size_t n = c.scores->size();
  for (const std::vector<unsigned>* weights : {&c.companion->any, &c.companion->in_head}) {
    require(weights->size() == n, "companion weights do not match the scores in number");
    std::size_t atoms = 0;
    for (std::size_t key = 0; key < n; ++key) {
      if ((*weights)[key] == 0)
        continue;
      ++atoms;
      if (c.scores->masked(key))
        throw DomainError("companion has an atom on a masked key", key);
    }
    require(atoms >= 1 && atoms <= c.head.size(), "companion needs between 1 and k atoms");
  }
  for (const Key key : c.head.tail())
    if (c.companion->in_head[key] != 0)
      throw DomainError("companion inside the head has an atom in the tail", key);
}

bool increasing(const std::vector<std::size_t>& ranks, std::size_t first, std::size_t last) {
  return ranks.size() >= 2 && ranks.front() == first && ranks.back() == last &&
         std::ranges::adjacent_find(ranks, std::ranges::greater_equal{}) == ranks.end();
}

void check_checkpoints(const Case& c) {
  const std::size_t k = c.head.size();
  const std::size_t finite = c.scores->finite_count();
  require(k < finite, "checkpoints need k < n_f");
  require(increasing(c.checkpoints->head, 0, k), "head checkpoints do not rise from 0 to k");
  require(increasing(c.checkpoints->tail, k, finite), "tail checkpoints do not rise from k to n_f");
  require(c.checkpoints->known_gaps >= 1 && c.checkpoints->known_gaps <= finite - k,
          "the number of known gaps is outside 1..n_f - k");
}

void check_box(const Case& c) {
  const std::size_t n = c.scores->size();
  const ScoreBox& box = *c.box;
  require(box.lower.size() == n && box.upper.size() == n && box.point.size() == n &&
              box.direction.size() == n,
          "a box part does not match the scores in number");
  for (std::size_t key = 0; key < n; ++key) {
    const bool finite = std::isfinite(box.lower[key]) && std::isfinite(box.upper[key]);
    if (c.scores->masked(key) ? !(std::isinf(box.upper[key]) && box.upper[key] < 0) : !finite)
      throw DomainError("the box is finite exactly where the scores are", key);
    if (!(box.lower[key] <= box.point[key] && box.point[key] <= box.upper[key]))
      throw DomainError("the box does not hold its point", key);
    if (!std::isfinite(box.direction[key]))
      throw DomainError("direction is not finite", key);
  }
}

void check_perturbed(const Case& c) {
  require(c.perturbed.size() == c.scores->size(), "the perturbed scores do not match the scores in number");
  for (std::size_t key = 0; key < c.perturbed.size(); ++key) {
    const double score = c.perturbed[key];
    if (std::isnan(score) || (std::isinf(score) && score > 0))
      throw DomainError("perturbed score is neither a number nor -inf", key);
    if (std::isinf(score) != c.scores->masked(key))
      throw DomainError("the perturbed scores are masked otherwise than the scores", key);
  }
}

void check_keys(const Case& c) {
  const std::size_t n = c.scores->size();
  std::vector<Key> sorted = c.permutation;
  std::ranges::sort(sorted);
  require(sorted.empty() || sorted.size() == n, "the permutation does not match the scores in number");
  for (std::size_t i = 0; i < sorted.size(); ++i)
    require(sorted[i] == i, "the permutation names a key twice or not at all");
  for (const Key key : c.sub_row)
    require(key < n && !c.scores->masked(key), "the sub-row names a masked key or none of the row");
  sorted = c.sub_row;
  std::ranges::sort(sorted);
  require(std::ranges::adjacent_find(sorted) == sorted.end(), "the sub-row names a key twice");
}

void check_searches(const Case& c) {
  require(c.keyed != nullptr, "searches need a query and keys");
  for (const Search& search : c.searches) {
    require(search.k >= 1 && search.k <= c.scores->finite_count(), "a search's k is outside 1..n_f");
    require(0 < search.epsilon && search.epsilon < 1, "a search's epsilon is outside (0, 1)");
    require(search.cells != nullptr, "a search has no cells");
    (void)Cells(*c.keyed, search.cells->all()); // throws where they belong to other keys
  }
}

} // namespace

void check(const Case& c) {
  require(c.scores != nullptr, "a case needs scores");
  require(c.head.head().size() + c.head.tail().size() == c.scores->size(), "the head belongs to another row");
  require(!c.values || c.values->keys() == c.scores->size(),
          "values do not match the scores in number of keys");
  require(!c.epsilon || (*c.epsilon > 0 && *c.epsilon < 1), "epsilon is outside (0, 1)");
  require(!c.finer_blocks || (c.blocks && refines(*c.finer_blocks, *c.blocks)),
          "finer blocks do not refine the blocks");
  if (c.companion)
    check_companion(c);
  if (c.temperatures)
    require(0 <= c.temperatures->beta0 && c.temperatures->beta0 <= c.temperatures->beta1 &&
                std::isfinite(c.temperatures->beta1),
            "temperatures need 0 <= beta0 <= beta1 < inf");
  if (c.checkpoints)
    check_checkpoints(c);
  if (c.box)
    check_box(c);
  require(c.centre.empty() || (c.values && c.centre.size() == c.values->dimension() &&
                               std::ranges::all_of(c.centre, [](double x) { return std::isfinite(x); })),
          "the centre does not match the values in dimension, or is not finite");
  if (!c.perturbed.empty())
    check_perturbed(c);
  require(!c.shift || std::isfinite(*c.shift), "the shift is not finite");
  check_keys(c);
  if (c.keyed) {
    std::vector<Key> finite(c.scores->finite().begin(), c.scores->finite().end());
    std::ranges::sort(finite);
    require(c.keyed->size() == c.scores->size() && std::ranges::equal(finite, c.keyed->unmasked()),
            "query and keys do not match the scores in their unmasked keys");
  }
  if (!c.searches.empty())
    check_searches(c);
  if (c.sample)
    check(*c.sample);
}

} // namespace tailmass
