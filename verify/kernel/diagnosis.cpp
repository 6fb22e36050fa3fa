// Trying named faults on a kernel's wrong result.
#include "verify/kernel/diagnosis.hpp"

#include "verify/kernel/budget.hpp"
#include "verify/kernel/head.hpp"
#include "verify/kernel/stale_row.hpp"
#include "verify/kernel/suspects.hpp"

#include <algorithm>
#include <cmath>

namespace tailmass::verify::kernel {

namespace {

using Attention = AttentionIn<double>;

// Units of a budget: what a number costs that balls decide, and that doubles guess at.
constexpr double exponential_of_balls = 700, product_of_balls = 35;
constexpr double exponential = 10, product = 3;

/// The arithmetic in which doubles tell anything: their own errors are an eighth of its bounds at most.
KernelArithmetic seen_by_doubles(KernelArithmetic arithmetic) {
  arithmetic.accumulation.unit_roundoff = std::max(arithmetic.accumulation.unit_roundoff, 0x1p-50);
  return arithmetic;
}

bool near(double stored, double value, double bound) {
  return std::abs(stored - value) <= bound;
}

Attention attention_of(const Summation& sum, const KernelArithmetic& arithmetic) {
  return {sum.scores, arithmetic, sum.errors};
}

using LseBase = input::Declarations::LseBase;

/// Which way of logging a sum gives the stored number: "" as it should be, a fault, or nothing.
std::optional<std::string> logged_as(const Attention& attention, double stored, LseBase base) {
  if (!attention.bounded())
    return std::nullopt;
  const auto [value, bound] = attention.log_sum_exp();
  const double in_base_2 = 1 / std::log(2.0), in_base_10 = 1 / std::log(10.0);
  const double unshifted = value - attention.largest();
  struct Way {
    const char* cause;
    double value, bound;
  };
  const bool natural = base == LseBase::e;
  const Way ways[] = {
      {natural ? "" : "it were natural, not in base 2", value, bound},
      {natural ? "it were in base 2, not natural" : "", value * in_base_2, bound * in_base_2},
      {natural ? "it were in base 10, not natural" : "it were in base 10, not 2", value * in_base_10,
       bound * in_base_10},
      {"the maximum were not added back", unshifted, bound},
      {"the maximum were not added back, in base 2", unshifted * in_base_2, bound * in_base_2},
      {"it were the maximum, the sum left out", attention.largest(), bound}};
  for (const Way& way : ways)
    if (near(stored, way.value, way.bound))
      return way.cause;
  return std::nullopt;
}

/// The coordinates of an output beside what may have been summed for them.
class Coordinates {
public:
  Coordinates(const KernelRow& at, Budget& budget)
      : row_(at.row), arithmetic_(seen_by_doubles(at.arithmetic)), budget_(budget) {}

  /// Whether the means of a sum, times `factor`, are the stored coordinates.
  [[nodiscard]] bool are(const Summation& sum, const Attention& attention, double factor) const {
    if (!attention.bounded())
      return false;
    const std::vector<double>& stored = row_.truncated->numbers;
    for (std::size_t axis = 0; axis < stored.size(); ++axis) {
      if (!budget_.spend(3 * product * static_cast<double>(sum.keys.size())))
        return false;
      const auto [value, bound] = attention.mean(values_of(*row_.values, sum, axis));
      if (!near(stored[axis], value * factor, bound * std::abs(factor)))
        return false;
    }
    return true;
  }
  [[nodiscard]] bool are(const Summation& sum) const {
    return budget_.spend(2 * exponential * static_cast<double>(sum.keys.size())) &&
           are(sum, attention_of(sum, arithmetic_), 1);
  }
  [[nodiscard]] const KernelArithmetic& arithmetic() const { return arithmetic_; }

private:
  const cases::AttentionRow& row_;
  KernelArithmetic arithmetic_;
  Budget& budget_;
};

} // namespace

std::string cause_of_indices(const cases::AttentionRow& row, const Head& head, double operations) {
  const auto n = static_cast<double>(row.scores->size());
  Budget budget(std::min(operations, exponential_of_balls * n));
  if (const std::optional<UnmaskedRow> all = unmasked(row); all && names_top_k(head.head(), all->scores))
    return all->cause;
  return stale_row(row, budget, product * n, [&](const std::vector<double>& scores, std::size_t) {
    return names_top_k(head.head(), scores);
  });
}

std::string cause_of_lse(const KernelRow& at, double operations) {
  const Scores& scores = *at.row.scores;
  const double stored = at.row.lse->numbers.front();
  const KernelArithmetic arithmetic = seen_by_doubles(at.arithmetic);
  const LseBase base = at.row.declared.lse_base;
  const bool of_head = at.row.declared.lse_over == input::Declarations::LseOver::head;
  if (of_head && !at.head)
    return {};
  const auto n = static_cast<double>(scores.finite_count());
  Budget budget(std::min(operations, 2 * exponential_of_balls * n));
  const Attention own = attention_of(
      summation(at.row, of_head ? at.head->finite_head() : scores.finite(), arithmetic), arithmetic);
  if (const auto way = logged_as(own, stored, base); way && !way->empty())
    return *way;
  for (const Suspect& suspect : log_sum_exp_suspects(at.row, at.head, arithmetic))
    if (budget.spend(2 * exponential * static_cast<double>(suspect.sum.keys.size())))
      if (const auto way = logged_as(attention_of(suspect.sum, arithmetic), stored, base))
        return suspect.cause + (way->empty() ? "" : ", and " + *way);
  return stale_row(at.row, budget, 2 * exponential * n,
                   [&](const std::vector<double>& other, std::size_t row) {
                     const Summation sum = of_head ? head_at(at.row, other, row) : all_of(at.row, other);
                     const auto way = logged_as(attention_of(sum, arithmetic), stored, base);
                     return way && way->empty();
                   });
}

std::string cause_of_truncated(const KernelRow& at, double operations) {
  const Head& head = *at.head;
  const std::vector<double>& stored = at.row.truncated->numbers;
  const Summation own = summation(at.row, head.finite_head(), at.arithmetic);
  const auto k = static_cast<double>(own.keys.size());
  Budget budget(std::min(operations, 2 * exponential_of_balls * k +
                                         3 * product_of_balls * k * static_cast<double>(stored.size())));
  const Coordinates coordinates(at, budget);
  const Attention attention = attention_of(own, coordinates.arithmetic());
  if (coordinates.are(own, attention, attention.partition()))
    return "it were not divided by the sum of its weights";
  if (coordinates.are(own, attention, std::exp(attention.log_sum_exp().value)))
    return "it were not divided by the sum of its weights, nor the maximum subtracted";
  for (const Suspect& suspect : truncated_suspects(at.row, head, coordinates.arithmetic()))
    if (coordinates.are(suspect.sum))
      return suspect.cause;
  std::vector<double> bounds;
  for (std::size_t axis = 0; axis < stored.size(); ++axis)
    bounds.push_back(attention.mean(values_of(*at.row.values, own, axis)).bound);
  for (const Suspect& suspect : swapped_suspects(at.row, head, at.arithmetic, stored, bounds, budget))
    if (coordinates.are(suspect.sum))
      return suspect.cause;
  const double cost = product * static_cast<double>(at.row.scores->size());
  return stale_row(at.row, budget, cost, [&](const std::vector<double>& other, std::size_t row) {
    return coordinates.are(head_at(at.row, other, row));
  });
}

} // namespace tailmass::verify::kernel
