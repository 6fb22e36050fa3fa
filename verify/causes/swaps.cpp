// The search for one swapped key behind a kernel's output.
#include "verify/causes/suspects.hpp"

#include <cmath>
#include <fmt/format.h>

namespace tailmass::verify::causes {

namespace {

/// Swaps that come near beyond which none of them is likely.
constexpr std::size_t most_alike = 8;
/// Units of the budget: what one axis of one swap costs.
constexpr double one_axis = 10;

/// Weighted sums over the head in doubles, from which a swap is one subtraction and one addition.
class HeadSums {
public:
  HeadSums(const cases::AttentionRow& row, const Head& head, const SeenAxes& seen)
      : values_(*row.values), seen_(seen), weights_(row.scores->size()), sums_(seen.axes.size(), 0.0) {
    for (const Key key : row.scores->finite())
      weights_[key] = std::exp((*row.scores)[key] - row.scores->ranked(1));
    if (row.sink)
      total_ = std::exp(*row.sink - row.scores->ranked(1));
    for (const Key key : head.finite_head()) {
      total_ += weights_[key];
      for (std::size_t i = 0; i < sums_.size(); ++i)
        sums_[i] += weights_[key] * value(key, i);
    }
  }

  /// The number of seen axes on which key `in` for key `out`, its weight too or not, comes within twice the
  /// bounds, before the first on which it does not.
  [[nodiscard]] std::size_t near(Key out, Key in, bool with_weight) const {
    const double lost = weights_[out];
    const double taken = weights_[with_weight ? in : out];
    const double total = total_ - lost + taken;
    std::size_t i = 0;
    for (; i < sums_.size(); ++i) {
      const double sum = sums_[i] - lost * value(out, i) + taken * value(in, i);
      if (!(std::abs(seen_.stored[i] - sum / total) <= 2 * seen_.bounds[i]))
        break;
    }
    return i;
  }

private:
  [[nodiscard]] double value(Key key, std::size_t i) const { return values_.at(key, seen_.axes[i]); }

  const Values& values_;
  SeenAxes seen_;
  std::vector<double> weights_; // by key
  std::vector<double> sums_;
  double total_ = 0;
};

Suspect swapped(const cases::AttentionRow& row, std::span<const Key> kept,
                const kernel::KernelArithmetic& arithmetic, std::size_t i, Key in, bool with_weight) {
  kernel::Summation sum = kernel::summation(row, kept, arithmetic);
  sum.keys[i] = in;
  if (with_weight)
    sum.scores[i] = (*row.scores)[in];
  return with_weight ? Suspect{"one index were swapped", fmt::format(", key {} for key {}", in, kept[i]),
                               std::move(sum)}
                     : Suspect{"the value of", fmt::format(" key {} were taken for key {}", in, kept[i]),
                               std::move(sum)};
}

} // namespace

std::vector<Suspect> swapped_suspects(const cases::AttentionRow& row, const Head& head,
                                      const kernel::KernelArithmetic& arithmetic, const SeenAxes& seen,
                                      Budget& budget) {
  const std::span<const Key> kept = head.finite_head();
  const HeadSums sums(row, head, seen);
  std::vector<Suspect> suspects;
  for (std::size_t i = 0; i < kept.size(); ++i) {
    if (!budget.spend(2 * one_axis * static_cast<double>(row.scores->finite_count())))
      return suspects;
    for (const Key in : row.scores->finite()) {
      if (in == kept[i])
        continue;
      for (const bool with_weight : {false, true}) {
        const std::size_t axes = sums.near(kept[i], in, with_weight);
        if (!budget.spend(one_axis * static_cast<double>(axes)) || suspects.size() > most_alike)
          return {};
        if (axes == seen.stored.size())
          suspects.push_back(swapped(row, kept, arithmetic, i, in, with_weight));
      }
    }
  }
  return suspects;
}

} // namespace tailmass::verify::causes
