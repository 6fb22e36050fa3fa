// Pages, their bounds in double, as balls and as exact terms, and a bisection over the number of pages kept.
#include "theory/exact/blocks/certified_pages.hpp"

#include "theory/exact/gaps/certified_k.hpp"
#include "theory/nouns/domain_error.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <iterator>
#include <limits>

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

/// keys (v e^end + x^2 e^{m - v/x})/(v + x^2), x = end - m != 0: with X = keys x and W = keys^2 v, W/(W +
/// X^2) e^end and X^2/(W + X^2) e^{(total X - W)/(keys X)}.
std::vector<ExponentialTerm> two_points(std::size_t keys, const Ball& total, const Ball& squares,
                                        const Ball& end) {
  const Ball count(keys);
  const Ball distance = count * end - total, spread = count * squares - total * total;
  const Ball size = distance * distance, both = size + spread;
  const Ball sign(certainly_less(distance, Ball(0)) ? -1.0 : 1.0); // a denominator is positive
  return {{end, {count * spread, both}},
          {{sign * (total * distance - spread), sign * count * distance}, {count * size, both}}};
}

/// A page's bounds as sums of exact terms, one or two.
struct ExactPage {
  std::vector<ExponentialTerm> lower;
  std::vector<ExponentialTerm> upper;
};

ExactPage exact_page(std::span<const double> scores, PageSummary summary) {
  const auto [least, largest] = std::ranges::minmax(scores);
  if (summary == PageSummary::interval)
    return {{constant_page(scores.size(), least)}, {constant_page(scores.size(), largest)}};
  Ball total, squares;
  for (const double score : scores) {
    total += Ball(score);
    squares += Ball(score) * Ball(score);
  }
  if (summary == PageSummary::moments)
    return {two_points(scores.size(), total, squares, Ball(least)),
            two_points(scores.size(), total, squares, Ball(largest))};
  return {{mean_page(scores.size(), total)}, chord(scores.size(), total, Ball(least), Ball(largest))};
}

} // namespace

Pages::Pages(const Scores& scores, std::size_t page_size, PageSummary summary, bool by_balls)
    : top_(scores.ranked(1)) {
  if (page_size == 0)
    throw DomainError("a page of no keys");
  for (std::size_t begin = 0; begin < scores.size(); begin += page_size) {
    std::vector<double> page;
    std::ranges::copy_if(scores.all().subspan(begin, std::min(page_size, scores.size() - begin)),
                         std::back_inserter(page), [](double score) { return !std::isinf(score); });
    if (!page.empty())
      add(std::move(page), summary);
  }
  std::ranges::stable_sort(pages_, std::greater{}, &Page::largest);
  const double keys = static_cast<double>(page_size) + 8;
  const double of_page = summary == PageSummary::moments ? 8192 * keys * std::sqrt(keys) : 1024 * keys;
  relative_ = by_balls ? std::numeric_limits<double>::infinity()
                       : (of_page + static_cast<double>(pages_.size())) * 0x1p-53;
}

void Pages::add(std::vector<double> scores, PageSummary summary) {
  const auto [least, largest] = std::ranges::minmax(scores);
  const double keys = static_cast<double>(scores.size());
  const double low = std::exp(least - top_), high = std::exp(largest - top_);
  Page page{.largest = largest,
            .lower = keys * low,
            .upper = keys * high,
            .summary = least == largest ? PageSummary::interval : summary,
            .scores = {}};
  if (page.summary != PageSummary::interval) {
    double below = 0, above = 0; // sums of U - s and of s - L: terms of one sign
    for (const double score : scores) {
      below += largest - score;
      above += score - least;
    }
    page.lower = keys * std::exp((largest - top_) - below / keys);
    page.upper = (below * low + above * high) / (largest - least);
    if (page.summary == PageSummary::moments) {
      const double a = above / keys, b = below / keys, mean = (largest - top_) - b;
      double v = 0;
      for (const double score : scores) {
        const double deviation = (largest - score) - b;
        v += deviation * deviation / keys;
      }
      page.lower = keys * (v * low + a * a * std::exp(mean + v / a)) / (v + a * a);
      page.upper = keys * (v * high + b * b * std::exp(mean - v / b)) / (v + b * b);
    }
  }
  page.scores = std::move(scores);
  pages_.push_back(std::move(page));
}

bool Pages::certifies(std::size_t kept, double epsilon) const {
  double head = 0, tail = 0;
  for (std::size_t i = 0; i < pages_.size(); ++i)
    (i < kept ? head : tail) += i < kept ? pages_[i].lower : pages_[i].upper;
  const Order order = order_of(tail * (1 - epsilon), head * epsilon, relative_);
  return order == Order::unknown ? certifies_exactly(kept, epsilon) : order == Order::at_most;
}

bool Pages::certifies_exactly(std::size_t kept, double epsilon) const {
  const Ball rest = Ball(1) - Ball(epsilon);
  Ball head = Ball().at_precision(page_bits);
  Ball tail = head;
  std::vector<ExponentialTerm> difference;
  for (std::size_t i = 0; i < pages_.size(); ++i) {
    const ExactPage page = exact_page(pages_[i].scores, pages_[i].summary);
    if (i < kept) {
      for (const ExponentialTerm& term : page.lower) {
        head += value_of(term, top_);
        difference.push_back(scaled(term, Ball(-epsilon)));
      }
    } else {
      for (const ExponentialTerm& term : page.upper) {
        tail += value_of(term, top_);
        difference.push_back(scaled(term, rest));
      }
    }
  }
  head *= Ball(epsilon);
  tail *= rest;
  if (certainly_at_most(tail, head))
    return true;
  if (certainly_less(head, tail))
    return false;
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
    keys += pages_[i].scores.size();
  return keys;
}

} // namespace tailmass::exact
