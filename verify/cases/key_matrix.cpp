// Reading vectors key by key, wherever they lie.
#include "verify/cases/key_matrix.hpp"

#include "theory/nouns/not_finite.hpp"
#include "verify/attention/factors.hpp"

namespace tailmass::verify::cases {

namespace {

std::size_t heads_axis(const attention::AttentionGroup& group, const input::Tensor& tensor) {
  const std::size_t axes = tensor.shape.size();
  const bool before = group.declared.layout == attention::Declarations::Layout::bhqd;
  return axes < 3 ? 0 : axes - (before ? 3 : 2);
}

} // namespace

KeyMatrix read_key_matrix(const attention::AttentionGroup& group, const input::Tensor& tensor,
                          const std::optional<input::Tensor>& scales, const attention::RowPlace& place,
                          const char* noun) {
  const attention::Sequence& sequence = group.geometry.sequences()[place.sequence];
  const std::size_t width = tensor.width();
  KeyMatrix matrix{};
  if (sequence.keys == 0)
    return matrix;
  const attention::KeyRows rows = group.geometry.key_rows(tensor, place);
  std::optional<attention::Factors> factors;
  if (scales)
    factors.emplace(*scales, tensor, heads_axis(group, tensor));
  std::vector<double> entries, entry;
  entries.reserve(sequence.keys * width);
  for (std::size_t key = 0; key < sequence.length; ++key) {
    const std::size_t row = rows.of(key);
    input::read_row(tensor, row, entry);
    const std::optional<std::size_t> zero = factors ? factors->scale(row, entry) : std::nullopt;
    if (!zero && not_finite_in(entry) == 0) {
      entries.insert(entries.end(), entry.begin(), entry.end());
    } else {
      matrix.unreadable.push_back({static_cast<Key>(key), row, zero});
      entries.resize(entries.size() + width, 0);
    }
  }
  entries.resize(sequence.keys * width, 0);
  matrix.vectors = std::make_shared<const Values>(sequence.keys, width, std::move(entries), noun);
  return matrix;
}

} // namespace tailmass::verify::cases
