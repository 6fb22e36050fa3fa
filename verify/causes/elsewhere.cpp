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
  return one.query == other.query && one.keys == other.keys && one.values == other.values;
}

/// The finite scores among those of some keys, which a kernel forms as it does those of the row.
kernel::Summation finite_among(const cases::AttentionRow& of, std::span<const double> scores,
                               std::span<const Key> keys) {
  kernel::Summation sum;
  const std::vector<double> errors = kernel::kernel_score_errors(of);
  const double error = errors.empty() ? 0 : std::ranges::max(errors);
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

std::vector<cases::Neighbour> elsewhere(const cases::AttentionRow& of, Budget& budget, double cost,
                                        const Matches& matches) {
  if (!of.neighbours)
    return {};
  constexpr double of_call = 200; // a row of a file, however short
  cost += of_call;
  if (of.formed) // a product is about an operation
    cost += static_cast<double>(of.formed->products) * static_cast<double>(of.keys_total);
  const std::vector<cases::Neighbour> all = of.neighbours->all();
  const cases::Neighbour* before = nullptr;
  for (const cases::Neighbour& one : all) {
    if (const cases::Neighbour* last = std::exchange(before, &one); last && same_place(*last, one))
      continue; // another name of what was tried
    if (!budget.spend(cost))
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
