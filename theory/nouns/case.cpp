// Domain check of a case's optional parts.
#include "theory/nouns/case.hpp"

#include "theory/nouns/domain_error.hpp"
#include "theory/numbers/assumed_arithmetic.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <type_traits>

namespace tailmass {

namespace {

void require(bool holds, const std::string& reason) {
  if (!holds)
    throw DomainError(reason);
}

// What a part that is there must fulfil, one function a part.

void check_part(const part::Values& part, const Case& c) {
  require(part.values->keys() == c.scores->size(), "values do not match the scores in number of keys");
}

void check_part(const part::Epsilon& part, const Case& /*c*/) {
  require(*part.epsilon > 0 && *part.epsilon < 1, "epsilon is outside (0, 1)");
}

void check_part(const part::Blocks& part, const Case& /*c*/) {
  require(!part.finer_blocks || (part.blocks && refines(*part.finer_blocks, *part.blocks)),
          "finer blocks do not refine the blocks");
}

void check_part(const part::Companion& part, const Case& c) {
  const std::size_t n = c.scores->size();
  for (const std::vector<unsigned>* weights : {&part.companion->any, &part.companion->in_head}) {
    require(weights->size() == n, "companion weights do not match the scores in number");
    std::size_t atoms = 0;
    for (std::size_t key = 0; key < n; ++key) {
      if ((*weights)[key] == 0)
        continue;
      ++atoms;
      if (c.scores->masked(key))
        throw UnmetPremise("companion has an atom on a masked key", key);
    }
    require(atoms >= 1 && atoms <= c.head.size(), "companion needs between 1 and k atoms");
  }
  for (const Key key : c.head.tail())
    if (part.companion->in_head[key] != 0)
      throw UnmetPremise("companion inside the head has an atom in the tail", key);
}

void check_part(const part::Temperatures& part, const Case& /*c*/) {
  const auto [beta0, beta1] = *part.temperatures;
  require(std::isfinite(beta0) && std::isfinite(beta1), "a temperature is not finite");
  if (!(0 <= beta0 && beta0 <= beta1))
    throw UnmetPremise("temperatures need 0 <= beta0 <= beta1 < inf");
}

bool increasing(const std::vector<std::size_t>& ranks, std::size_t first, std::size_t last) {
  return ranks.size() >= 2 && ranks.front() == first && ranks.back() == last &&
         std::ranges::adjacent_find(ranks, std::ranges::greater_equal{}) == ranks.end();
}

void check_part(const part::Checkpoints& part, const Case& c) {
  const std::size_t k = c.head.size();
  const std::size_t finite = c.scores->finite_count();
  require(has_room_for_checkpoints(c), "checkpoints need k < n_f");
  require(increasing(part.checkpoints->head, 0, k), "head checkpoints do not rise from 0 to k");
  require(increasing(part.checkpoints->tail, k, finite), "tail checkpoints do not rise from k to n_f");
  require(part.checkpoints->known_gaps >= 1 && part.checkpoints->known_gaps <= finite - k,
          "the number of known gaps is outside 1..n_f - k");
}

void check_part(const part::Box& part, const Case& c) {
  const std::size_t n = c.scores->size();
  const ScoreBox& box = *part.box;
  require(box.lower.size() == n && box.upper.size() == n && box.point.size() == n &&
              box.direction.size() == n,
          "a box part does not match the scores in number");
  for (std::size_t key = 0; key < n; ++key) {
    const bool finite = std::isfinite(box.lower[key]) && std::isfinite(box.upper[key]);
    if (c.scores->masked(key) ? !(std::isinf(box.upper[key]) && box.upper[key] < 0) : !finite)
      throw UnmetPremise("the box is finite exactly where the scores are", key);
    if (!(box.lower[key] <= box.point[key] && box.point[key] <= box.upper[key]))
      throw UnmetPremise("the box does not hold its point", key);
    if (!std::isfinite(box.direction[key]))
      throw DomainError("direction is not finite", key);
  }
}

void check_part(const part::Centre& part, const Case& c) {
  require(c.values && part.centre.size() == c.values->dimension() &&
              std::ranges::all_of(part.centre, [](double x) { return std::isfinite(x); }),
          "the centre does not match the values in dimension, or is not finite");
}

void check_part(const part::Shift& part, const Case& /*c*/) {
  require(std::isfinite(*part.shift), "the shift is not finite");
}

void check_part(const part::Permutation& part, const Case& c) {
  std::vector<Key> sorted = part.permutation;
  std::ranges::sort(sorted);
  require(sorted.size() == c.scores->size(), "the permutation does not match the scores in number");
  for (std::size_t i = 0; i < sorted.size(); ++i)
    require(sorted[i] == i, "the permutation names a key twice or not at all");
}

void check_part(const part::SubRow& part, const Case& c) {
  for (const Key key : part.sub_row)
    require(key < c.scores->size() && !c.scores->masked(key),
            "the sub-row names a masked key or none of the row");
  std::vector<Key> sorted = part.sub_row;
  std::ranges::sort(sorted);
  require(std::ranges::adjacent_find(sorted) == sorted.end(), "the sub-row names a key twice");
}

void check_part(const part::Perturbed& part, const Case& c) {
  require(part.perturbed.size() == c.scores->size(),
          "the perturbed scores do not match the scores in number");
  for (std::size_t key = 0; key < part.perturbed.size(); ++key) {
    const double score = part.perturbed[key];
    if (std::isnan(score) || (std::isinf(score) && score > 0))
      throw DomainError("perturbed score is neither a number nor -inf", key);
    if (std::isinf(score) != c.scores->masked(key))
      throw UnmetPremise("the perturbed scores are masked otherwise than the scores", key);
  }
}

void check_part(const part::Searches& part, const Case& c) {
  require(part.query_keys != nullptr, "searches need a query and keys");
  std::vector<Key> finite(c.scores->finite().begin(), c.scores->finite().end());
  std::ranges::sort(finite);
  require(part.query_keys->size() == c.scores->size() &&
              std::ranges::equal(finite, part.query_keys->unmasked()),
          "query and keys do not match the scores in their unmasked keys");
  for (const Search& search : part.searches) {
    require(search.k >= 1 && search.k <= finite.size(), "a search's k is outside 1..n_f");
    require(0 < search.epsilon && search.epsilon < 1, "a search's epsilon is outside (0, 1)");
    require(search.cells != nullptr, "a search has no cells");
    (void)Cells(*part.query_keys, search.cells->all()); // throws where they belong to other keys
  }
}

void check_part(const part::Sample& part, const Case& /*c*/) {
  check(*part.sample);
}

} // namespace

bool has_room_for_checkpoints(const Case& c) {
  return c.head.size() < c.scores->finite_count();
}

void check(const Case& c) {
  const AssumedArithmetic assumed;
  require(c.scores != nullptr, "a case needs scores");
  require(c.head.head().size() + c.head.tail().size() == c.scores->size(), "the head belongs to another row");
  Parts::each([&]<class P>(std::type_identity<P>) {
    if (const P& part = c; !is_absent(part))
      check_part(part, c);
  });
}

} // namespace tailmass
