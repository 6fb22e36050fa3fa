// Reading and writing the numbers of a case.
#include "properties/hunt/numbers.hpp"

#include "properties/generated/rearranged.hpp"

#include <algorithm>

namespace tailmass::properties::hunt {

std::vector<double> numbers_of(const Case& c) {
  std::vector<double> x;
  const auto finite = c.scores->finite();
  for (const Key key : finite)
    x.push_back((*c.scores)[key]);
  if (c.values)
    for (std::size_t key = 0; key < c.values->keys(); ++key)
      x.insert(x.end(), c.values->of(key).begin(), c.values->of(key).end());
  if (!c.perturbed.empty())
    for (const Key key : finite)
      x.push_back(c.perturbed[key]);
  if (c.box)
    for (const Key key : finite)
      x.push_back(c.box->point[key]);
  x.insert(x.end(), c.centre.begin(), c.centre.end());
  if (c.temperatures)
    x.push_back(c.temperatures->beta1);
  if (c.epsilon)
    x.push_back(*c.epsilon);
  for (const Search& search : c.searches)
    x.push_back(search.epsilon);
  return x;
}

Case with_numbers(const Case& c, const std::vector<double>& numbers) {
  auto next = numbers.begin();
  const std::vector<Key> finite(c.scores->finite().begin(), c.scores->finite().end());
  std::vector<double> scores(c.scores->all().begin(), c.scores->all().end());
  for (const Key key : finite)
    scores[key] = *next++;
  Case made = generated::with_scores(c, std::move(scores));
  if (c.values) {
    const auto count = static_cast<std::ptrdiff_t>(c.values->keys() * c.values->dimension());
    made.values = std::make_shared<const Values>(c.values->keys(), c.values->dimension(),
                                                 std::vector<double>(next, next + count));
    next += count;
  }
  if (!c.perturbed.empty())
    for (const Key key : finite)
      made.perturbed[key] = *next++;
  if (c.box)
    for (const Key key : finite)
      made.box->point[key] = std::clamp(*next++, made.box->lower[key], made.box->upper[key]);
  for (double& coordinate : made.centre)
    coordinate = *next++;
  if (c.temperatures)
    made.temperatures->beta1 = *next++;
  if (c.epsilon)
    made.epsilon = *next++;
  for (Search& search : made.searches)
    search.epsilon = *next++;
  check(made);
  return made;
}

} // namespace tailmass::properties::hunt
