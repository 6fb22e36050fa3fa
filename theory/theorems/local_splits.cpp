// local-splits: parts of a row that are truncated and renormalised each by itself, then merged by their full
// sums.
#include "theory/exact/blocks/block_bounds.hpp"
#include "theory/exact/distribution/same_odds.hpp"
#include "theory/exact/outputs/variances.hpp"
#include "theory/theorems/cases.hpp"
#include "theory/theorems/instantiate.hpp"
#include "theory/theorems/lazy.hpp"

#include <algorithm>

namespace tailmass {
namespace {

/// The finite keys of a part, by descending score.
struct Split {
  std::vector<Key> kept;
  std::vector<Key> dropped;
};

/// The blocks that have a finite key. Each keeps what it has of the head, or else the better half of its
/// keys.
std::vector<Split> splits_of(const Case& c) {
  const std::vector<Block>& blocks = c.blocks->all();
  std::vector<std::size_t> owner(c.scores->size());
  for (std::size_t b = 0; b < blocks.size(); ++b)
    for (const Key key : blocks[b].keys)
      owner[key] = b;
  std::vector<Split> splits(blocks.size());
  for (const Key key : c.head.finite_head())
    splits[owner[key]].kept.push_back(key);
  for (const Key key : c.head.finite_tail())
    splits[owner[key]].dropped.push_back(key);
  std::erase_if(splits, [](const Split& split) { return split.kept.empty() && split.dropped.empty(); });
  for (Split& split : splits)
    if (split.kept.empty()) {
      const auto half = split.dropped.begin() + static_cast<std::ptrdiff_t>((split.dropped.size() + 1) / 2);
      split.kept.assign(split.dropped.begin(), half);
      split.dropped.erase(split.dropped.begin(), half);
    }
  return splits;
}

/// Whether all tau_b are one number.
bool same_tail_masses(const Case& c, const std::vector<Split>& splits) {
  const auto scores_of = [&](const Split& split) {
    exact::KeptAndDropped scores;
    for (const Key key : split.kept)
      scores.kept.push_back((*c.scores)[key]);
    for (const Key key : split.dropped)
      scores.dropped.push_back((*c.scores)[key]);
    return scores;
  };
  const exact::KeptAndDropped first = scores_of(splits.front());
  return std::all_of(splits.begin() + 1, splits.end(),
                     [&](const Split& split) { return exact::same_odds(first, scores_of(split)); });
}

/// Whether |err| is its bound: in every part that drops something the values are constant on each side, and
/// all v_dropped - v_kept have one direction. Exact.
bool one_direction(const Case& c, const std::vector<Split>& splits) {
  const Values& values = *c.values;
  std::vector<Ball> line; // the first difference that is not 0, and where
  std::size_t pivot = 0;
  for (const Split& split : splits) {
    if (split.dropped.empty() || same_value(values, split.kept.front(), split.dropped.front())) {
      if (!split.dropped.empty() &&
          !(constant_over(values, split.kept) && constant_over(values, split.dropped)))
        return false;
      continue;
    }
    if (!constant_over(values, split.kept) || !constant_over(values, split.dropped))
      return false;
    std::vector<Ball> difference;
    for (std::size_t axis = 0; axis < values.dimension(); ++axis)
      difference.push_back(Ball(values.at(split.dropped.front(), axis)) -
                           Ball(values.at(split.kept.front(), axis)));
    if (line.empty()) {
      line = difference;
      while (arb_is_zero(line[pivot].raw()) != 0)
        ++pivot;
    }
    if (!certainly_less(Ball(0), line[pivot] * difference[pivot]))
      return false;
    for (std::size_t axis = 0; axis < line.size(); ++axis)
      if (!arb_is_zero((line[axis] * difference[pivot] - line[pivot] * difference[axis]).raw()))
        return false;
  }
  return true;
}

/// Where an equality case does not hold, a light part, or a light key of it, may be all that shows: no nearer
/// than e^-this.
double closeness(const Case& c, bool attained) {
  const Scores& s = *c.scores;
  return attained ? 0 : 3 * (s.ranked(1) - s.ranked(s.finite_count()));
}

/// P^ and its distances from P. Sums are in units of e^{s_(1)}.
template <class R>
class Merged {
public:
  Merged(Evaluator<R>& row, const std::vector<Split>& splits) : row_(row), splits_(splits) {
    for (const Split& split : splits) {
      kept_.push_back(sum(exact::weights(row), split.kept));
      dropped_.push_back(sum(exact::weights(row), split.dropped));
      all_kept_ += kept_.back();
    }
  }
  [[nodiscard]] std::size_t size() const { return splits_.size(); }
  [[nodiscard]] const Split& split(std::size_t b) const { return splits_[b]; }
  /// w_b and tau_b.
  [[nodiscard]] R weight(std::size_t b) const { return R(whole(b) / exact::partition(row_)); }
  [[nodiscard]] R tail_mass(std::size_t b) const { return R(dropped_[b] / whole(b)); }
  /// -ln(1 - tau_b), and that of tau.
  [[nodiscard]] R cost(std::size_t b) const { return log_ratio(whole(b), kept_[b]); }
  [[nodiscard]] R cost() const { return log_ratio(exact::partition(row_), all_kept_); }
  /// sum of w_b of(b).
  template <class Of>
  [[nodiscard]] R mean(const Of& of) const {
    R total(0);
    for (std::size_t b = 0; b < size(); ++b)
      total += R(weight(b) * of(b));
    return total;
  }
  [[nodiscard]] R tail_mass() const {
    return mean([&](std::size_t b) { return tail_mass(b); });
  }

  /// 1/2 sum |p - p^|, p^_i = w_b e^{s_i}/(sum over what b keeps).
  [[nodiscard]] R total_variation() const {
    using std::abs;
    const Vector<R>& p = exact::probabilities(row_);
    R total(0);
    for (std::size_t b = 0; b < size(); ++b) {
      const R factor = R(weight(b) / kept_[b]);
      for (const Key key : splits_[b].kept)
        total += abs(R(p[key] - exact::weights(row_)[key] * factor));
      total += sum(p, splits_[b].dropped);
    }
    return R(total / R(2));
  }
  /// sum p^ ln(p^/p).
  [[nodiscard]] R divergence() const {
    using std::log;
    R total(0);
    for (std::size_t b = 0; b < size(); ++b) {
      const R factor = R(weight(b) / kept_[b]);
      const R shift = log(factor);
      for (const Key key : splits_[b].kept)
        total += R(exact::weights(row_)[key] * factor *
                   (exact::exponents(row_)[key] + shift - exact::log_probabilities(row_)[key]));
    }
    return total;
  }
  /// |sum (p_i - p^_i) v_i|, both over one denominator, so that nothing cancels in their difference.
  [[nodiscard]] R error() const {
    Vector<R> changes(exact::weights(row_).size(), row_.precision());
    for (std::size_t b = 0; b < size(); ++b) {
      const R factor = R(-(dropped_[b] / (kept_[b] * exact::partition(row_))));
      for (const Key key : splits_[b].kept)
        changes.set(key, R(exact::weights(row_)[key] * factor));
      for (const Key key : splits_[b].dropped)
        changes.set(key, exact::probabilities(row_)[key]);
    }
    return exact::norm(exact::weighted_mean(row_, changes, exact::offset_columns(row_)));
  }
  /// diam_b between what b keeps and what it drops; 0 if that is nothing.
  [[nodiscard]] R diameter(std::size_t b) const {
    const Split& of = splits_[b];
    return of.dropped.empty() ? R(0) : exact::diameter_between(row_, of.kept, of.dropped);
  }

private:
  [[nodiscard]] R whole(std::size_t b) const { return R(kept_[b] + dropped_[b]); }
  [[nodiscard]] static R log_ratio(const R& a, const R& b) {
    using std::log;
    return R(log(R(a / b)));
  }

  Evaluator<R>& row_;
  const std::vector<Split>& splits_;
  std::vector<R> kept_, dropped_;
  R all_kept_{0};
};

/// What is said of the merged distribution.
struct TrueTerms {
  template <class R>
  static R divergence(const Merged<R>& merged) {
    return merged.mean([&](std::size_t b) { return merged.cost(b); });
  }
  template <class R>
  static R output_bound(const Merged<R>& merged) {
    return merged.mean([&](std::size_t b) { return R(merged.tail_mass(b) * merged.diameter(b)); });
  }
  /// What -ln(1 - tau) is at most.
  template <class R>
  static R cost_bound(const Merged<R>& merged) {
    return divergence(merged);
  }
};

template <class Terms = TrueTerms>
struct LocalSplits {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    const std::vector<Split> splits = splits_of(c);
    const auto merged = lazy([&] { return Merged<R>(row, splits); });
    out.equal_on_scale("TV(P, P^) = sum w_b tau_b", [&] {
      return Both<R>{merged().total_variation(), merged().tail_mass()};
    });
    out.equal_on_scale("KL(P^ || P) = -sum w_b ln(1 - tau_b)", [&] {
      return Both<R>{merged().divergence(), Terms::divergence(merged())};
    });
    const bool constant = one_direction(c, splits);
    out.or_stronger(
        closeness(c, constant),
        [&] {
          out.at_most_on_scale("|err| <= sum w_b tau_b diam_b", constant, [&] {
            return Both<R>{merged().error(), Terms::output_bound(merged()),
                           R(merged().tail_mass() * exact::largest_norm(row))};
          });
        },
        [] {});
    const bool same = same_tail_masses(c, splits);
    out.or_stronger(
        closeness(c, same),
        [&] {
          out.at_most_on_scale("-ln(1 - tau) <= -sum w_b ln(1 - tau_b)", same, [&] {
            return Both<R>{merged().cost(), Terms::cost_bound(merged())};
          });
        },
        [] {});
  }
};

struct TightOutput : TrueTerms {
  template <class R>
  static R output_bound(const Merged<R>& merged) {
    return R(TrueTerms::output_bound(merged) * R(0.9921875));
  }
};
struct TightCost : TrueTerms {
  template <class R>
  static R cost_bound(const Merged<R>& merged) {
    return R(TrueTerms::divergence(merged) * R(0.9921875));
  }
};
/// Merged by the sums of what the parts keep, which is P conditioned on the kept set.
struct MergedByKept : TrueTerms {
  template <class R>
  static R divergence(const Merged<R>& merged) {
    return merged.cost();
  }
};
/// tau and the mean diameter each by itself.
struct MeansApart : TrueTerms {
  template <class R>
  static R output_bound(const Merged<R>& merged) {
    return R(merged.tail_mass() * merged.mean([&](std::size_t b) { return merged.diameter(b); }));
  }
};
/// Parts weighted alike.
struct AllAlike : TrueTerms {
  template <class R>
  static R divergence(const Merged<R>& merged) {
    R total(0);
    for (std::size_t b = 0; b < merged.size(); ++b)
      total += merged.cost(b);
    return R(total / R(static_cast<double>(merged.size())));
  }
};
/// The claim turned round.
struct NoMore {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    const std::vector<Split> splits = splits_of(c);
    const Merged<R> merged(row, splits);
    out.at_most("-sum w_b ln(1 - tau_b) <= -ln(1 - tau)", [&] {
      return Both<R>{TrueTerms::divergence(merged), merged.cost()};
    });
  }
};

const Hypothesis hypotheses[] = {
    {"blocks are given", [](const Case& c) { return c.blocks != nullptr; }, Without::meaningless},
};

/// The keys of each part, of which those in `head` are kept.
Case split_case(std::vector<double> scores, const std::vector<Key>& head,
                const std::vector<std::vector<Key>>& parts,
                std::initializer_list<std::vector<double>> values) {
  Case c = with_values(head_case(std::move(scores), head), values);
  std::vector<Block> blocks;
  for (const std::vector<Key>& keys : parts)
    blocks.push_back(
        tight_block(*c.scores, keys, std::ranges::find(keys, head.front()) != keys.end(), blocks.size()));
  c.blocks = c.finer_blocks = std::make_shared<const Blocks>(*c.scores, std::move(blocks));
  return c;
}
/// Two parts of one tail mass, whose values differ by (1, 1) and by (2, 2).
Case alike() {
  return split_case({2, 1, masked, 5, 4}, {0, 3}, {{0, 1, 2}, {3, 4}},
                    {{0, 1}, {1, 2}, {9, 9}, {3, 3}, {5, 5}});
}
Case unlike() {
  return split_case({2, 1, masked, 3, -1}, {0, 3}, {{0, 1, 2}, {3, 4}},
                    {{0, 1}, {5, 2}, {9, 9}, {3, 3}, {3, 3.5}});
}

const Mutant mutants[] = {
    {"tightened-output", "127/128 of the bound of |err|", sides_of<LocalSplits<TightOutput>>(), alike},
    {"tightened-kl", "127/128 of -sum w_b ln(1 - tau_b)", sides_of<LocalSplits<TightCost>>(), alike},
    {"merged-by-kept", "-ln(1 - tau) for -sum w_b ln(1 - tau_b)", sides_of<LocalSplits<MergedByKept>>(),
     unlike},
    {"means-apart", "tau times the mean diameter", sides_of<LocalSplits<MeansApart>>(), unlike},
    {"all-alike", "parts weighted alike", sides_of<LocalSplits<AllAlike>>(), unlike},
    {"no-more", "local renormalisation claimed to cost no more", sides_of<NoMore>(), unlike},
};

} // namespace

extern const Theorem local_splits = {
    .id = "local-splits",
    .words = "truncating each split on its own, then merging",
    .section = 3,
    .statement = "parts b of a row with P(b) = w_b > 0, each keeping some of its mass and dropping tau_b of "
                 "it, renormalised by itself and merged with the weights w_b; tau = sum w_b tau_b: TV(P, P^) "
                 "= tau, |err| <= sum w_b tau_b diam_b, KL(P^ || P) = -sum w_b ln(1 - tau_b) >= -ln(1 - tau)",
    .equality_case = "identities; |err|: values constant on both sides of each part, differing in one "
                     "direction; last: the tau_b are equal",
    .source = "B",
    .scope = Scope::row,
    .needs = parts<part::Values, part::Blocks>,
    .hypotheses = hypotheses,
    .sides = sides_of<LocalSplits<>>(),
    .witness = alike,
    .no_witness_because = {},
    .mutants = mutants,
    .tex = R"(
For parts $b$ of a row with $P(b)=w_b>0$, each keeping some of its mass and dropping $\tau_b$ of it, renormalised by itself and merged with the weights $w_b$, and $\tau=\sum_b w_b\,\tau_b$,
$$\operatorname{TV}(P,\hat P)=\tau,\qquad|\mathrm{err}|\le\sum_b w_b\,\tau_b\operatorname{diam}_b,\qquad\operatorname{KL}(\hat P\,\|\,P)=-\sum_b w_b\ln(1-\tau_b)\ge-\ln(1-\tau).$$
if: blocks are given
eq: identities; $|\mathrm{err}|$: values constant on both sides of each part, differing in one direction; last: the $\tau_b$ are equal)",
};

} // namespace tailmass
