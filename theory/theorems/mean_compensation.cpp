// mean-compensation: unselected blocks keep their mean score instead of being dropped.
#include "theory/exact/blocks/block_bounds.hpp"
#include "theory/theorems/cases.hpp"
#include "theory/theorems/instantiate.hpp"
#include "theory/theorems/lazy.hpp"
#include "theory/theorems/predicates.hpp"

#include <algorithm>
#include <limits>

namespace tailmass {
namespace {

/// An unselected block that has a finite key, its finite keys alone.
std::vector<Block> unselected(const Case& c) {
  std::vector<Block> blocks;
  for (const Block& block : c.blocks->all()) {
    if (block.in_head)
      continue;
    Block finite{{}, block.lower, block.upper, false, 0};
    std::ranges::copy_if(block.keys, std::back_inserter(finite.keys),
                         [&](Key key) { return !c.scores->masked(key); });
    if (!finite.keys.empty())
      blocks.push_back(std::move(finite));
  }
  return blocks;
}

/// The greatest mean of the unselected blocks, rounded, as its distance from the largest score: the means
/// keep no less of the mass, which is all that separates the sides of the bounds.
double depth_of_means(const Case& c, const std::vector<Block>& blocks) {
  double greatest = -std::numeric_limits<double>::infinity();
  for (const Block& block : blocks) {
    double mean = 0;
    for (const Key key : block.keys)
      mean += (*c.scores)[key] / static_cast<double>(block.keys.size());
    greatest = std::max(greatest, mean);
  }
  return c.scores->ranked(1) - greatest;
}

/// Whether every unselected block has one score, which its mean then is.
bool constant_blocks(const Case& c, const std::vector<Block>& blocks) {
  return std::ranges::all_of(blocks, [&](const Block& block) { return same_score(*c.scores, block.keys); });
}

/// What stands for a block: its mean, for each of its finite keys.
struct TrueMeans {
  template <class R>
  static R exponent(Evaluator<R>& row, const Block& finite) {
    return exact::block_mean(row, finite);
  }
};

/// P and the compensated P^c, with the sums that both are made of, in units of e^{s_(1)}.
template <class R, class Means>
class Compensated {
public:
  Compensated(Evaluator<R>& row, const Case& c, const std::vector<Block>& blocks)
      : row_(row), blocks_(blocks), whole_(exact::partition(row)) {
    using std::exp;
    for (const Block& block : blocks_) {
      exponents_.push_back(Means::exponent(row, block));
      weights_.push_back(exp(exponents_.back()));
      const R total = R(row.precision()(block.keys.size()) * weights_.back());
      compensated_ += total;
      if (!same_score(*c.scores, block.keys)) // else it is 0, which a heavy block must not blur
        lost_ += R(exact::block_sum(row, block) - total);
    }
    const std::vector<Key> head = c.blocks->head_keys();
    kept_ = sum(exact::weights(row), head);
    all_ = R(kept_ + compensated_);
  }

  [[nodiscard]] const R& compensated() const { return compensated_; }
  [[nodiscard]] R tail_mass() const {
    R tail(0);
    for (const Block& block : blocks_)
      tail += exact::block_sum(row_, block);
    return R(tail / whole_);
  }
  /// sum of p_b (1 - n_b e^{m_b}/Z_b).
  [[nodiscard]] R lost_mass() const { return R(lost_ / whole_); }
  /// 1 - sum of p_b (1 - n_b e^{m_b}/Z_b), where 1 - sum of p_b is the head's mass, summed directly.
  [[nodiscard]] R rest() const {
    R rest = R(kept_ / whole_);
    for (std::size_t b = 0; b < blocks_.size(); ++b) {
      const R total = exact::block_sum(row_, blocks_[b]);
      const R ratio = R(row_.precision()(blocks_[b].keys.size()) * weights_[b] / total);
      rest += R(total / whole_ * ratio);
    }
    return rest;
  }
  /// -ln(1 - x) of the lost mass and of the tail mass, by what is left.
  [[nodiscard]] R cost_of_lost() const { return cost(all_); }
  [[nodiscard]] R cost_of_tail() const { return cost(kept_); }

  /// sum p^c ln(p^c/p); on the head all ln(p^c/p) are ln(Z/Z^c).
  [[nodiscard]] R divergence() const {
    const R ratio = cost(all_);
    R total = R(kept_ * ratio);
    for (std::size_t b = 0; b < blocks_.size(); ++b)
      for (const Key key : blocks_[b].keys)
        total += R(weights_[b] * (exponents_[b] - exact::exponents(row_)[key] + ratio));
    return R(total / all_);
  }

  /// 1/2 sum |p^c - p|; on the head p^c - p = p (Z - Z^c)/Z^c, in which nothing cancels.
  [[nodiscard]] R total_variation() const {
    using std::abs;
    R total = R(kept_ * lost_ / (whole_ * all_));
    for (std::size_t b = 0; b < blocks_.size(); ++b) {
      const R mean = R(weights_[b] / all_);
      for (const Key key : blocks_[b].keys)
        total += abs(R(exact::weights(row_)[key] / whole_ - mean));
    }
    return R(total / R(2));
  }

private:
  [[nodiscard]] R cost(const R& left) const {
    using std::log;
    return R(log(R(whole_ / left)));
  }

  Evaluator<R>& row_;
  const std::vector<Block>& blocks_;
  const R& whole_;
  std::vector<R> exponents_, weights_;
  R compensated_{0}, lost_{0}, kept_{0}, all_{0};
};

template <class Means = TrueMeans>
struct MeanCompensation {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    const std::vector<Block> blocks = unselected(c);
    const auto both = lazy([&] { return Compensated<R, Means>(row, c, blocks); });
    const bool no_tail = blocks.empty();
    out.equal_on_scale("KL(P^c, P) = -ln(1 - sum p_b (1 - n_b e^{m_b}/Z_b))", [&] {
      using std::log;
      return Both<R>{both().divergence(), R(-log(both().rest()))};
    });
    out.at_most_on_scale("0 <= sum p_b (1 - n_b e^{m_b}/Z_b)", constant_blocks(c, blocks), [&] {
      return Both<R>{R(0), both().lost_mass()};
    });
    const double depth = no_tail ? 0 : depth_of_means(c, blocks);
    below_tail(out, "KL(P^c, P) <= -ln(1 - tau)", depth, no_tail, both, [&] {
      return Both<R>{both().cost_of_lost(), both().cost_of_tail()};
    });
    below_tail(out, "TV(P^c, P) <= tau", depth, no_tail, both, [&] {
      return Both<R>{both().total_variation(), both().tail_mass()};
    });
  }

private:
  /// States a bound whose sides are as far apart as what the means keep, or that these keep something.
  template <class R, class Numbers, class Form>
  static void below_tail(Sides<R>& out, std::string_view label, double depth, bool equality,
                         const Numbers& both, const Form& form) {
    out.either(
        depth, [&] { out.at_most_on_scale(label, equality, form); },
        [&] { out.at_most(label, [&] {
                return Both<R>{R(0), both().compensated()};
              }); });
  }
};

/// The largest score of a block for its mean.
struct Largest {
  template <class R>
  static R exponent(Evaluator<R>& row, const Block& finite) {
    R largest = exact::exponents(row)[finite.keys.front()];
    for (const Key key : finite.keys) {
      using std::max;
      largest = max(largest, R(exact::exponents(row)[key]));
    }
    return largest;
  }
};

/// States that an identity of KL(P^c, P) has `other` on its right.
template <class Other>
struct KlIs {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    const std::vector<Block> blocks = unselected(c);
    const Compensated<R, TrueMeans> both(row, c, blocks);
    out.equal_on_scale("KL(P^c, P) = another number", [&] {
      return Both<R>{both.divergence(), Other::of(both)};
    });
  }
};
struct CostOfTail {
  static auto of(const auto& both) { return both.cost_of_tail(); }
};
struct LostMass {
  static auto of(const auto& both) { return both.lost_mass(); }
};

/// TV bounded by the head's gain alone.
struct LostMassAsVariation {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    const std::vector<Block> blocks = unselected(c);
    const Compensated<R, TrueMeans> both(row, c, blocks);
    out.at_most("TV(P^c, P) <= sum p_b (1 - n_b e^{m_b}/Z_b)", [&] {
      return Both<R>{both.total_variation(), both.lost_mass()};
    });
  }
};

const Hypothesis hypotheses[] = {
    {"blocks are given", [](const Case& c) { return c.blocks != nullptr; }, Without::meaningless},
};

/// The keys of `head`, and each of `tail` in a block.
Case compensated(std::vector<double> scores, const std::vector<Key>& head,
                 const std::vector<std::vector<Key>>& tail) {
  Case c = head_case(std::move(scores), head);
  std::vector<Block> blocks{tight_block(*c.scores, head, true)};
  for (const std::vector<Key>& keys : tail)
    blocks.push_back(tight_block(*c.scores, keys, false, 1));
  c.blocks = std::make_shared<const Blocks>(*c.scores, blocks);
  for (std::size_t b = 0; b < blocks.size(); ++b)
    blocks[b].parent = b;
  c.finer_blocks = std::make_shared<const Blocks>(*c.scores, std::move(blocks));
  return c;
}
Case constant_tail() {
  return compensated({2, 1, 0.5, 0.5, -1, masked}, {0, 1}, {{2, 3, 5}, {4}});
}
Case spread_tail() {
  return compensated({2, 1, 0.5, -30, -1, masked}, {0, 1}, {{2, 3, 5}, {4}});
}
Case wide_tail() {
  return compensated({0, 0, -60}, {0}, {{1, 2}});
}

const Mutant mutants[] = {
    {"tightened-kl", "0.99 of -ln(1 - tau), which wide blocks approach",
     sides_of<Tightened<MeanCompensation<>, 2>>(), wide_tail},
    {"tightened-tv", "0.99 of tau, which wide blocks approach", sides_of<Tightened<MeanCompensation<>, 3>>(),
     wide_tail},
    {"largest-for-mean", "a block's largest score for its mean", sides_of<MeanCompensation<Largest>>(),
     spread_tail},
    {"tail-mass", "-ln(1 - tau) for KL, as if the blocks were dropped", sides_of<KlIs<CostOfTail>>(),
     constant_tail},
    {"no-logarithm", "x for -ln(1 - x)", sides_of<KlIs<LostMass>>(), spread_tail},
    {"lost-mass", "TV bounded by what the head gains", sides_of<LostMassAsVariation>(), spread_tail},
};

} // namespace

extern const Theorem mean_compensation = {
    .id = "mean-compensation",
    .words = "blocks left out stand in by their means",
    .section = 2,
    .statement = "the head a union of blocks, P^c the softmax of the scores of which those of every "
                 "unselected block b are replaced by their mean m_b (n_b finite keys, Z_b their sum of "
                 "exponentials, p_b = Z_b/Z), masked keys staying masked: KL(P^c || P) = -ln(1 - sum p_b (1 "
                 "- n_b e^{m_b}/Z_b)) <= -ln(1 - tau), TV(P, P^c) <= tau",
    .equality_case =
        "identity; KL = 0: the unselected blocks are constant; bounds: no finite key in the tail",
    .source = "B",
    .scope = Scope::row,
    .needs = parts<part::Blocks>,
    .hypotheses = hypotheses,
    .sides = sides_of<MeanCompensation<>>(),
    .witness = constant_tail,
    .no_witness_because = {},
    .mutants = mutants,
    .tex = R"(
For the head a union of blocks and $P^c$ the softmax of the scores of which those of every unselected block $b$ are replaced by their mean $m_b$ ($n_b$ finite keys, $Z_b$ their sum of exponentials, $p_b=Z_b/Z$; masked keys stay masked),
$$\operatorname{KL}(P^c\,\|\,P)=-\ln\Bigl(1-\sum_b p_b\Bigl(1-\frac{n_b\,e^{m_b}}{Z_b}\Bigr)\Bigr)\le-\ln(1-\tau),\qquad\operatorname{TV}(P,P^c)\le\tau.$$
if: blocks are given
eq: an identity; $\operatorname{KL}=0$: the unselected blocks are constant; bounds: no finite key in the tail)",
};

} // namespace tailmass
