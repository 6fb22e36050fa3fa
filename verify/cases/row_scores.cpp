// Dot products in double with a bound of their error; ranges and masks of visible keys.
#include "verify/cases/row_scores.hpp"

#include "verify/attention/mask.hpp"
#include "verify/cases/dot.hpp"
#include "verify/input/input_error.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>

namespace tailmass::verify::cases {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

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

void hide_unseen(const attention::AttentionGroup& group, const attention::RowPlace& place,
                 std::span<const double> mask, std::vector<double>& scores) {
  attention::Declarations declared = group.declared;
  declared.causal = declared.causal || group.positions;
  const std::size_t length = group.geometry.sequences()[place.sequence].length;
  const attention::KeyRange range = attention::visible_keys(declared, own_key(group, place), length);
  const auto key = [&](std::size_t at) { return scores.begin() + static_cast<std::ptrdiff_t>(at); };
  std::fill(scores.begin(), key(range.begin), -infinity);
  std::fill(key(range.end), scores.end(), -infinity);
  if (mask.empty())
    return;
  const bool added = input::is_floating(group.mask->dtype);
  for (std::size_t j = range.begin; j < range.end; ++j) {
    if (!(mask[j] < infinity))
      throw input::InputError({"", group.mask->name}, fmt::format("is NaN or +inf at key {}", j));
    if (!added && mask[j] > 1)
      throw input::InputError({"", group.mask->name},
                              fmt::format("is {} at key {}, neither 0 nor 1", mask[j], j));
    if (added ? mask[j] == -infinity : mask[j] == 0)
      scores[j] = -infinity;
  }
}

Formed form_scores(const attention::AttentionGroup& group, std::span<const double> query, const Values& keys,
                   std::span<const double> added, std::span<const double> seen) {
  constexpr double u = 0x1p-53;
  const double scale = scale_of(group);
  const std::optional<double> cap = group.declared.soft_cap;
  const auto terms = static_cast<double>(query.size());
  // The magnitude was rounded some c + 4 times itself.
  const double up = 1 + (terms + 8) * 2 * u;
  // Products and quotients too small for a double lose less than this.
  const double lost = 0x1p-960 * std::max({1.0, scale, cap.value_or(1)});
  Formed formed{.scores = std::vector<double>(seen.begin(), seen.end()),
                .error = {.radii = std::vector<double>(seen.size(), 0),
                          .magnitudes = std::vector<double>(seen.size(), 0),
                          .products = query.size(),
                          .capped = cap.has_value()}};
  for (std::size_t key = 0; key < seen.size(); ++key) {
    if (seen[key] == -infinity)
      continue;
    const Dot<double> product = dot<double>(query, keys.of(key));
    double score = scale * product.product;
    double magnitude = scale * product.magnitude;
    if (cap)
      score = *cap * std::tanh(score / *cap);
    if (!added.empty()) {
      score += added[key];
      magnitude += std::abs(added[key]);
    }
    formed.scores[key] = magnitude < 0x1p1000 ? score : std::numeric_limits<double>::quiet_NaN();
    formed.error.magnitudes[key] = magnitude * up;
    formed.error.radii[key] = (terms + 24) * u * (magnitude * up) + lost;
  }
  return formed;
}

} // namespace tailmass::verify::cases
