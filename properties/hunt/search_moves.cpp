// Moves of epsilon and of certified searches.
#include "properties/hunt/moves.hpp"
#include "theory/nouns/partitions.hpp"
#include "theory/stable/distribution/softmax.hpp"
#include "theory/stable/search/cell_bounds.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace tailmass::properties::hunt {

namespace {

/// Shares of n_f keys, the tail mass, and steps from what is there.
double another_share(const Case& c, double epsilon, RandomStream& random) {
  const auto finite = static_cast<double>(c.scores->finite_count());
  const auto kept = static_cast<double>(std::min(c.head.size(), c.scores->finite_count()));
  const double choices[] = {(finite - kept) / finite,
                            1 - kept / finite,
                            static_cast<double>(random.below(c.scores->finite_count() + 1)) / finite,
                            stable::tail_mass(c).value,
                            std::nextafter(epsilon, static_cast<double>(random.below(2))),
                            epsilon + small_step(random),
                            0.5,
                            random.unit()};
  const double chosen = choices[random.below(std::size(choices))];
  return chosen > 0 && chosen < 1 ? chosen : epsilon;
}

Case another_epsilon(const Case& c, RandomStream& random) {
  Case made = c;
  if (made.epsilon)
    made.epsilon = another_share(c, *c.epsilon, random);
  return made;
}

/// A search's k, growth, epsilon or cells.
Case another_search(const Case& c, RandomStream& random) {
  if (c.searches.empty())
    return c;
  Case made = c;
  Search& search = made.searches[random.below(made.searches.size())];
  const std::size_t finite = c.scores->finite_count(), how = random.below(4);
  if (how == 0)
    search.k = 1 + random.below(finite);
  if (how == 1)
    search.growth = random.below(3);
  if (how == 2)
    search.epsilon = random.below(2) == 0
                         ? another_share(c, search.epsilon, random)
                         : std::clamp(static_cast<double>(finite - search.k) / static_cast<double>(finite),
                                      0x1p-20, 1 - 0x1p-20);
  if (how == 3) {
    const auto keys = c.query_keys->unmasked();
    const Partition cells =
        random.below(2) == 0 ? single_keys(keys) : pages(keys, 1 + random.below(c.query_keys->size()));
    search.cells =
        std::make_shared<const Cells>(stable::bounded_cells(*c.query_keys, cells, stable::CellBound::box));
  }
  check(made);
  return made;
}

/// Key vectors of dimension 1 whose exact scores are those of the row, so that what is done to the scores is
/// done to them.
Case plain_keys(const Case& c, RandomStream& random) {
  if (!c.query_keys)
    return c;
  Case made = c;
  std::vector<double> entries;
  for (std::size_t key = 0; key < c.scores->size(); ++key)
    entries.push_back(c.scores->masked(key) ? 0 : (*c.scores)[key]);
  made.query_keys = std::make_shared<const QueryKeys>(
      std::vector<double>{1}, std::make_shared<const Values>(c.scores->size(), 1, std::move(entries)),
      c.scores->finite());
  const auto keys = made.query_keys->unmasked();
  const Partition cells =
      random.below(2) == 0 ? single_keys(keys) : pages(keys, 1 + random.below(c.scores->size()));
  for (Search& search : made.searches)
    search.cells =
        std::make_shared<const Cells>(stable::bounded_cells(*made.query_keys, cells, stable::CellBound::box));
  return made;
}

constexpr Move moves_of_epsilon[] = {{"another-epsilon", another_epsilon}};
constexpr Move moves_of_searches[] = {{"another-search", another_search}, {"plain-keys", plain_keys}};

} // namespace

std::span<const Move> epsilon_moves() {
  return moves_of_epsilon;
}

std::span<const Move> search_moves() {
  return moves_of_searches;
}

} // namespace tailmass::properties::hunt
