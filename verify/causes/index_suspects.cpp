// Selections by other scores, of other rows, and all faults in their order.
#include "verify/causes/index_suspects.hpp"

#include "verify/causes/elsewhere.hpp"
#include "verify/causes/index_numbers.hpp"
#include "verify/causes/suspects.hpp"
#include "verify/kernel/arithmetic.hpp"
#include "verify/kernel/head.hpp"
#include "verify/kernel/head_faults.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <fmt/format.h>
#include <functional>
#include <limits>

namespace tailmass::verify::causes {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
/// ln of how likely the indices are by accident what is named, at least.
constexpr double sure = -30;
/// ln of how likely wrong keys may be made equal by rounding and yet be said to be: two in a short row.
constexpr double rounding_below = -1;

/// A finite number with so many significant bits, to nearest even.
double rounded(double x, int bits) {
  int exponent = 0;
  const double mantissa = std::frexp(x, &exponent);
  return std::ldexp(std::nearbyint(std::ldexp(mantissa, bits)), exponent - bits);
}

/// A number of F16 between 0 and 1, subnormal ones too.
double as_f16(double x) {
  constexpr double subnormal = 0x1p-24;
  return x < 0x1p-14 ? std::nearbyint(x / subnormal) * subnormal : rounded(x, 11);
}

/// The bits of a score in the format in which it is stored, as an integer with or without a sign.
std::optional<double> bits_of(double score, input::DType dtype, bool with_sign) {
  const auto narrow = static_cast<float>(score);
  auto bits = std::bit_cast<std::uint32_t>(narrow);
  if (dtype == input::DType::F64)
    return with_sign ? static_cast<double>(std::bit_cast<std::int64_t>(score))
                     : static_cast<double>(std::bit_cast<std::uint64_t>(score));
  if (dtype != input::DType::F32 && dtype != input::DType::BF16) // of which these are the leading bits
    return std::nullopt;
  return with_sign ? static_cast<double>(static_cast<std::int32_t>(bits)) : static_cast<double>(bits);
}

/// Whether the keys are a Top-k set by what a function makes of each finite score.
template <class Change>
bool top_k_by(const std::vector<Key>& keys, const Scores& scores, const Change& change) {
  std::vector<double> changed(scores.all().begin(), scores.all().end());
  for (double& score : changed)
    if (std::isfinite(score))
      score = change(score);
  return kernel::names_top_k(keys, changed);
}

/// The format of the scores that are compared: formed ones are so in F32, of F64 in F64.
input::DType compared_as(const cases::AttentionRow& row) {
  return row.formed && row.dtype != input::DType::F64 ? input::DType::F32 : row.dtype;
}

IndexFault fault_by_bits(const cases::AttentionRow& row, const Scores& scores, const std::vector<Key>& keys) {
  if (row.selection)
    return {};
  const input::DType dtype = compared_as(row);
  for (const bool with_sign : {true, false})
    if (bits_of(0, dtype, with_sign) &&
        top_k_by(keys, scores, [&](double score) { return *bits_of(score, dtype, with_sign); }))
      return {fmt::format("scores were compared by their bits, as {} integers",
                          with_sign ? "signed" : "unsigned"),
              ""};
  return {};
}

/// The least score that keys keep, and the largest that they drop.
struct Edge {
  double kept = infinity, dropped = -infinity;
};
Edge edge_of(const std::vector<Key>& keys, const Scores& scores) {
  Edge edge;
  std::vector<bool> kept(scores.size(), false);
  for (const Key key : keys) {
    kept[key] = true;
    edge.kept = std::min(edge.kept, scores[key]);
  }
  for (std::size_t key = 0; key < scores.size(); ++key)
    if (!kept[key])
      edge.dropped = std::max(edge.dropped, scores[key]);
  return edge;
}

/// Whether the keys are a Top-k set of scores that a change made, which keeps their order or makes some
/// equal, and hardly any others would be: of m keys that are wrong each would have to be among those that the
/// change makes equal to the least one kept.
template <class Change>
bool tells_top_k_by(const std::vector<Key>& keys, const Scores& scores, const Edge& edge,
                    const Change& change) {
  if (keys.size() >= scores.finite_count() || !std::isfinite(edge.kept) ||
      change(edge.kept) < change(edge.dropped))
    return false;
  const double least = change(edge.kept);
  double wrong = 0, equal = 0;
  for (const Key key : keys)
    wrong += scores[key] < scores.ranked(keys.size()) ? 1 : 0;
  for (const double score : scores.all())
    equal += std::isfinite(score) && change(score) == least ? 1 : 0;
  const auto others = static_cast<double>(scores.finite_count() - keys.size());
  constexpr double changes = 3;
  return std::log(changes) + wrong * std::log(std::min(1.0, equal / others)) < rounding_below;
}

/// Ties that went to other keys than declared, of a head that is a Top-k set.
IndexFault fault_of_ties(const cases::AttentionRow& row, const Scores& scores, const std::vector<Key>& keys) {
  using Ties = attention::Declarations::Ties;
  const Ties declared = row.declared.ties;
  const Head head = Head::of_keys(scores, keys);
  if (!head.is_top_k())
    return {};
  const bool lowest = declared == Ties::lowest;
  const bool other = kernel::wrong_tie(scores, head, lowest ? Ties::highest : Ties::lowest).empty();
  return {other ? fmt::format("ties went to the {} index, not to the {}", lowest ? "highest" : "lowest",
                              lowest ? "lowest" : "highest")
                : "ties went to any index",
          ""};
}

/// The smallest normal number of a format. What those that keep subnormals lose is half of one step of these.
double smallest_normal(input::DType dtype) {
  const kernel::Format format = kernel::format_of(dtype);
  const bool by_steps =
      dtype != input::DType::F64 && dtype != input::DType::F32 && dtype != input::DType::BF16;
  return by_steps ? format.underflow / format.unit_roundoff : format.underflow;
}

/// Subnormal scores of some format, which were all 0 when they were compared.
IndexFault fault_by_flushing(const cases::AttentionRow& row, const Scores& scores,
                             const std::vector<Key>& keys) {
  const double smallest = smallest_normal(compared_as(row));
  if (tells_top_k_by(keys, scores, edge_of(keys, scores),
                     [&](double score) { return std::abs(score) < smallest ? 0.0 : score; }))
    return {"subnormal scores were taken for 0", ""};
  return {};
}

IndexFault fault_by_rounding(const Scores& scores, const std::vector<Key>& keys) {
  constexpr std::pair<int, const char*> formats[] = {{11, "F16 or TF32"}, {8, "BF16"}};
  const Edge edge = edge_of(keys, scores);
  for (const auto& [bits, name] : formats)
    if (tells_top_k_by(keys, scores, edge,
                       [significant = bits](double score) { return rounded(score, significant); }))
      return {fmt::format("they were selected on scores rounded to {}", name), ""};
  const double most = scores.ranked(1);
  if (tells_top_k_by(keys, scores, edge, [&](double score) { return as_f16(std::exp(score - most)); }))
    return {"they were selected on probabilities in F16", ""};
  return {};
}

/// A window or a causal mask one key wide or narrow.
IndexFault fault_by_window(const cases::AttentionRow& row, const Scores& scores,
                           const std::vector<Key>& keys) {
  const std::vector<Key> visible = kernel::finite_keys(scores);
  std::vector<double> changed(scores.all().begin(), scores.all().end());
  const auto with = [&](Key key, double score) {
    const double own = std::exchange(changed[key], score);
    const bool fits = kernel::names_top_k(keys, changed);
    changed[key] = own;
    return fits;
  };
  const bool masked = visible.size() < scores.size();
  if (masked && with(visible.front(), -infinity))
    return {"the first visible key were left out, as of a window one key narrow",
            fmt::format(" (key {})", visible.front())};
  if (masked && with(visible.back(), -infinity))
    return {"the last visible key were left out, as of a causal mask one key behind",
            fmt::format(" (key {})", visible.back())};
  const std::optional<UnmaskedRow> all = unmasked(row);
  if (!all || !all->of_products || row.selection)
    return {};
  if (const Key first = visible.front(); first > 0 && with(first - 1, all->scores[first - 1]))
    return {"the key before the visible ones were seen, as of a window one key wide",
            fmt::format(" (key {})", first - 1)};
  if (const Key after = visible.back() + 1; after < scores.size() && with(after, all->scores[after]))
    return {"the key after the visible ones were seen, as of a causal mask one key ahead",
            fmt::format(" (key {})", after)};
  if (kernel::names_top_k(keys, all->scores))
    return {all->cause, ""};
  return {};
}

/// Tells whether keys are a Top-k set of the n scores of others, and hardly any others would be; counts those
/// that it was asked of.
class OfOthers {
public:
  OfOthers(std::vector<Key> keys, std::size_t n) : keys_(std::move(keys)), n_(n) {}

  bool operator()(const std::vector<double>& other, const cases::Neighbour& one) {
    ++tried_;
    if (one.own_scores || other.size() != n_ || !kernel::names_top_k(keys_, other))
      return false;
    // A Top-k set with a masked key is all that is visible, as which there is but one.
    const auto visible = std::ranges::count_if(other, [](double score) { return std::isfinite(score); });
    again_ = std::max(sure, -log_subsets(static_cast<std::size_t>(visible), keys_.size()));
    return alone() < named_below;
  }

  /// The names of the one that was told last, the first of them the likeliest.
  [[nodiscard]] std::vector<Candidate> named(const std::vector<cases::Neighbour>& others) const {
    std::vector<Candidate> names;
    for (const cases::Neighbour& one : others) {
      const double later = 0.1 * static_cast<double>(names.size());
      names.push_back({one.cause, one.detail, alone() + later, again_ + later, again_ + later});
    }
    return names;
  }

private:
  [[nodiscard]] double alone() const { return std::log(tried_) + again_; }

  std::vector<Key> keys_;
  std::size_t n_;
  double tried_ = 0, again_ = 0;
};

} // namespace

std::vector<Candidate> try_indices(const cases::AttentionRow& row, Budget& budget) {
  // What a key of the row costs in each stage, so that what is cheap is tried of all rows: where indices are
  // looked at as numbers, which the first wrong one ends; in a head; by scores that were changed; in all that
  // follows; and in a neighbour.
  constexpr double of_numbers = 2, of_head = 8, of_changes = 6, of_rest = 24, of_neighbour = 3;
  constexpr double of_index = 100; // counted in tiles of each size
  const Scores& scores = row.selection ? *row.selection : *row.scores;
  const auto n = static_cast<double>(scores.size());
  const auto named = [&](IndexFault fault) {
    return std::vector<Candidate>{{std::move(fault.cause), std::move(fault.detail), sure, sure, sure}};
  };
  if (!budget.spend(of_numbers * n + of_index * static_cast<double>(row.indices->numbers.size())))
    return {};
  const std::optional<std::vector<Key>> keys = kernel::distinct_keys(row.indices->numbers, scores.size(), 0);
  if (row.declared.ties != attention::Declarations::Ties::any && keys && !keys->empty() &&
      kernel::names_top_k(*keys, scores.all())) {
    if (!budget.spend(of_head * n))
      return {};
    if (IndexFault fault = fault_of_ties(row, scores, *keys); !fault.cause.empty())
      return named(std::move(fault));
  }
  // Where keys of scores that follow each other are equally far apart, an offset is a shift of ranks.
  IndexFault of_ranks = fault_of_ranks(row, scores), of_integers = fault_of_integers(row, scores);
  if (!of_ranks.cause.empty() || !of_integers.cause.empty()) {
    std::vector<Candidate> both;
    if (!of_ranks.cause.empty()) { // the plainer of the two, if the best key is not one that a window hides
      both.push_back({std::move(of_ranks.cause), "", sure - 1, sure - 1, sure - 1});
      if (keys)
        if (IndexFault window = fault_by_window(row, scores, *keys); !window.cause.empty())
          both.push_back({std::move(window.cause), std::move(window.detail), sure, sure, sure});
    }
    if (!of_integers.cause.empty())
      both.push_back({std::move(of_integers.cause), std::move(of_integers.detail), sure, sure, sure});
    return both;
  }
  if (keys && !budget.spend(of_head * n))
    return {};
  if (!keys || !kernel::kernel_head(row).head) { // padding made it short, or it names no head
    if (IndexFault fault = fault_of_missing(row, scores); !fault.cause.empty())
      return named(std::move(fault));
    return {};
  }
  const double cost = of_neighbour * n;
  OfOthers of_others(*keys, scores.size());
  if (!row.selection)
    if (const std::vector<cases::Neighbour> others = misread(row, budget, cost, std::ref(of_others));
        !others.empty())
      return of_others.named({others.front()});
  if (!budget.spend(of_changes * n))
    return {};
  if (IndexFault fault = fault_by_flushing(row, scores, *keys); !fault.cause.empty())
    return named(std::move(fault));
  if (IndexFault fault = fault_by_rounding(scores, *keys); !fault.cause.empty())
    return named(std::move(fault));
  if (!budget.spend(of_rest * n))
    return {};
  const Head head = Head::of_keys(scores, *keys);
  std::string cause = head.tail().empty() ? "" : kernel::cause_of_head(row.indices->numbers, scores, head);
  IndexFault by_bits = fault_by_bits(row, scores, *keys);
  if (!cause.empty() && !by_bits.cause.empty())
    return named({std::move(cause), ", or " + by_bits.cause});
  if (!by_bits.cause.empty())
    return named(std::move(by_bits));
  if (IndexFault fault = fault_by_window(row, scores, *keys); !fault.cause.empty())
    return named(std::move(fault));
  if (const std::vector<cases::Neighbour> others = elsewhere(row, budget, cost, std::ref(of_others));
      !others.empty())
    return of_others.named(others);
  if (IndexFault fault = fault_of_chunk(row, scores); !fault.cause.empty())
    return named(std::move(fault));
  if (IndexFault fault = fault_of_part(scores, *keys); cause.empty() && !fault.cause.empty())
    return named(std::move(fault));
  if (!cause.empty())
    return named({std::move(cause), ""});
  return {};
}

} // namespace tailmass::verify::causes
