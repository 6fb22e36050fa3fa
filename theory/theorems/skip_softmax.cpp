// skip-softmax: blocks are skipped in one pass where their largest score is far below all before; what that
// loses is bounded by the number of skipped keys.
#include "theory/exact/blocks/block_moments.hpp"
#include "theory/exact/distribution/k_epsilon.hpp"
#include "theory/exact/distribution/mass_share.hpp"
#include "theory/nouns/domain_error.hpp"
#include "theory/theorems/cases.hpp"
#include "theory/theorems/certificate.hpp"
#include "theory/theorems/instantiate.hpp"
#include "theory/theorems/predicates.hpp"

#include <cmath>
#include <functional>

namespace tailmass {
namespace {

/// A difference of two scores.
struct Difference {
  double from = 0;
  double to = 0;
};

/// Sign of x - y, exactly: rounded differences that differ are in the order of the exact ones.
int compare(const Difference& x, const Difference& y) {
  const double a = x.from - x.to, b = y.from - y.to;
  if (a != b)
    return a < b ? -1 : 1;
  const Ball left = Ball(x.from) - Ball(x.to), right = Ball(y.from) - Ball(y.to);
  return certainly_less(left, right) ? -1 : certainly_less(right, left) ? 1 : 0;
}

/// A block with a finite key, and the largest score of all blocks before it: none for the first.
struct Visit {
  std::vector<Key> keys; ///< of finite score
  double largest = 0;
  double earlier = masked;
};

double largest_of(const Scores& s, std::span<const Key> keys) {
  return s[*std::ranges::max_element(keys, {}, [&](Key key) { return s[key]; })];
}

std::vector<Visit> visits(const Case& c) {
  std::vector<Visit> all;
  double earlier = masked;
  for (const Block& block : c.blocks->all()) {
    std::vector<Key> keys = exact::finite_keys(*c.scores, block).keys;
    if (keys.empty())
      continue;
    const double largest = largest_of(*c.scores, keys);
    all.push_back({std::move(keys), largest, earlier});
    earlier = std::max(earlier, largest);
  }
  return all;
}

/// What one pass keeps and skips.
struct Pass {
  std::vector<Key> kept;
  std::vector<Key> skipped;
  std::size_t blocks_skipped = 0;
};
Pass pass(std::span<const Visit> all, const std::function<bool(const Visit&)>& skips) {
  Pass made;
  for (const Visit& visit : all) {
    const bool skip = &visit != all.data() && skips(visit);
    std::vector<Key>& into = skip ? made.skipped : made.kept;
    into.insert(into.end(), visit.keys.begin(), visit.keys.end());
    made.blocks_skipped += skip ? 1 : 0;
  }
  return made;
}

/// ln lambda for which a later block, one of the first k in turn, is just skipped, where lambda <= 1 skips
/// it; else 0. Every set of skipped blocks is one of some such lambda, the least that skips it.
Difference log_lambda(std::span<const Visit> all, std::size_t k) {
  const Visit& visit = all[1 + (k - 1) % (all.size() - 1)];
  return visit.largest < visit.earlier ? Difference{visit.largest, visit.earlier} : Difference{0, 0};
}

/// How far the largest score is above the second of the kept ones; infinite for one kept key.
double depth_of_second(const Scores& s, const std::vector<Key>& kept) {
  double first = masked, second = masked;
  for (const Key key : kept) {
    second = std::max(second, std::min(first, s[key]));
    first = std::max(first, s[key]);
  }
  return first - second;
}

/// The sums of one pass, in units of e^M: M = s_(1), as what is skipped is at most the largest score before
/// it.
template <class R>
struct Sums {
  Evaluator<R>& row;
  const Pass& of;

  [[nodiscard]] R tail_mass() const {
    return R(sum(exact::weights(row), of.skipped) / exact::partition(row));
  }
  [[nodiscard]] R kept() const { return R(sum(exact::weights(row), of.kept)); }
  /// The kept sum but for one key of the largest score.
  [[nodiscard]] R other_kept() const {
    std::vector<Key> others = of.kept;
    others.erase(std::ranges::max_element(others, {}, [&](Key key) { return row.scores()[key]; }));
    return R(sum(exact::weights(row), others));
  }
  /// count lambda.
  [[nodiscard]] R allowed(std::size_t count, const Difference& log) const {
    using std::exp;
    const R x = R(row.precision()(log.from) - row.precision()(log.to));
    return R(row.precision()(count) * exp(x));
  }
};

template <class R>
R share(const R& part, const R& rest) {
  return R(part / R(rest + part));
}

/// lambda = min(1, eps/((1 - eps) N')) as a rule. A block is skipped with e^x <= lambda, x <= 0 its distance:
/// e^x is transcendental unless x = 0, so the two are equal only as 1 = 1.
class SkipsForEpsilon {
public:
  SkipsForEpsilon(double epsilon, std::size_t count)
      : epsilon_(epsilon), count_(count),
        all_(!certainly_less(Ball(epsilon), (Ball(1) - Ball(epsilon)) * Ball(count))),
        log_(std::log(epsilon) - std::log1p(-epsilon) - std::log(static_cast<double>(count))) {}

  [[nodiscard]] bool operator()(const Visit& visit) const {
    if (visit.largest >= visit.earlier)
      return all_ && visit.largest == visit.earlier;
    if (all_)
      return true;
    constexpr double doubtful = 1e-9; // what three logarithms and a difference are off by, and more
    const double distance = visit.largest - visit.earlier;
    if (std::abs(distance - log_) > doubtful * (1 + std::abs(distance) + std::abs(log_)))
      return distance < log_;
    for (long bits = 128; bits <= 4096; bits *= 2) {
      const Ball x = (Ball(visit.largest) - Ball(visit.earlier)).at_precision(bits);
      const Ball left = exp(x) * ((Ball(1) - Ball(epsilon_)) * Ball(count_)), right(epsilon_);
      if (certainly_less(left, right) || certainly_less(right, left))
        return certainly_less(left, right);
    }
    throw exact::TooClose("whether a block is skipped takes more than 4096 bits");
  }

private:
  double epsilon_;
  std::size_t count_;
  bool all_; // lambda = 1
  double log_;
};

/// Which distances of a block a rule skips; a false variant takes another number for its largest score.
struct TrueRule {
  static double largest(const Scores&, const Visit& visit) { return visit.largest; }
  static std::size_t count(const Pass& of) { return of.skipped.size(); }
  static std::size_t count_for_epsilon(std::size_t later) { return later; }
};

/// Each skipped weight is at most lambda, so that T <= N lambda, equal where each is; tau = T/(Z_K + T) rises
/// with T. Z_K >= 1 as a key of the largest score is kept, equal where it is alone. N <= N' and lambda <=
/// eps/((1 - eps) N') make N lambda/(1 + N lambda) at most eps.
template <class Rule = TrueRule>
struct SkipSoftmax {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    const std::vector<Visit> all = visits(c);
    const Difference log = log_lambda(all, c.head.size());
    const auto distance = [&](const Visit& visit) {
      return Difference{Rule::largest(*c.scores, visit), visit.earlier};
    };
    at_lambda(row, c, pass(all, [&](const Visit& v) { return compare(distance(v), log) <= 0; }), log, out);
    strictly(row, pass(all, [&](const Visit& v) { return compare(distance(v), log) < 0; }), log, out);
    const std::size_t later = c.scores->finite_count() - all.front().keys.size();
    const SkipsForEpsilon skips(*c.epsilon, Rule::count_for_epsilon(later));
    for_epsilon(row, c, pass(all, skips), out);
  }

private:
  template <class R>
  static void at_lambda(Evaluator<R>& row, const Case& c, const Pass& of, const Difference& log,
                        Sides<R>& out) {
    const Scores& s = *c.scores;
    if (of.skipped.empty())
      return;
    const Sums<R> sums{row, of};
    const auto allowed = [&] { return sums.allowed(Rule::count(of), log); };
    const bool at_threshold = std::ranges::all_of(of.skipped, [&](Key key) {
      return compare({s[key], s.ranked(1)}, log) == 0;
    });
    const bool alone = of.kept.size() == 1;
    out.at_most("tau <= N lambda/(Z_K + N lambda)", at_threshold, [&] {
      return Both<R>{sums.tail_mass(), share(allowed(), sums.kept())};
    });
    constexpr std::string_view last = "N lambda/(Z_K + N lambda) <= N lambda/(1 + N lambda)";
    out.at_most(alone ? 0 : depth_of_second(s, of.kept),
                Form{last, alone,
                     [&] {
                       return Both<R>{share(allowed(), sums.kept()), share(allowed(), R(1))};
                     }},
                Form{last, alone, [&] {
                       return Both<R>{R(0), sums.other_kept()};
                     }});
  }

  template <class R>
  static void strictly(Evaluator<R>& row, const Pass& of, const Difference& log, Sides<R>& out) {
    if (of.skipped.empty())
      return;
    const Sums<R> sums{row, of};
    out.at_most("tau < N lambda/(Z_K + N lambda), skipping below lambda alone", [&] {
      return Both<R>{sums.tail_mass(), share(sums.allowed(Rule::count(of), log), sums.kept())};
    });
  }

  /// Where N = N', all skipped keys have the largest score and eps = N/(1 + N), what keeps tau from eps are
  /// the other kept keys alone.
  template <class R>
  static void for_epsilon(Evaluator<R>& row, const Case& c, const Pass& of, Sides<R>& out) {
    const Scores& s = *c.scores;
    const double eps = *c.epsilon;
    if (of.skipped.empty())
      return;
    const Sums<R> sums{row, of};
    const std::size_t count = of.skipped.size();
    const bool at_largest = exact::is_share(count, count + 1, eps) &&
                            std::ranges::all_of(of.skipped, [&](Key key) { return s[key] == s.ranked(1); });
    const bool attained = exact::mass_is(s, of.skipped, eps);
    constexpr std::string_view label = "tau <= eps for lambda = min(1, eps/((1 - eps) N'))";
    out.at_most(at_largest && !attained ? depth_of_second(s, of.kept) : 0,
                Form{label, attained,
                     [&] {
                       return Both<R>{sums.tail_mass(), row.precision()(eps)};
                     }},
                Form{label, false, [&] {
                       return Both<R>{R(0), sums.other_kept()};
                     }});
  }
};

struct BlocksForKeys : TrueRule {
  static std::size_t count(const Pass& of) { return of.blocks_skipped; }
};
struct LeastForLargest : TrueRule {
  static double largest(const Scores& s, const Visit& visit) {
    double least = visit.largest;
    for (const Key key : visit.keys)
      least = std::min(least, s[key]);
    return least;
  }
};
struct CountDropped : TrueRule {
  static std::size_t count_for_epsilon(std::size_t) { return 1; }
};

const Hypothesis hypotheses[] = {
    {"blocks are given, two of them with a finite key",
     [](const Case& c) { return c.blocks && visits(c).size() >= 2; }, Without::meaningless},
    {"0 < eps < 1", exact::epsilon_given, Without::meaningless},
};

/// A block a line.
Case blocks_case(std::vector<double> scores, const std::vector<std::vector<Key>>& blocks, double epsilon) {
  Case c = top_k_case(std::move(scores), 1);
  std::vector<Block> all;
  for (const std::vector<Key>& keys : blocks)
    all.push_back(tight_block(*c.scores, keys, all.empty()));
  c.blocks = std::make_shared<const Blocks>(*c.scores, std::move(all));
  c.epsilon = epsilon;
  return c;
}
/// One kept key, three at lambda e^M.
Case at_threshold() {
  return blocks_case({2, 0.5, 0.5, masked, 0.5}, {{0}, {1, 2, 3}, {4}}, 0.5);
}
/// tau = eps: lambda = 1, and all scores are equal.
Case all_equal_scores() {
  return blocks_case({1, 1, 1, 1}, {{0}, {1, 2}, {3}}, 0.75);
}

const Mutant mutants[] = {
    {"tightened", "0.99 N lambda/(Z_K + N lambda)", sides_of<Tightened<SkipSoftmax<>, 0>>(), at_threshold},
    {"tightened-last", "0.99 N lambda/(1 + N lambda) above the bound with Z_K",
     sides_of<Tightened<SkipSoftmax<>, 1>>(), at_threshold},
    {"blocks-for-keys", "the number of skipped blocks for that of their keys",
     sides_of<SkipSoftmax<BlocksForKeys>>(), at_threshold},
    {"least-for-largest", "the least score of a block for its largest",
     sides_of<SkipSoftmax<LeastForLargest>>(),
     [] {
       return blocks_case({0, 3, -1}, {{0}, {1, 2}}, 0.01);
     }},
    {"count-dropped", "lambda = min(1, eps/(1 - eps))", sides_of<SkipSoftmax<CountDropped>>(),
     [] {
       return blocks_case({1, 0.5, 0.5, 0.5}, {{0}, {1, 2}, {3}}, 0.4);
     }},
};

/// The keys that one pass over pages keeps under the lambda for epsilon. What is not told apart is kept.
template <std::size_t page_size>
std::size_t kept_of_pages(const exact::RankedWeights& weights, double epsilon) {
  if (!(0 < epsilon && epsilon < 1))
    throw DomainError("epsilon is outside (0, 1)");
  const Scores& scores = weights.scores();
  std::vector<Visit> all;
  double earlier = masked;
  for (std::size_t begin = 0; begin < scores.size(); begin += page_size) {
    Visit visit{.keys = {}, .largest = masked, .earlier = earlier};
    for (std::size_t key = begin; key < std::min(begin + page_size, scores.size()); ++key)
      if (scores[key] != masked) {
        visit.keys.push_back(static_cast<Key>(key));
        visit.largest = std::max(visit.largest, scores[key]);
      }
    earlier = std::max(earlier, visit.largest);
    if (!visit.keys.empty())
      all.push_back(std::move(visit));
  }
  const std::size_t later = scores.finite_count() - all.front().keys.size();
  if (later == 0)
    return scores.finite_count();
  const SkipsForEpsilon skips(epsilon, later);
  return pass(all,
              [&](const Visit& visit) {
                try {
                  return skips(visit);
                } catch (const exact::TooClose&) {
                  return false;
                }
              })
      .kept.size();
}

const Certificate certificates[] = {
    {"skip-softmax-16", 6, "largest score of pages of 16 keys and of those before them",
     at_each<kept_of_pages<16>>},
    {"skip-softmax-64", 6, "largest score of pages of 64 keys and of those before them",
     at_each<kept_of_pages<64>>},
};

} // namespace

extern const Theorem skip_softmax = {
    .id = "skip-softmax",
    .words = "the tail mass of blocks that are skipped online",
    .section = 2,
    .statement = "0 < lambda <= 1; of blocks in order the first with a finite key is kept, a later one is "
                 "skipped where e^{its largest score - the largest of all earlier blocks} <= lambda (or <); "
                 "N skipped finite keys, M the largest score, Z_K the kept sum of e^{s - M}: tau <= N "
                 "lambda/(Z_K + N lambda) <= N lambda/(1 + N lambda). With N' the number of all keys after "
                 "the first kept block, lambda = min(1, eps/((1 - eps) N')) gives tau <= eps",
    .equality_case = "under <=: every skipped key is at M + ln lambda; second: one finite key is kept; tau = "
                     "eps: it is so among the keys of each score",
    .source = "B",
    .scope = Scope::head,
    .needs = parts<part::Blocks, part::Epsilon>,
    .hypotheses = hypotheses,
    .sides = sides_of<SkipSoftmax<>>(),
    .witness = all_equal_scores,
    .no_witness_because = {},
    .mutants = mutants,
    .certificates = certificates,
    .tex = R"(
Of blocks in order the first with a finite key is kept; a later one is skipped where $e^{\text{its largest score}-\text{the largest of all earlier blocks}}\le\lambda$ (or $<$), $0<\lambda\le1$. With $N$ skipped finite keys, $M$ the largest score and $Z_K$ the kept sum of $e^{s-M}$,
$$\tau\le\frac{N\lambda}{Z_K+N\lambda}\le\frac{N\lambda}{1+N\lambda},$$
and $\lambda=\min\bigl(1,\varepsilon/((1-\varepsilon)N')\bigr)$, $N'$ the number of all keys after the first kept block, gives $\tau\le\varepsilon$.
if: blocks are given, two of them with a finite key
if: $0<\varepsilon<1$
eq: under $\le$: every skipped key is at $M+\ln\lambda$; second: one finite key is kept; $\tau=\varepsilon$: it is so among the keys of each score)",
};

} // namespace tailmass
