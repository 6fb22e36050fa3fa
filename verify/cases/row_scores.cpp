// Dot products in double with a bound of their error; ranges and masks of visible keys.
#include "verify/cases/row_scores.hpp"

#include "verify/attention/mask.hpp"
#include "verify/input/input_error.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <limits>

namespace tailmass::verify::cases {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

struct Dot {
  double sum = 0;
  double magnitude = 0; // sum of |q_x k_x|
};

/// Eight sums side by side, which the compiler keeps in vectors without reordering any of them.
Dot dot(std::span<const double> a, std::span<const double> b) {
  constexpr std::size_t lanes = 8;
  std::array<double, lanes> sums{}, magnitudes{};
  std::size_t x = 0;
  for (; x + lanes <= a.size(); x += lanes)
    for (std::size_t lane = 0; lane < lanes; ++lane) {
      const double term = a[x + lane] * b[x + lane];
      sums[lane] += term;
      magnitudes[lane] += std::abs(term);
    }
  for (std::size_t lane = 0; x < a.size(); ++x, ++lane) {
    const double term = a[x] * b[x];
    sums[lane] += term;
    magnitudes[lane] += std::abs(term);
  }
  Dot result;
  for (std::size_t lane = 0; lane < lanes; ++lane) {
    result.sum += sums[lane];
    result.magnitude += magnitudes[lane];
  }
  return result;
}

/// The position of a query's own key: declared, or counted from the end of the sequence.
std::int64_t own_key(const attention::AttentionGroup& group, const attention::RowPlace& place) {
  if (group.positions)
    return attention::position_of(group, place);
  const attention::Sequence& sequence = group.geometry.sequences()[place.sequence];
  return static_cast<std::int64_t>(place.query) + static_cast<std::int64_t>(sequence.length) -
         static_cast<std::int64_t>(sequence.queries);
}

} // namespace

double scale_of(const attention::AttentionGroup& group) {
  if (group.declared.scale)
    return *group.declared.scale;
  return group.scores ? 1 : 1 / std::sqrt(static_cast<double>(group.queries->width()));
}

bool only_products(const attention::AttentionGroup& group) {
  return !group.declared.soft_cap && !(group.mask && input::is_floating(group.mask->dtype));
}

std::vector<double> added_by_mask(const attention::AttentionGroup& group, const attention::RowPlace& place) {
  if (!group.mask || !input::is_floating(group.mask->dtype))
    return {};
  return attention::mask_row(group, place);
}

void hide_unseen(const attention::AttentionGroup& group, const attention::RowPlace& place,
                 std::vector<double>& scores) {
  attention::Declarations declared = group.declared;
  declared.causal = declared.causal || group.positions;
  const std::size_t length = group.geometry.sequences()[place.sequence].length;
  const attention::KeyRange range = attention::visible_keys(declared, own_key(group, place), length);
  const auto key = [&](std::size_t at) { return scores.begin() + static_cast<std::ptrdiff_t>(at); };
  std::fill(scores.begin(), key(range.begin), -infinity);
  std::fill(key(range.end), scores.end(), -infinity);
  if (!group.mask)
    return;
  const bool added = input::is_floating(group.mask->dtype);
  const std::vector<double> mask = attention::mask_row(group, place);
  for (std::size_t j = range.begin; j < range.end; ++j) {
    if (!(mask[j] < infinity))
      throw input::InputError({"", group.mask->name}, fmt::format("is NaN or +inf at key {}", j));
    if (added ? mask[j] == -infinity : mask[j] == 0)
      scores[j] = -infinity;
  }
}

Formed form_scores(const attention::AttentionGroup& group, const attention::RowPlace& place,
                   std::span<const double> query, const Values& keys, std::span<const double> seen) {
  constexpr double u = 0x1p-53;
  const double scale = scale_of(group);
  const std::optional<double> cap = group.declared.soft_cap;
  const std::vector<double> added = added_by_mask(group, place);
  const auto terms = static_cast<double>(query.size());
  // The magnitude was rounded some c + 4 times itself.
  const double up = 1 + (terms + 8) * 2 * u;
  Formed formed{.scores = std::vector<double>(seen.begin(), seen.end()),
                .error = {.radii = std::vector<double>(seen.size(), 0),
                          .magnitudes = std::vector<double>(seen.size(), 0),
                          .products = query.size(),
                          .capped = cap.has_value()}};
  for (std::size_t key = 0; key < seen.size(); ++key) {
    if (seen[key] == -infinity)
      continue;
    const Dot product = dot(query, keys.of(key));
    double score = scale * product.sum;
    double magnitude = scale * product.magnitude;
    if (cap)
      score = *cap * std::tanh(score / *cap);
    if (!added.empty()) {
      score += added[key];
      magnitude += std::abs(added[key]);
    }
    formed.scores[key] = magnitude < 0x1p1000 ? score : std::numeric_limits<double>::quiet_NaN();
    formed.error.magnitudes[key] = magnitude * up;
    // Products too small for a double lose less than the last term.
    formed.error.radii[key] = (terms + 24) * u * (magnitude * up) + 0x1p-960;
  }
  return formed;
}

} // namespace tailmass::verify::cases
