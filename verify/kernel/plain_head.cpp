// One pass over the indices, and one over the scores.
#include "verify/kernel/plain_head.hpp"

#include "theory/fast/distribution/truncation.hpp"
#include "verify/attention/padding.hpp"

#include <algorithm>
#include <limits>

namespace tailmass::verify::kernel {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// The keys that indices name, each once, where they are no padding; nothing where one names no key.
std::optional<std::vector<Key>> named(const cases::AttentionRow& row, std::vector<char>& kept) {
  const std::vector<input::Integer>& indices = row.indices->numbers;
  const std::vector<bool> padding =
      padding_among(indices, kept.size(), !row.scores->masked(0), row.declared.padding, row.indices->dtype);
  std::vector<Key> keys;
  keys.reserve(indices.size());
  for (std::size_t i = 0; i < indices.size(); ++i) {
    if (padding[i])
      continue;
    if (indices[i].negative || indices[i].magnitude >= kept.size() || kept[indices[i].magnitude] != 0)
      return std::nullopt;
    kept[indices[i].magnitude] = 1;
    keys.push_back(static_cast<Key>(indices[i].magnitude));
  }
  return keys;
}

} // namespace

std::optional<PlainHead> plain_head(const cases::AttentionRow& row) {
  if (!row.indices->fault.empty())
    return PlainHead();
  if (row.selection)
    return std::nullopt;
  const std::span<const double> scores = row.scores->all();
  std::vector<char> kept(scores.size(), 0);
  const std::optional<std::vector<Key>> keys = named(row, kept);
  if (!keys)
    return PlainHead();
  PlainHead head{.finite = {}, .size = keys->size(), .tail_mass = {}};
  std::vector<double> of_head;
  double least = infinity;
  for (const Key key : *keys) {
    least = std::min(least, scores[key]);
    if (scores[key] == -infinity)
      continue;
    head.finite.push_back(key);
    of_head.push_back(scores[key]);
  }
  if (head.finite.empty())
    return PlainHead();
  double largest = -infinity; // that is dropped
  const bool truncates = head.finite.size() < row.scores->finite_count();
  if (truncates) {
    std::vector<double> of_tail(scores.begin(), scores.end());
    for (const Key key : head.finite)
      of_tail[key] = -infinity; // weighs nothing
    const fast::Truncation at =
        fast::truncation(std::span<const double>(of_head), std::span<const double>(of_tail));
    largest = at.dropped;
    head.tail_mass = at.tail_mass();
  }
  head.top_k = least >= largest;
  using Declared = attention::Declarations;
  const bool padded = keys->size() < row.indices->numbers.size();
  if (row.declared.head == Declared::HeadKind::any) {
    head.right = true;
  } else {
    head.right = head.top_k && !(padded && truncates);
    const bool by_ties =
        row.declared.ties != Declared::Ties::any && truncates && (row.formed || least == largest);
    const bool rounded = row.formed || row.declared.arithmetic.rounded_scores;
    if (head.right ? by_ties : rounded) // which tie, or whether within what is rounded
      return std::nullopt;
  }
  return head;
}

} // namespace tailmass::verify::kernel
