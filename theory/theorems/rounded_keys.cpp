// rounded-keys: how far keys of a short format move the scores of an exact query.
#include "theory/exact/search/scores_of_keys.hpp"
#include "theory/theorems/cases.hpp"
#include "theory/theorems/instantiate.hpp"
#include "theory/theorems/predicates.hpp"

#include <algorithm>
#include <cmath>

namespace tailmass {
namespace {

/// The distance between numbers of `digits` binary digits around x; 0 at 0.
double spacing_at(double x, int digits) {
  return x == 0 ? 0 : std::ldexp(1.0, std::ilogb(x) + 1 - digits);
}

/// x less the nearest number of `digits` binary digits, which a double holds.
double error_of(double x, int digits) {
  if (x == 0)
    return 0;
  const int shift = digits - (std::ilogb(x) + 1);
  return x - std::ldexp(std::nearbyint(std::ldexp(x, shift)), -shift);
}

/// The digits of a format, by k: of fp8 with a mantissa of 3 bits, of bfloat16, of float16.
int digits_of(const Case& c) {
  constexpr int digits[] = {4, 8, 11};
  return digits[c.head.size() % 3];
}

/// The keys as a format holds them, and the key whose score moves farthest, as doubles tell.
struct RoundedKeys {
  explicit RoundedKeys(const Case& c) : keys(*c.query_keys), spacing(keys.query().size(), 0.0) {
    const int digits = digits_of(c);
    double farthest = -1;
    std::vector<double> error(spacing.size());
    for (const Key key : keys.unmasked()) {
      double moved = 0;
      for (std::size_t axis = 0; axis < spacing.size(); ++axis) {
        const double x = keys.keys().at(key, axis);
        spacing[axis] = std::max(spacing[axis], spacing_at(x, digits));
        least = least == 0 || x == 0 ? std::max(least, spacing_at(x, digits))
                                     : std::min(least, spacing_at(x, digits));
        error[axis] = error_of(x, digits);
        moved += keys.query()[axis] * error[axis];
      }
      if (std::abs(moved) > farthest) {
        farthest = std::abs(moved);
        errors = error;
      }
    }
  }

  /// Whether each coordinate that counts is off by half its spacing, all in one direction.
  [[nodiscard]] bool attained() const {
    bool up = true, down = true;
    for (std::size_t axis = 0; axis < spacing.size(); ++axis) {
      const double q = keys.query()[axis];
      if (q == 0 || spacing[axis] == 0)
        continue;
      if (2 * std::abs(errors[axis]) != spacing[axis])
        return false;
      ((q > 0) == (errors[axis] > 0) ? down : up) = false;
    }
    return up || down;
  }

  const QueryKeys& keys;
  std::vector<double> spacing; ///< the largest of a coordinate
  std::vector<double> errors;  ///< of the coordinates of that key
  double least = 0;            ///< the least spacing of any number but 0
};

/// c |q.error| of the key that moves farthest.
template <class R>
R moved(Evaluator<R>& row, const RoundedKeys& rounded) {
  using std::abs;
  R total = row.precision()(0.0);
  for (std::size_t axis = 0; axis < rounded.errors.size(); ++axis)
    total += R(R(rounded.keys.query()[axis]) * R(rounded.errors[axis]));
  return R(R(rounded.keys.scale()) * abs(total));
}

/// c/divisor sum of |q_x| times spacing(axis).
template <class R, class Spacing>
R bound(Evaluator<R>& row, const RoundedKeys& rounded, std::size_t divisor, const Spacing& spacing) {
  using std::abs;
  R total = row.precision()(0.0);
  for (std::size_t axis = 0; axis < rounded.spacing.size(); ++axis)
    total += R(abs(R(rounded.keys.query()[axis])) * R(spacing(axis)));
  return R(R(R(rounded.keys.scale()) * total) / row.precision()(divisor));
}

struct RoundedScores {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    const RoundedKeys rounded(c);
    out.at_most("|s - s^| <= (c/2) sum |q_x| Delta_x", rounded.attained(), [&] {
      return Both<R>{moved(row, rounded),
                     bound(row, rounded, 2, [&](std::size_t axis) { return rounded.spacing[axis]; })};
    });
  }
};

template <std::size_t divisor>
struct OtherDivisor {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    const RoundedKeys rounded(c);
    out.at_most("|s - s^| <= another share of sum |q_x| Delta_x", [&] {
      return Both<R>{moved(row, rounded),
                     bound(row, rounded, divisor, [&](std::size_t axis) { return rounded.spacing[axis]; })};
    });
  }
};
struct LeastSpacing {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    const RoundedKeys rounded(c);
    out.at_most("|s - s^| <= (c/2) sum |q_x| times the least spacing", [&] {
      return Both<R>{moved(row, rounded), bound(row, rounded, 2, [&](std::size_t) { return rounded.least; })};
    });
  }
};

const Hypothesis hypotheses[] = {
    {"query, keys and searches are given", searches_given, Without::meaningless},
    {"rounding reaches no infinity and leaves no subnormal number",
     [](const Case& c) {
       if (!c.query_keys)
         return false;
       const QueryKeys& keys = *c.query_keys;
       return std::ranges::all_of(keys.unmasked(), [&](Key key) {
         return std::ranges::all_of(keys.keys().of(key), [](double x) {
           return x == 0 || (std::abs(x) < 0x1p1000 && std::abs(x) > 0x1p-1000);
         });
       });
     },
     Without::meaningless},
};

/// Keys half way between numbers of 8 digits, each upwards in the direction of the query: k = 1.
Case half_way() {
  Case c = top_k_case({0, 0}, 1);
  c.query_keys = std::make_shared<const QueryKeys>(
      std::vector<double>{2, -1},
      std::make_shared<const Values>(2, 2, std::vector<double>{1 + 0x1p-8, 1 + 3 * 0x1p-8, 0.5, 0.5}),
      c.scores->finite(), 0.5);
  c.searches = {{.k = 1,
                 .growth = 0,
                 .epsilon = 0.5,
                 .cells = std::make_shared<const Cells>(*c.query_keys, std::vector<Cell>{{{0, 1}, 100}})}};
  return c;
}

const Mutant mutants[] = {
    {"quarter", "c/4 for c/2", sides_of<OtherDivisor<4>>(), half_way},
    {"least-spacing", "the least spacing of the format for the largest", sides_of<LeastSpacing>(), half_way},
};

} // namespace

extern const Theorem rounded_keys = {
    .id = "rounded-keys",
    .words = "keys rounded to a format move scores this far",
    .section = 4,
    .statement = "keys rounded to nearest in a binary format, without saturation, the query exact, s = c "
                 "q.k, Delta_x the largest spacing of the format at a coordinate x of the keys: |s - s^| <= "
                 "(c/2) sum |q_x| Delta_x, the d of approximate-top-p",
    .equality_case =
        "each coordinate with q_x Delta_x > 0 is off by Delta_x/2, all in one direction of the query",
    .source = "B",
    .scope = Scope::row,
    .needs = parts<part::Searches>,
    .hypotheses = hypotheses,
    .sides = sides_of<RoundedScores>(),
    .witness = half_way,
    .no_witness_because = {},
    .mutants = mutants,
    .tex = R"(
For keys rounded to nearest in a binary format, without saturation, an exact query, $s=c\,q\cdot k$ and $\Delta_x$ the largest spacing of the format at a coordinate $x$ of the keys,
$$|s-\hat s|\le\frac c2\sum_x|q_x|\,\Delta_x,$$
the $d$ of approximate-top-p.
if: query, keys and searches are given
if: rounding reaches no infinity and leaves no subnormal number
eq: each coordinate with $q_x\Delta_x>0$ is off by $\Delta_x/2$, all in one direction of the query)",
};

} // namespace tailmass
