// Searches that move the numbers of one case.
#pragma once

#include "theory/numbers/random.hpp"

#include <cstddef>
#include <functional>
#include <string_view>
#include <vector>

namespace tailmass::properties::hunt {

/// What a search asks for: the score of these numbers. It keeps what it finds by itself.
using ScoreOfNumbers = std::function<double(const std::vector<double>& numbers, std::string_view operation)>;

/// Halves intervals of one of the numbers about the better place, of score `best` at first, until `done`.
void bisect(std::vector<double> numbers, double best, int halvings, RandomStream& random,
            const ScoreOfNumbers& score, const std::function<bool()>& done);

/// Runs one of NLopt's optimisers on at most 16 of the numbers, for at most `evaluations`, until `done`.
void optimise(const std::vector<double>& numbers, std::size_t evaluations, RandomStream& random,
              const ScoreOfNumbers& score, const std::function<bool()>& done);

} // namespace tailmass::properties::hunt
