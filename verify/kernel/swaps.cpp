// The search for one swapped key behind a kernel's output.
#include "verify/kernel/suspects.hpp"

#include <cmath>
#include <fmt/format.h>

namespace tailmass::verify::kernel {

namespace {

/// Pairs beyond which the search is not tried.
constexpr std::size_t most_pairs = 4'000'000;

/// Weighted sums over the head in doubles, from which a swap is one subtraction and one addition.
class HeadSums {
public:
  HeadSums(const cases::AttentionRow& row, const Head& head)
      : row_(row), sums_(row.values->dimension(), 0.0) {
    for (const Key key : head.finite_head()) {
      total_ += weight(key);
      for (std::size_t axis = 0; axis < sums_.size(); ++axis)
        sums_[axis] += weight(key) * row_.values->at(key, axis);
    }
  }

  /// Whether key `in` for key `out`, its weight too or not, comes within twice the bounds.
  [[nodiscard]] bool near(Key out, Key in, bool with_weight, std::span<const double> stored,
                          std::span<const double> bounds) const {
    const double taken = with_weight ? weight(in) : weight(out);
    const double total = total_ - weight(out) + taken;
    for (std::size_t axis = 0; axis < sums_.size(); ++axis) {
      const double sum =
          sums_[axis] - weight(out) * row_.values->at(out, axis) + taken * row_.values->at(in, axis);
      if (!(std::abs(stored[axis] - sum / total) <= 2 * bounds[axis]))
        return false;
    }
    return true;
  }

private:
  [[nodiscard]] double weight(Key key) const {
    return std::exp((*row_.scores)[key] - row_.scores->ranked(1));
  }
  const cases::AttentionRow& row_;
  std::vector<double> sums_;
  double total_ = 0;
};

} // namespace

std::vector<Suspect> swapped_suspects(const cases::AttentionRow& row, const Head& head,
                                      std::span<const double> stored, std::span<const double> bounds) {
  const std::span<const Key> kept = head.finite_head();
  if (kept.size() * row.scores->finite_count() > most_pairs)
    return {};
  const HeadSums sums(row, head);
  std::vector<Suspect> suspects;
  for (std::size_t i = 0; i < kept.size(); ++i)
    for (const Key in : row.scores->finite()) {
      if (in == kept[i])
        continue;
      for (const bool with_weight : {false, true})
        if (sums.near(kept[i], in, with_weight, stored, bounds)) {
          Summation sum = summation(*row.scores, kept);
          sum.keys[i] = in;
          if (with_weight)
            sum.scores[i] = (*row.scores)[in];
          suspects.push_back({with_weight
                                  ? fmt::format("one index were swapped, key {} for key {}", in, kept[i])
                                  : fmt::format("the value of key {} were taken for key {}", in, kept[i]),
                              std::move(sum)});
        }
    }
  return suspects;
}

} // namespace tailmass::verify::kernel
