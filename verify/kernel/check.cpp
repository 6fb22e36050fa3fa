// A row of a kernel's results: its head and its numbers.
#include "verify/kernel/check.hpp"

#include "theory/exact/distribution/softmax.hpp"
#include "theory/fast/distribution/truncation.hpp"
#include "theory/numbers/assumed_arithmetic.hpp"
#include "verify/kernel/checks.hpp"
#include "verify/kernel/empty.hpp"
#include "verify/kernel/failure.hpp"
#include "verify/kernel/head.hpp"
#include "verify/kernel/plain_head.hpp"
#include "verify/kernel/results.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace tailmass::verify::kernel {

namespace {

constexpr int most_digits = 17;
/// A relative radius that leaves 12 digits.
constexpr double twelve_digits = 0x1p-42;

/// How far scores that matter may be from the row's, where these were formed: those of keys so far below the
/// largest that they have no weight, as of a finite mask, are off by more.
double near_radius(const cases::AttentionRow& row) {
  constexpr double no_weight = 800; // e^-800 < 2^-1150
  const double largest = std::ranges::max(row.scores->all());
  double radius = 0;
  for (std::size_t key = 0; key < row.scores->size(); ++key)
    if (const double of_key = row.formed->radii[key]; (*row.scores)[key] + of_key >= largest - no_weight)
      radius = std::max(radius, of_key);
  return radius;
}

/// A tail mass by balls, and of formed scores what it may be where each is another number: its odds move by a
/// factor e^{2 r} at most.
std::string tail_mass_by_balls(const cases::AttentionRow& row, std::span<const Key> kept) {
  const Head head = Head::of_keys(*row.scores, {kept.begin(), kept.end()});
  Evaluator<Ball> evaluator(Case{row.scores, head}, Precision<Ball>{128});
  Ball mass = exact::tail_mass(evaluator);
  if (row.formed) {
    const double moved = 2 * std::ranges::max(row.formed->radii);
    mass *= exp(ball_between(-moved, moved, 128));
  }
  return to_decimal(mass, most_digits);
}

/// What a kept tail mass may be where each score of the row is near another number.
fast::Enclosure of_formed(const cases::AttentionRow& row, fast::Enclosure mass) {
  constexpr double of_far_keys = 0x1p-1022; // whatever they are
  const double moved = std::expm1(2 * near_radius(row)) * (1 + 0x1p-40);
  return {mass.value, (mass.radius + (mass.value + mass.radius) * moved) * (1 + 0x1p-40) + of_far_keys};
}

/// Its digits by what encloses it in doubles, or by balls where those leave too few.
std::string tail_mass_text(const cases::AttentionRow& row, fast::Enclosure mass, std::span<const Key> kept) {
  if (mass.value == 0 && mass.radius == 0)
    return "0";
  if (row.formed)
    mass = of_formed(row, mass);
  const double enough = row.formed ? 0x1p-4 : twelve_digits;
  return mass.radius <= enough * mass.value
             ? to_decimal(ball_between(mass.value - mass.radius, mass.value + mass.radius, 128), most_digits)
             : tail_mass_by_balls(row, kept);
}

fast::Enclosure tail_mass(const Scores& scores, const Head& head) {
  if (head.finite_tail().empty())
    return {};
  const std::vector<double> kept = scores_of(scores, head.finite_head()),
                            dropped = scores_of(scores, head.finite_tail());
  return fast::truncation(std::span<const double>(kept), std::span<const double>(dropped)).tail_mass();
}

/// What is said of indices: how many are right, and of their head.
struct IndicesFound {
  std::string fault, cause;
  bool right = false;
  std::optional<std::vector<Key>> finite; ///< the keys of finite score of the head, if the indices name one
  record::KernelHeadRecord head;
};

IndicesFound look_at_indices(const cases::AttentionRow& row, bool told) {
  IndicesFound found;
  found.head.origin = row.origin;
  if (std::optional<PlainHead> plain = plain_head(row); plain && (plain->right || !told)) {
    found.right = plain->right;
    if (plain->finite.empty())
      return found;
    found.head.origin.k = plain->size;
    found.head.top_k = plain->top_k;
    found.head.tail_mass = tail_mass_text(row, plain->tail_mass, plain->finite);
    found.finite = std::move(plain->finite);
    return found;
  }
  KernelHead sorted = kernel_head(row);
  found.right = sorted.fault.empty();
  found.fault = std::move(sorted.fault);
  found.cause = std::move(sorted.cause);
  if (const std::optional<Head>& head = sorted.head) {
    found.finite.emplace(head->finite_head().begin(), head->finite_head().end());
    found.head.origin.k = head->size();
    found.head.top_k = head->is_top_k();
    found.head.tail_mass = tail_mass_text(row, tail_mass(*row.scores, *head), *found.finite);
  }
  return found;
}

/// Checks the indices; returns the keys of finite score of the head that they name.
std::optional<std::vector<Key>> check_indices(KernelResult& result, const cases::AttentionRow& row,
                                              bool told) {
  IndicesFound found = look_at_indices(row, told);
  record::ConsistencyRecord record = kernel_indices.record();
  ++(found.right ? record.held : record.exceeded);
  if (!found.right)
    record.failures.push_back(failure(row, row.indices->tensor, found.fault, found.cause));
  result.checks.push_back(std::move(record));
  if (found.finite)
    result.head = std::move(found.head);
  return std::move(found.finite);
}

} // namespace

double operations_of(const cases::AttentionRow& row) {
  const auto n = static_cast<double>(row.keys_total);
  const double d = row.values ? static_cast<double>(row.values->dimension()) : 0;
  constexpr double of_score = 20, of_value = 2;
  const double k = row.indices ? static_cast<double>(row.indices->numbers.size()) : n;
  return of_score * n + (row.truncated ? of_value * k * d : 0) + (row.outputs ? of_value * n * d : 0);
}

void merge(record::Record& into, KernelResult found) {
  into.kernel = std::move(found.checks);
  if (found.head)
    into.kernel_heads.add(*std::move(found.head));
}

KernelResult check_kernel(const cases::AttentionRow& row, bool told) {
  const AssumedArithmetic assumed;
  if (!row.scores)
    return check_empty(row);
  KernelResult result;
  const std::optional<std::vector<Key>> keys = row.indices ? check_indices(result, row, told) : std::nullopt;
  ResultRow at{.row = row, .head = {}};
  if (keys)
    at.head = *keys;
  if (row.lse)
    result.checks.push_back(check_lse(at));
  if (row.truncated)
    result.checks.push_back(check_truncated(at));
  return result;
}

} // namespace tailmass::verify::kernel
