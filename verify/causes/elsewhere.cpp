// Trying what lies around a row.
#include "verify/causes/elsewhere.hpp"

#include "verify/kernel/head.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numeric>
#include <span>
#include <utility>

namespace tailmass::verify::causes {

namespace {

/// Whether scores are inside the domain.
bool in_domain(std::span<const double> scores) {
  const auto fits = [](double score) { return std::isfinite(score) || score < 0; };
  return std::ranges::all_of(scores, fits) &&
         std::ranges::any_of(scores, [](double score) { return std::isfinite(score); });
}

bool same_place(const cases::Neighbour& one, const cases::Neighbour& other) {
  return one.query == other.query && one.keys == other.keys && one.values == other.values &&
         one.read == other.read;
}

/// The finite scores among those of some keys, which a kernel forms as it does those of the row.
kernel::Summation finite_among(const cases::AttentionRow& of, std::span<const double> scores,
                               std::span<const Key> keys) {
  kernel::Summation sum;
  const std::vector<double> errors = kernel::kernel_score_errors(of);
  const auto size_of = [](std::span<const double> all) {
    double size = 0;
    for (const double score : all)
      size = std::isfinite(score) ? std::max(size, std::abs(score)) : size;
    return size;
  };
  double error = errors.empty() ? 0 : std::ranges::max(errors);
  if (error > 0) // what is larger is rounded by more
    error *= std::max(1.0, size_of(scores) / size_of(of.scores->all()));
  for (const Key key : keys)
    if (std::isfinite(scores[key])) {
      sum.keys.push_back(key);
      sum.scores.push_back(scores[key]);
      if (!errors.empty())
        sum.errors.push_back(error);
    }
  sum.valued = sum.keys.size();
  return sum;
}

} // namespace

namespace {

std::vector<cases::Neighbour> first_match(const std::vector<cases::Neighbour>& all,
                                          const cases::AttentionRow& of, Budget& budget, double cost,
                                          const Matches& matches, const Wanted& wanted) {
  constexpr double of_call = 200; // a row of a file, however short
  const double of_products =      // each about an operation
      of.query ? static_cast<double>(of.query->numbers.size()) * static_cast<double>(of.keys_total) : 0;
  const auto cost_of = [&](const cases::Neighbour& one) {
    const bool formed = of.formed || one.read != nullptr || !(one.keys == one.query);
    return cost + of_call + (formed ? of_products : 0);
  };
  const cases::Neighbour* before = nullptr;
  for (const cases::Neighbour& one : all) {
    if (const cases::Neighbour* last = std::exchange(before, &one); last && same_place(*last, one))
      continue; // another name of what was tried
    if (wanted && std::ranges::none_of(all, [&](const cases::Neighbour& other) {
          return same_place(other, one) && wanted(other.cause);
        }))
      continue;
    if (!budget.spend(cost_of(one)))
      break;
    const std::vector<double> scores = of.neighbours->scores(one);
    if (!in_domain(scores) || !matches(scores, one))
      continue;
    std::vector<cases::Neighbour> names;
    std::ranges::copy_if(all, std::back_inserter(names),
                         [&](const cases::Neighbour& other) { return same_place(other, one); });
    return names;
  }
  return {};
}

} // namespace

std::vector<cases::Neighbour> elsewhere(const cases::AttentionRow& of, Budget& budget, double cost,
                                        const Matches& matches, const Wanted& wanted) {
  return of.neighbours ? first_match(of.neighbours->all(), of, budget, cost, matches, wanted)
                       : std::vector<cases::Neighbour>{};
}

std::vector<cases::Neighbour> misread(const cases::AttentionRow& of, Budget& budget, double cost,
                                      const Matches& matches, const Wanted& wanted) {
  return of.neighbours ? first_match(of.neighbours->misread(), of, budget, cost, matches, wanted)
                       : std::vector<cases::Neighbour>{};
}

kernel::Summation all_of(const cases::AttentionRow& of, const std::vector<double>& scores) {
  std::vector<Key> keys(scores.size());
  std::iota(keys.begin(), keys.end(), Key{0});
  kernel::Summation sum = finite_among(of, scores, keys);
  kernel::add_sink(sum, of);
  return sum;
}

kernel::Summation head_at(const cases::AttentionRow& of, const std::vector<double>& scores,
                          const cases::Neighbour& one) {
  const std::vector<input::Integer> indices = of.neighbours->indices(one);
  kernel::Summation sum;
  if (const std::optional<std::vector<Key>> keys = kernel::distinct_keys(indices, scores.size(), 0))
    sum = finite_among(of, scores, *keys);
  if (sum.keys.empty()) {
    const Scores sorted(scores);
    sum = finite_among(of, scores, sorted.order().first(std::min(indices.size(), scores.size())));
  }
  kernel::add_sink(sum, of);
  return sum;
}

} // namespace tailmass::verify::causes
