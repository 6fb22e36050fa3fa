// Reading and writing the numbers of a case.
#include "properties/hunt/numbers.hpp"

#include "properties/generated/rearranged.hpp"

#include <algorithm>

namespace tailmass::properties::hunt {

namespace {

// The numbers of a part, one function a part: calls number(x) of each, which may give it another value.
// `finite` are the keys of finite score by rank.

void each_number(part::Values& part, std::span<const Key> /*finite*/, const auto& number) {
  if (!part.values)
    return;
  std::vector<double> entries;
  for (std::size_t key = 0; key < part.values->keys(); ++key)
    entries.insert(entries.end(), part.values->of(key).begin(), part.values->of(key).end());
  for (double& entry : entries)
    number(entry);
  part.values =
      std::make_shared<const Values>(part.values->keys(), part.values->dimension(), std::move(entries));
}

void each_number(part::Perturbed& part, std::span<const Key> finite, const auto& number) {
  if (!part.perturbed.empty())
    for (const Key key : finite)
      number(part.perturbed[key]);
}

void each_number(part::Box& part, std::span<const Key> finite, const auto& number) {
  if (part.box)
    for (const Key key : finite) {
      number(part.box->point[key]);
      part.box->point[key] = std::clamp(part.box->point[key], part.box->lower[key], part.box->upper[key]);
    }
}

void each_number(part::Centre& part, std::span<const Key> /*finite*/, const auto& number) {
  for (double& coordinate : part.centre)
    number(coordinate);
}

void each_number(part::Temperatures& part, std::span<const Key> /*finite*/, const auto& number) {
  if (part.temperatures)
    number(part.temperatures->beta1);
}

void each_number(part::Epsilon& part, std::span<const Key> /*finite*/, const auto& number) {
  if (part.epsilon)
    number(*part.epsilon);
}

void each_number(part::Searches& part, std::span<const Key> /*finite*/, const auto& number) {
  for (Search& search : part.searches)
    number(search.epsilon);
}

void each_number(part::Sample& part, std::span<const Key> /*finite*/, const auto& number) {
  if (part.sample) {
    number(part.sample->sigma);
    number(part.sample->epsilon);
  }
}

/// Parts of whole numbers, or of numbers that moves change together.
template <
    OneOf<part::Blocks, part::Companion, part::Checkpoints, part::Shift, part::Permutation, part::SubRow> P>
void each_number(P& /*part*/, std::span<const Key> /*finite*/, const auto& /*number*/) {}

/// The numbers of all parts, in the order of the vector.
void each_number_of_parts(Case& c, std::span<const Key> finite, const auto& number) {
  Parts::each_first<part::Values, part::Perturbed, part::Box, part::Centre, part::Temperatures>(
      [&]<class P>(std::type_identity<P>) {
        P& part = c;
        each_number(part, finite, number);
      });
}

} // namespace

std::vector<double> numbers_of(const Case& c) {
  std::vector<double> x;
  for (const Key key : c.scores->finite())
    x.push_back((*c.scores)[key]);
  Case read = c;
  each_number_of_parts(read, c.scores->finite(), [&](double number) { x.push_back(number); });
  return x;
}

Case with_numbers(const Case& c, const std::vector<double>& numbers) {
  auto next = numbers.begin();
  std::vector<double> scores(c.scores->all().begin(), c.scores->all().end());
  for (const Key key : c.scores->finite())
    scores[key] = *next++;
  Case made = generated::with_scores(c, std::move(scores));
  each_number_of_parts(made, c.scores->finite(), [&](double& number) { number = *next++; });
  check(made);
  return made;
}

} // namespace tailmass::properties::hunt
