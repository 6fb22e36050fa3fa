// Head and tail: which keys a truncation keeps.
#pragma once

#include "theory/nouns/scores.hpp"

#include <span>
#include <vector>

namespace tailmass {

/// A kept set S of keys with P(S) > 0, and its complement. Immutable.
class Head {
public:
  /// The Top-k set that breaks ties by the lower key, 1 <= k <= n. Throws DomainError for k out of range.
  static Head top_k(const Scores& scores, std::size_t k);
  /// Any set. Throws DomainError on a key out of range or named twice, or when no kept key has a finite
  /// score.
  static Head of_keys(const Scores& scores, const std::vector<Key>& keys);

  /// k, the number of kept keys.
  [[nodiscard]] std::size_t size() const { return kept_; }
  /// Kept keys, by descending score.
  [[nodiscard]] std::span<const Key> head() const { return std::span(order_).first(kept_); }
  /// Dropped keys, by descending score, masked ones included (last).
  [[nodiscard]] std::span<const Key> tail() const { return std::span(order_).subspan(kept_); }
  /// Kept keys of finite score.
  [[nodiscard]] std::span<const Key> finite_head() const { return head().first(finite_kept_); }
  /// Dropped keys of finite score. Empty exactly when the tail mass is 0.
  [[nodiscard]] std::span<const Key> finite_tail() const { return tail().first(finite_dropped_); }
  /// Whether no dropped score exceeds a kept one.
  [[nodiscard]] bool is_top_k() const { return top_k_; }

  [[nodiscard]] bool operator==(const Head&) const = default;

private:
  Head(const Scores& scores, std::vector<Key> order, std::size_t kept);

  std::vector<Key> order_; // the head, then the tail, each by descending score
  std::size_t kept_;
  std::size_t finite_kept_ = 0;
  std::size_t finite_dropped_ = 0;
  bool top_k_ = false;
};

} // namespace tailmass
