// Trying named faults on a kernel's wrong result.
#include "verify/kernel/diagnosis.hpp"

#include "theory/nouns/domain_error.hpp"
#include "verify/kernel/head.hpp"
#include "verify/kernel/suspects.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace tailmass::verify::kernel {

namespace {

constexpr Precision<Ball> at_128{128};
constexpr std::size_t most_neighbours = 256;

Expected times(const Expected& expected, const Ball& factor) {
  return {expected.value * factor, expected.bound * abs(factor)};
}

KernelAttention attention_of(const Summation& sum, const KernelArithmetic& arithmetic) {
  return {sum.scores, arithmetic, sum.errors};
}

/// The other rows of the matrix, nearest first.
std::vector<std::size_t> nearest(const cases::Neighbours& neighbours) {
  const std::size_t own = neighbours.position();
  std::vector<std::size_t> rows;
  for (std::size_t away = 1; away < neighbours.rows() && rows.size() < most_neighbours; ++away) {
    if (own >= away)
      rows.push_back(own - away);
    if (own + away < neighbours.rows())
      rows.push_back(own + away);
  }
  return rows;
}

/// The scores of another row, where they are inside the domain.
std::optional<Scores> scores_at(const cases::Neighbours& neighbours, std::size_t row) {
  try {
    return Scores(neighbours.scores(row));
  } catch (const DomainError&) {
    return std::nullopt;
  }
}

/// The cause that names the nearest row of which `matches` is true; empty where there is none.
template <class Matches>
std::string stale_row(const cases::AttentionRow& of, const Matches& matches) {
  if (!of.neighbours)
    return {};
  for (const std::size_t row : nearest(*of.neighbours))
    if (const std::optional<Scores> scores = scores_at(*of.neighbours, row); scores && matches(*scores, row))
      return fmt::format("it were that of row {}", of.neighbours->name(row));
  return {};
}

/// The head of another row: the kernel's own, or a Top-k set where its indices name none.
Head head_at(const cases::Neighbours& neighbours, const Scores& scores, std::size_t row) {
  const std::vector<input::Integer> indices = neighbours.indices(row);
  const KernelHead head = kernel_head(indices, scores);
  return head.head ? *head.head : Head::top_k(scores, indices.size());
}

/// Which way of logging a sum gives the stored number: "" as it should be, a fault, or nothing.
std::optional<std::string> logged_as(const KernelAttention& attention, double stored) {
  if (!attention.bounded())
    return std::nullopt;
  const Expected lse = attention.log_sum_exp();
  const Ball one = at_128(1.0);
  const Ball natural_in_base_2 = one / log(at_128(2.0));
  const Ball natural_in_base_10 = one / log(at_128(10.0));
  const Expected unshifted{lse.value - Ball(attention.largest()), lse.bound};
  const Expected unsummed{at_128(attention.largest()), lse.bound};
  const std::pair<const char*, Expected> ways[] = {
      {"", lse},
      {"it were in base 2, not natural", times(lse, natural_in_base_2)},
      {"it were in base 10, not natural", times(lse, natural_in_base_10)},
      {"the maximum were not added back", unshifted},
      {"the maximum were not added back, in base 2", times(unshifted, natural_in_base_2)},
      {"it were the maximum, the sum left out", unsummed}};
  for (const auto& [cause, expected] : ways)
    if (within(stored, expected))
      return cause;
  return std::nullopt;
}

/// Whether the means of a sum, times `factor`, are the stored coordinates.
bool reproduces(const cases::AttentionRow& row, const Summation& sum, const KernelAttention& attention,
                std::span<const double> stored, const Ball& factor) {
  if (!attention.bounded())
    return false;
  for (std::size_t axis = 0; axis < stored.size(); ++axis)
    if (!within(stored[axis], times(attention.mean(values_of(*row.values, sum, axis)), factor)))
      return false;
  return true;
}

} // namespace

std::string cause_of_indices(const cases::AttentionRow& row, const Head& head) {
  if (const std::optional<UnmaskedRow> all = unmasked(row); all && names_top_k(head.head(), all->scores))
    return all->cause;
  return stale_row(row,
                   [&](const Scores& scores, std::size_t) { return names_top_k(head.head(), scores.all()); });
}

std::string cause_of_lse(const KernelRow& at, double stored) {
  const Scores& scores = *at.row.scores;
  const KernelAttention own(scores_of(scores, scores.finite()), at.arithmetic);
  if (const auto way = logged_as(own, stored); way && !way->empty())
    return *way;
  for (const Suspect& suspect :
       log_sum_exp_suspects(at.row, at.head, at.arithmetic.accumulation.unit_roundoff))
    if (const auto way = logged_as(attention_of(suspect.sum, at.arithmetic), stored))
      return suspect.cause + (way->empty() ? "" : ", and " + *way);
  return stale_row(at.row, [&](const Scores& other, std::size_t) {
    const KernelAttention attention(scores_of(other, other.finite()), at.arithmetic);
    return attention.bounded() && within(stored, attention.log_sum_exp());
  });
}

std::string cause_of_truncated(const KernelRow& at, std::span<const double> stored,
                               std::span<const Expected> expected) {
  const Head& head = *at.head;
  const auto shows = [&](const Summation& sum, const Ball& factor) {
    return reproduces(at.row, sum, attention_of(sum, at.arithmetic), stored, factor);
  };
  const Summation own = summation(*at.row.scores, head.finite_head());
  const KernelAttention attention = attention_of(own, at.arithmetic);
  if (shows(own, attention.partition()))
    return "it were not divided by the sum of its weights";
  if (shows(own, exp(attention.log_sum_exp().value)))
    return "it were not divided by the sum of its weights, nor the maximum subtracted";
  for (const Suspect& suspect : truncated_suspects(at.row, head, at.arithmetic.accumulation.unit_roundoff))
    if (shows(suspect.sum, at_128(1.0)))
      return suspect.cause;
  std::vector<double> bounds;
  for (const Expected& each : expected)
    bounds.push_back(approximate(each.bound));
  for (const Suspect& suspect : swapped_suspects(at.row, head, stored, bounds))
    if (shows(suspect.sum, at_128(1.0)))
      return suspect.cause;
  return stale_row(at.row, [&](const Scores& other, std::size_t row) {
    return shows(summation(other, head_at(*at.row.neighbours, other, row).finite_head()), at_128(1.0));
  });
}

} // namespace tailmass::verify::kernel
