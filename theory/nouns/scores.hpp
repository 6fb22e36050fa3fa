// A row of attention scores (logits) with its descending order.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

namespace tailmass {

/// Index of a key within its row.
using Key = std::uint32_t;

/// One row s in R^n of scores in natural-log units; -inf marks a masked key. Never empty, never NaN or +inf,
/// at least one score finite. Immutable. The descending order breaks ties by the lower key; it is found when
/// it is first asked for, by whichever thread, so that what does not need it does not pay for it.
class Scores {
public:
  /// Throws DomainError on NaN, +inf, an empty row or a row with no finite score.
  explicit Scores(std::vector<double> scores);

  [[nodiscard]] std::size_t size() const { return scores_.size(); }
  /// n_f, the number of finite scores.
  [[nodiscard]] std::size_t finite_count() const { return finite_count_; }
  [[nodiscard]] double operator[](std::size_t key) const { return scores_[key]; }
  [[nodiscard]] std::span<const double> all() const { return scores_; }
  [[nodiscard]] bool masked(std::size_t key) const;

  /// Keys in descending order of score; the masked ones are last.
  [[nodiscard]] std::span<const Key> order() const;
  /// The keys of finite score, in descending order of score.
  [[nodiscard]] std::span<const Key> finite() const { return order().first(finite_count_); }
  /// s_(rank), the rank-th largest score, 1 <= rank <= n.
  [[nodiscard]] double ranked(std::size_t rank) const { return scores_[order()[rank - 1]]; }

private:
  std::vector<double> scores_;
  struct Order {
    std::once_flag once;
    std::vector<Key> keys;
  };
  std::shared_ptr<Order> order_ = std::make_shared<Order>(); // of the same scores, so copies share it
  std::size_t finite_count_ = 0;
};

} // namespace tailmass
