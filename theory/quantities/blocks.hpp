// The bounds from blocks of keys; the sums and means of one block in units of e^{s_(1)}.
#pragma once

#include "theory/exact/blocks/block_moments.hpp"
#include "theory/fast/scores_of_case.hpp"
#include "theory/quantities/row.hpp"
#include "theory/stable/blocks/block_bounds.hpp"

#include <cmath>

namespace tailmass::quantities {

inline bool has_blocks(const Case& c) {
  return c.blocks != nullptr;
}
inline bool has_finite_block(const Case& c) {
  return c.blocks && stable::finite_block(c);
}
inline bool has_finite_interval(const Case& c) {
  return has_finite_block(c) && std::isfinite(stable::finite_block(c)->lower);
}

/// Returns n_b ((U - m) e^L + (m - L) e^U)/(U - L) in units of e^{s_(1)}, n_b e^m if L = U.
template <class R>
R block_chord(Evaluator<R>& row, const Block& block) {
  using std::exp;
  const R count = row.precision()(block.keys.size());
  const R mean = exact::block_mean(row, block);
  if (block.lower == block.upper)
    return R(count * exp(mean));
  const R top(row.scores().ranked(1));
  const R low = R(R(block.lower) - top), high = R(R(block.upper) - top);
  return R(count *
           ((high - mean) * exact::weight_of_score(row, block.lower) +
            (mean - low) * exact::weight_of_score(row, block.upper)) /
           R(high - low));
}

/// Returns n_b e^{m + (U - L)^2/8}, in the same units.
template <class R>
R block_mean_upper(Evaluator<R>& row, const Block& block) {
  using std::exp;
  const R width = R(R(block.upper) - R(block.lower));
  const R exponent = R(exact::block_mean(row, block) + width * width / row.precision()(8.0));
  return R(row.precision()(block.keys.size()) * exp(exponent));
}

/// Returns n_b (v e^end + d^2 e^{m - v/d})/(d^2 + v), d = end - m, in the same units; n_b e^m if v = 0.
template <class R>
R block_moment_bound(Evaluator<R>& row, const Block& block, double end) {
  const double first = row.scores()[block.keys.front()];
  if (std::ranges::all_of(block.keys, [&](Key key) { return row.scores()[key] == first; }))
    return R(row.precision()(block.keys.size()) * exact::weight_of_score(row, first));
  return exact::two_valued_sum(row, block.keys, R(R(end) - R(row.scores().ranked(1))),
                               exact::weight_of_score(row, end));
}

inline auto blocks() {
  using exact::End;
  constexpr Domain all{"blocks", has_blocks};
  constexpr Domain one{"a block without masked keys", has_finite_block};
  constexpr Domain interval{"a block without masked keys, the first of them of a bounded interval",
                            has_finite_interval};
  constexpr Without ends{"an exponential or two of what the fast moments of a block have"};
  return std::tuple{
      Row{"blockwise_lower",
          all,
          Condition::itself,
          [](auto& row, const Case& c) {
            return exact::interval_row(row, *c.blocks, End::smallest).tail_mass();
          },
          {below(Truth::tail_mass_of_blocks, "lower"),
           []<class T>(const Case& c) { return stable::blockwise_lower<T>(c); }},
          []<class T>(const Case& c) { return fast::blockwise_lower<T>(c); }},
      Row{"blockwise_upper",
          all,
          Condition::itself,
          [](auto& row, const Case& c) {
            return exact::interval_row(row, *c.blocks, End::largest).tail_mass();
          },
          {above(Truth::tail_mass_of_blocks, "upper"),
           []<class T>(const Case& c) { return stable::blockwise_upper<T>(c); }},
          []<class T>(const Case& c) { return fast::blockwise_upper<T>(c); }},
      Row{"blockwise_tail_mass", all, Condition::itself,
          [](auto& row, const Case& c) { return exact::union_row(row, *c.blocks).tail_mass(); },
          []<class T>(const Case& c) { return stable::blockwise_tail_mass<T>(c); },
          Without{"the fast tail mass, given both parts of the row"}},
      Row{"block_mean_lower",
          one,
          Condition::exponents,
          []<class R>(Evaluator<R>& row, const Case& c) {
            using std::exp;
            const Block& block = *stable::finite_block(c);
            return R(row.precision()(block.keys.size()) * exp(exact::block_mean(row, block)));
          },
          {below(Truth::block_sum, "n_b e^m"),
           []<class T>(const Case& c) {
             return stable::block_mean_lower<T>(*c.scores, *stable::finite_block(c));
           }},
          ends},
      Row{"block_sum", one, Condition::in_top,
          [](auto& row, const Case& c) { return exact::block_sum(row, *stable::finite_block(c)); },
          []<class T>(const Case& c) { return stable::block_sum<T>(*c.scores, *stable::finite_block(c)); },
          Without{"the fast log-sum-exp of the block"}},
      Row{"block_mean_chord",
          interval,
          Condition::exponents,
          [](auto& row, const Case& c) { return block_chord(row, *stable::finite_block(c)); },
          {above(Truth::block_sum, "chord"),
           []<class T>(const Case& c) {
             return stable::block_mean_chord<T>(*c.scores, *stable::finite_block(c));
           }},
          ends},
      Row{"block_mean_upper",
          interval,
          Condition::exponents,
          [](auto& row, const Case& c) { return block_mean_upper(row, *stable::finite_block(c)); },
          {above(Truth::block_sum, "n_b e^{m + (U-L)^2/8}"),
           []<class T>(const Case& c) {
             return stable::block_mean_upper<T>(*c.scores, *stable::finite_block(c));
           }},
          ends},
      Row{"block_moment_lower",
          interval,
          Condition::exponents,
          [](auto& row, const Case& c) {
            const Block& block = *stable::finite_block(c);
            return block_moment_bound(row, block, block.lower);
          },
          {below(Truth::block_sum, "moments and L"),
           []<class T>(const Case& c) {
             return stable::block_moment_lower<T>(*c.scores, *stable::finite_block(c));
           }},
          []<class T>(const Case& c) { return fast::block_moment_lower<T>(c); }},
      Row{"block_moment_upper",
          interval,
          Condition::exponents,
          [](auto& row, const Case& c) {
            const Block& block = *stable::finite_block(c);
            return block_moment_bound(row, block, block.upper);
          },
          {above(Truth::block_sum, "moments and U"),
           []<class T>(const Case& c) {
             return stable::block_moment_upper<T>(*c.scores, *stable::finite_block(c));
           }},
          []<class T>(const Case& c) { return fast::block_moment_upper<T>(c); }},
  };
}

} // namespace tailmass::quantities
