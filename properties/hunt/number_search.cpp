// Bisection and NLopt.
#include "properties/hunt/number_search.hpp"

#include "properties/hunt/nlopt_search.hpp"

#include <algorithm>
#include <cmath>

namespace tailmass::properties::hunt {

namespace {

/// At most `most` of 0 .. count - 1.
std::vector<std::size_t> drawn(std::size_t count, std::size_t most, RandomStream& random) {
  std::vector<std::size_t> chosen;
  for (std::size_t i = 0; i < count; ++i)
    chosen.push_back(i);
  for (std::size_t i = 0; i < std::min(most, count); ++i)
    std::swap(chosen[i], chosen[i + random.below(chosen.size() - i)]);
  chosen.resize(std::min(most, count));
  return chosen;
}

} // namespace

void bisect(std::vector<double> numbers, double best, int halvings, RandomStream& random,
            const ScoreOfNumbers& score, const std::function<bool()>& done) {
  const std::size_t i = random.below(numbers.size());
  double width = std::ldexp(1, static_cast<int>(random.below(8)) - 5);
  for (int halving = 0; halving < halvings && !done(); ++halving, width /= 2)
    for (const double side : {-width, width}) {
      std::vector<double> moved = numbers;
      moved[i] += side;
      const double found = score(moved, "bisection");
      if (found > best) {
        best = found;
        numbers = std::move(moved);
        break;
      }
      if (done())
        return;
    }
}

void optimise(const std::vector<double>& numbers, std::size_t evaluations, RandomStream& random,
              const ScoreOfNumbers& score, const std::function<bool()>& done) {
  constexpr std::size_t most_numbers = 16;
  const std::vector<std::size_t> chosen = drawn(numbers.size(), most_numbers, random);
  SearchBox box;
  const double reach = std::ldexp(1, static_cast<int>(random.below(12)) - 8);
  for (const std::size_t i : chosen) {
    const double step = reach * std::max(1.0, std::abs(numbers[i]));
    box.lower.push_back(numbers[i] - step);
    box.start.push_back(numbers[i]);
    box.upper.push_back(numbers[i] + step);
  }
  constexpr Optimiser optimisers[] = {Optimiser::esch, Optimiser::crs, Optimiser::sbplx};
  const Optimiser optimiser = optimisers[random.below(std::size(optimisers))];
  (void)maximise(optimiser, box, random.below(std::size_t{1} << 31U), evaluations,
                 [&](const std::vector<double>& place, bool& go_on) {
                   std::vector<double> moved = numbers;
                   for (std::size_t i = 0; i < chosen.size(); ++i)
                     moved[chosen[i]] = place[i];
                   const double found = score(moved, name_of(optimiser));
                   go_on = !done();
                   return found;
                 });
}

} // namespace tailmass::properties::hunt
