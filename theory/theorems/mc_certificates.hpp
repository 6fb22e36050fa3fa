// The certificates of the second search, step by step.
#pragma once

#include "theory/exact/search/search_steps.hpp"
#include "theory/nouns/case.hpp"

#include <optional>
#include <vector>

namespace tailmass {

/// A search with its certificates, step by step, each computed once it is needed. `Rule` has the static
/// functions head_size(search, state), closed_sums(row, query_keys, cells) and certificate(outside, scored,
/// closed).
template <class R, class Rule>
class Certificates {
public:
  Certificates(Evaluator<R>& row, const QueryKeys& query_keys, const Search& search)
      : row_(row), query_keys_(query_keys), search_(search),
        states_(exact::opened_cells(query_keys, *search.cells)), numbers_(states_.size()) {}

  [[nodiscard]] std::size_t steps() const { return states_.size(); }
  [[nodiscard]] const exact::OpenedCells& state(std::size_t step) const { return states_[step]; }
  [[nodiscard]] bool all_open(std::size_t step) const {
    return states_[step].opened == search_.cells->all().size();
  }
  [[nodiscard]] std::size_t size(std::size_t step) const { return Rule::head_size(search_, states_[step]); }
  [[nodiscard]] std::span<const Key> head(std::size_t step) const {
    return std::span(states_[step].scored).first(size(step));
  }
  /// tau of the head.
  [[nodiscard]] R tail_mass(std::size_t step) const {
    return R((numbers(step).outside + closed().scores[states_[step].opened]) /
             exact::query_keys_partition(row_, query_keys_));
  }
  [[nodiscard]] R head_mass(std::size_t step) const {
    return R(numbers(step).kept / exact::query_keys_partition(row_, query_keys_));
  }
  /// tau^, and 1 - tau^ without cancellation.
  [[nodiscard]] const R& bound(std::size_t step) const { return numbers(step).bound; }
  [[nodiscard]] const R& rest(std::size_t step) const { return numbers(step).rest; }

private:
  struct Numbers {
    R outside, kept, bound, rest;
  };
  [[nodiscard]] const exact::ClosedSums<R>& closed() const {
    if (!closed_)
      closed_.emplace(Rule::closed_sums(row_, query_keys_, *search_.cells));
    return *closed_;
  }
  [[nodiscard]] const Numbers& numbers(std::size_t step) const {
    if (!numbers_[step]) {
      const Vector<R>& weights = exact::query_keys_weights(row_, query_keys_);
      const std::span<const Key> scored = states_[step].scored;
      const R outside = sum(weights, scored.subspan(size(step))), kept = sum(weights, head(step));
      const R all = sum(weights, scored);
      const R& unseen = closed().bounds[states_[step].opened];
      numbers_[step].emplace(
          Numbers{outside, kept, Rule::certificate(outside, all, unseen), R(kept / (all + unseen))});
    }
    return *numbers_[step];
  }

  Evaluator<R>& row_;
  const QueryKeys& query_keys_;
  const Search& search_;
  std::vector<exact::OpenedCells> states_;
  mutable std::optional<exact::ClosedSums<R>> closed_;
  mutable std::vector<std::optional<Numbers>> numbers_;
};

} // namespace tailmass
