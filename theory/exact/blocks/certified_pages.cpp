// Pages, their bounds as exact terms and as balls, and a bisection over the number of pages kept.
#include "theory/exact/blocks/certified_pages.hpp"

#include "theory/nouns/domain_error.hpp"

#include <algorithm>

namespace tailmass::exact {

namespace {

constexpr long page_bits = 128;

/// keys e^score.
ExponentialTerm constant_page(std::size_t keys, double score) {
  return {Ball(score), Ball(keys)};
}

/// keys e^m, m the mean.
ExponentialTerm mean_page(std::size_t keys, const Ball& total) {
  return {{total, Ball(keys)}, Ball(keys)};
}

/// keys ((U - m) e^L + (m - L) e^U)/(U - L), L < U.
std::vector<ExponentialTerm> chord(std::size_t keys, const Ball& total, const Ball& lower,
                                   const Ball& upper) {
  const Ball count(keys);
  const Ball width = upper - lower;
  return {{lower, {count * upper - total, width}}, {upper, {total - count * lower, width}}};
}

Ball value_of(const ExponentialTerm& term, double top) {
  return term.coefficient.at_precision(page_bits) *
         exp((term.exponent - Fraction(Ball(top))).at_precision(page_bits));
}

ExponentialTerm scaled(const ExponentialTerm& term, const Ball& factor) {
  return {term.exponent, term.coefficient * Fraction(factor)};
}

} // namespace

Pages::Pages(const Scores& scores, std::size_t page_size, PageSummary summary) {
  if (page_size == 0)
    throw DomainError("a page of no keys");
  const double top = scores.ranked(1);
  for (std::size_t begin = 0; begin < scores.size(); begin += page_size) {
    std::vector<double> page;
    for (std::size_t key = begin; key < std::min(begin + page_size, scores.size()); ++key)
      if (!scores.masked(key))
        page.push_back(scores[key]);
    if (page.empty())
      continue;
    const auto [least, largest] = std::ranges::minmax(page);
    Ball total;
    for (const double score : page)
      total += Ball(score);
    const bool by_interval = summary == PageSummary::interval || least == largest;
    Page bounds{.keys = page.size(),
                .largest = largest,
                .lower = by_interval ? constant_page(page.size(), least) : mean_page(page.size(), total),
                .upper = by_interval ? std::vector{constant_page(page.size(), largest)}
                                     : chord(page.size(), total, Ball(least), Ball(largest)),
                .lower_value = {},
                .upper_value = Ball().at_precision(page_bits)};
    bounds.lower_value = value_of(bounds.lower, top);
    for (const ExponentialTerm& term : bounds.upper)
      bounds.upper_value += value_of(term, top);
    pages_.push_back(std::move(bounds));
  }
  std::ranges::stable_sort(pages_, std::greater{}, &Page::largest);
}

bool Pages::certifies(std::size_t kept, double epsilon) const {
  const Ball rest = Ball(1) - Ball(epsilon);
  Ball head = Ball().at_precision(page_bits);
  Ball tail = head;
  for (std::size_t i = 0; i < pages_.size(); ++i)
    if (i < kept)
      head += pages_[i].lower_value;
    else
      tail += pages_[i].upper_value;
  head *= Ball(epsilon);
  tail *= rest;
  if (certainly_at_most(tail, head))
    return true;
  if (certainly_less(head, tail))
    return false;
  std::vector<ExponentialTerm> difference;
  for (std::size_t i = 0; i < pages_.size(); ++i)
    if (i < kept)
      difference.push_back(scaled(pages_[i].lower, Ball(-epsilon)));
    else
      for (const ExponentialTerm& term : pages_[i].upper)
        difference.push_back(scaled(term, rest));
  return sign_of_sum(std::move(difference)).value_or(1) <= 0;
}

std::size_t Pages::certified(double epsilon) const {
  if (!(0 < epsilon && epsilon < 1))
    throw DomainError("epsilon is outside (0, 1)");
  std::size_t too_few = 0; // no page bounds nothing
  std::size_t enough = pages_.size();
  while (enough - too_few > 1) {
    const std::size_t kept = too_few + (enough - too_few) / 2;
    (certifies(kept, epsilon) ? enough : too_few) = kept;
  }
  std::size_t keys = 0;
  for (std::size_t i = 0; i < enough; ++i)
    keys += pages_[i].keys;
  return keys;
}

} // namespace tailmass::exact
