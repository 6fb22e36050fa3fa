// The keys that a search has scored so far: its head, and the sums of the exponentials.
#pragma once

#include "theory/stable/distribution/softmax.hpp"
#include "theory/stable/search/key_scores.hpp"

#include <vector>

namespace tailmass::stable {

/// A key with its computed score.
struct ScoredKey {
  Key key = 0;
  KeyScore score;
};
/// Whether `a` comes before `b` in the descending order of computed scores, the lower key first among equal
/// ones.
[[nodiscard]] bool ranks_before(const ScoredKey& a, const ScoredKey& b);

/// The scored keys, the k best of them as a head, and the largest score outside it.
class ScoredKeys {
public:
  /// No key yet. `reserve` keys at most will come.
  ScoredKeys(std::size_t k, std::size_t reserve);
  /// Takes a key; returns the one that leaves the head, or that does not enter it, if the head is full.
  const ScoredKey* add(const ScoredKey& key);

  [[nodiscard]] std::size_t size() const { return all_.size(); }
  [[nodiscard]] std::size_t head_size() const { return head_.size(); }
  /// The least score of the head, of which there is one.
  [[nodiscard]] const KeyScore& least_of_head() const { return head_.front().score; }
  /// A double that is not less than any score outside the head; -inf where there is none.
  [[nodiscard]] double largest_outside() const { return largest_outside_; }
  /// The largest error of a score.
  [[nodiscard]] double error() const { return error_; }
  /// All of them by descending score.
  [[nodiscard]] std::vector<ScoredKey> sorted() const;

private:
  std::size_t k_;
  std::vector<ScoredKey> all_;
  std::vector<ScoredKey> head_; // a heap whose front is the last one by rank
  ScoredKey outside_;
  double largest_outside_;
  double error_ = 0;
};

/// Sums of e^s over the scored keys and over those outside the head, relative to a common reference, one of
/// the scores; it moves only when a score exceeds it by 300, so that no weight exceeds e^300.
class ScoredSums {
public:
  void add_scored(const KeyScore& score) { scored_.add(weight(score)), ++terms_; }
  /// Adds a key that was added as scored before.
  void add_outside(const KeyScore& score) { outside_.add(weight(score)), ++outside_terms_; }
  /// Nothing is outside any more.
  void clear_outside() { outside_ = {}, outside_terms_ = 0; }

  /// Upper bound of (outside + unseen)/(scored + unseen), at most 1; 0 where both are nothing. Error: see
  /// mc_search().
  [[nodiscard]] double tail_mass(const ExponentialSum<double>& unseen) const;

private:
  double weight(const KeyScore& score);

  double reference_ = 0;
  CompensatedSum<double> scored_;
  CompensatedSum<double> outside_;
  std::size_t terms_ = 0;
  std::size_t outside_terms_ = 0;
  std::size_t moves_ = 0;
  double score_error_ = 0; // largest error of an exponent
};

} // namespace tailmass::stable
