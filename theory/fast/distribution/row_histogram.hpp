// The histogram of a row: how its scores spread, from some or all of them, and brackets chosen by it.
#pragma once

#include "theory/fast/distribution/selection.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace tailmass::fast {

/// A histogram of a row, of equal steps between the least finite score, or one `reach` below the largest one,
/// and the largest one. Rows of up to 4096 scores are counted whole, longer ones by a sample, one score of
/// each of at least 1024 stretches: the same ones each time. Its brackets most likely hold what they are
/// chosen for: nothing here is proven.
template <class T>
class RowHistogram {
public:
  /// Throws DomainError where a score looked at is NaN. The row has to outlive this.
  explicit RowHistogram(std::span<const T> x, double reach = std::numeric_limits<double>::infinity());

  /// -inf where no score looked at is finite.
  [[nodiscard]] double top() const { return top_; }
  /// For the ranks k and k + 1 of the row, counted from the largest score.
  [[nodiscard]] Bracket<T> of_rank(std::size_t k) const;

  /// Masses in units of the largest score's weight, a sampled score standing for its stretch. Only for a
  /// finite reach.
  struct Mass {
    double low = 0;
    double high = 0;
  };
  [[nodiscard]] Mass mass() const;
  /// For the score where the weights from the least one on reach a mass in this interval.
  [[nodiscard]] Bracket<T> of_mass(Mass target) const;

  /// The bracket of one key in the middle of those looked at in this one; the bracket itself if there is
  /// none.
  [[nodiscard]] Bracket<T> middle(Bracket<T> bracket) const;

private:
  [[nodiscard]] bool whole() const { return looked_at_.size() == n_; }
  [[nodiscard]] Bracket<T> between(std::size_t first, std::size_t last, std::size_t count) const;
  void count();

  std::size_t n_;
  std::vector<T> sample_;
  std::span<const T> looked_at_;
  double top_, bottom_, step_ = 0;
  std::vector<std::uint32_t> counts_; // ascending; the first one has all below as well
  std::vector<double> weights_;       // of the steps' edges beside the largest score
};

} // namespace tailmass::fast
