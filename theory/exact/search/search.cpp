// The certified searches with every decision exact.
#include "theory/exact/search/search.hpp"

#include "theory/exact/distribution/exponential_sign.hpp"
#include "theory/exact/search/scores_of_keys.hpp"
#include "theory/nouns/domain_error.hpp"

#include <algorithm>
#include <limits>

namespace tailmass::exact {

namespace {

constexpr long trace_bits = 256;
constexpr double infinity = std::numeric_limits<double>::infinity();

void require_epsilon(double epsilon) {
  if (!(epsilon > 0 && epsilon < 1))
    throw DomainError("epsilon is outside (0, 1)");
}

bool at_most_zero(std::vector<ExponentialTerm> terms) {
  const std::optional<int> sign = sign_of_sum(std::move(terms));
  return sign && *sign <= 0;
}

/// A search after some cells were opened.
struct State {
  const QueryKeysScores* scores = nullptr;
  std::vector<Key> scored; ///< by descending score
  std::vector<Cell> unopened;
};

State state_after(const QueryKeys& query_keys, const Cells& cells, std::size_t opened) {
  State state{.scores = &query_keys.derived<QueryKeysScores>(), .scored = {}, .unopened = {}};
  for (std::size_t t = 0; t < cells.all().size(); ++t) {
    const Cell& cell = cells.all()[cells.by_upper()[t]];
    if (t < opened)
      state.scored.insert(state.scored.end(), cell.keys.begin(), cell.keys.end());
    else
      state.unopened.push_back(cell);
  }
  std::ranges::sort(state.scored, {}, [&](Key key) { return state.scores->rank(key); });
  return state;
}

/// Whether (outside + unseen)/(scored + unseen) <= epsilon for a head of the first `size` scored keys.
bool certifies(const State& state, std::size_t size, double epsilon) {
  const Ball allowed(epsilon), rest = Ball(1) - allowed;
  std::vector<ExponentialTerm> terms;
  for (std::size_t i = 0; i < state.scored.size(); ++i)
    terms.push_back({(*state.scores)[state.scored[i]], i < size ? -allowed : rest});
  for (const Cell& cell : state.unopened)
    terms.push_back({Ball(cell.upper), rest * Ball(cell.keys.size())});
  return at_most_zero(std::move(terms));
}

/// (outside + unseen)/(scored + unseen), rounded up.
double certificate(const State& state, std::size_t size) {
  Ball top = (*state.scores)[state.scored.front()];
  for (const Cell& cell : state.unopened)
    top = max(top, Ball(cell.upper));
  Ball discarded = Ball().at_precision(trace_bits), all = discarded;
  for (std::size_t i = 0; i < state.scored.size(); ++i) {
    const Ball weight = exp(((*state.scores)[state.scored[i]] - top).at_precision(trace_bits));
    all += weight;
    if (i >= size)
      discarded += weight;
  }
  for (const Cell& cell : state.unopened) {
    const Ball weight = Ball(cell.keys.size()) * exp((Ball(cell.upper) - top).at_precision(trace_bits));
    all += weight;
    discarded += weight;
  }
  return std::min(not_below(discarded / all), 1.0);
}

/// D, once k keys are scored.
std::optional<Ball> gap_bound(const State& state, std::size_t k) {
  if (state.scored.size() < k)
    return std::nullopt;
  std::optional<Ball> next;
  const auto raise = [&](const Ball& x) { next = next ? max(*next, x) : x; };
  if (state.scored.size() > k)
    raise((*state.scores)[state.scored[k]]);
  for (const Cell& cell : state.unopened)
    raise(Ball(cell.upper));
  return next ? std::optional((*state.scores)[state.scored[k - 1]] - *next) : std::nullopt;
}

void keep(SearchResult& result, const State& state, std::size_t size) {
  result.head.assign(state.scored.begin(),
                     state.scored.begin() + static_cast<std::ptrdiff_t>(std::min(size, state.scored.size())));
  result.keys_scored = state.scored.size();
  result.exhausted = state.unopened.empty();
}

} // namespace

SearchResult mc_search(const QueryKeys& query_keys, const Cells& cells, double epsilon, std::size_t k) {
  require_epsilon(epsilon);
  if (k < 1)
    throw DomainError("a search needs k >= 1");
  SearchResult result;
  for (;;) {
    const State state = state_after(query_keys, cells, ++result.cells_opened);
    std::size_t size = std::min(k, state.scored.size());
    result.trace.push_back({state.scored.size(), size, -infinity, certificate(state, size)});
    if (!state.unopened.empty() && !certifies(state, state.scored.size(), epsilon))
      continue;
    while (size < state.scored.size() && !certifies(state, size, epsilon))
      ++size;
    keep(result, state, size);
    result.certified = true;
    result.tail_mass = certificate(state, size);
    if (size > result.trace.back().k)
      result.trace.push_back({state.scored.size(), size, -infinity, result.tail_mass});
    return result;
  }
}

SearchResult delta_k_search(const QueryKeys& query_keys, const Cells& cells, std::size_t k, double epsilon) {
  require_epsilon(epsilon);
  const std::size_t finite = query_keys.unmasked().size();
  if (k < 1 || k >= finite)
    throw DomainError("k = " + std::to_string(k) + " is outside 1.." + std::to_string(finite - 1) +
                      ", below the number of unmasked keys");
  SearchResult result;
  for (;;) {
    const State state = state_after(query_keys, cells, ++result.cells_opened);
    const std::optional<Ball> gap = gap_bound(state, k);
    SearchStep step{state.scored.size(), std::min(k, state.scored.size()), -infinity, 1};
    if (gap) {
      step.gap = not_above(*gap);
      const Ball odds =
          Ball(k).at_precision(trace_bits) / Ball(finite - k) * exp(gap->at_precision(trace_bits));
      step.tail_mass = std::min(not_below(Ball(1) / (Ball(1) + odds)), 1.0);
    }
    const bool reached = gap && reaches_threshold(*gap, k, finite, epsilon);
    if (!reached && !state.unopened.empty()) {
      result.trace.push_back(step);
      continue;
    }
    if (state.unopened.empty())
      step.tail_mass = certificate(state, k);
    result.trace.push_back(step);
    keep(result, state, k);
    result.certified = reached || certifies(state, k, epsilon);
    result.exact_top_k = state.unopened.empty() || (gap && !certainly_less(*gap, Ball(0)));
    result.tail_mass = step.tail_mass;
    return result;
  }
}

bool reaches_threshold(const Ball& gap, std::size_t k, std::size_t finite, double epsilon) {
  return at_most_zero(
      {{Ball(0), Ball(finite - k) * (Ball(1) - Ball(epsilon))}, {gap, -(Ball(k) * Ball(epsilon))}});
}

} // namespace tailmass::exact
