// One row at one precision, with everything already computed about it.
#pragma once

#include "theory/exact/memo.hpp"
#include "theory/nouns/case.hpp"
#include "theory/numbers/precision.hpp"

namespace tailmass {

/// Owns the evaluation of the quantities of one row (scores and values) in the number type R. Quantities are
/// the function templates of this folder; each stores its result here, those of the row for good and those of
/// a truncation until another head is in focus. No quantity branches on an R: order and masks come from the
/// input doubles.
template <class R>
class Evaluator {
public:
  explicit Evaluator(const Case& first, Precision<R> precision = {})
      : precision_(precision), scores_(first.scores), values_(first.values), head_(first.head) {}

  /// Turns to another head of the same row; forgets what belonged to the last one.
  void focus(const Head& head) {
    if (head == head_)
      return;
    head_ = head;
    of_head_.clear();
  }

  [[nodiscard]] const Precision<R>& precision() const { return precision_; }
  [[nodiscard]] const Scores& scores() const { return *scores_; }
  [[nodiscard]] const Values& values() const { return *values_; }
  [[nodiscard]] const Head& head() const { return head_; }
  /// s_key and s_(rank), 1 <= rank <= n.
  [[nodiscard]] R score(Key key) const { return precision_.score(key, (*scores_)[key]); }
  [[nodiscard]] R ranked_score(std::size_t rank) const { return score(scores_->order()[rank - 1]); }
  [[nodiscard]] Memo& of_row() { return of_row_; }
  [[nodiscard]] Memo& of_head() { return of_head_; }

private:
  Precision<R> precision_;
  std::shared_ptr<const Scores> scores_;
  std::shared_ptr<const Values> values_;
  Head head_;
  Memo of_row_;
  Memo of_head_;
};

} // namespace tailmass
