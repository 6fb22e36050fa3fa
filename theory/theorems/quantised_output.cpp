// quantised-output: the output of a truncation that is computed from other scores and other values.
#include "theory/exact/outputs/distances.hpp"
#include "theory/exact/perturbation/perturbation.hpp"
#include "theory/theorems/cases.hpp"
#include "theory/theorems/instantiate.hpp"
#include "theory/theorems/lazy.hpp"
#include "theory/theorems/predicates.hpp"

#include <algorithm>
#include <cmath>

namespace tailmass {
namespace {

/// x rounded to some binary digits; x itself where that is beyond the largest double.
double rounded(double x, int digits) {
  if (x == 0)
    return x;
  const int exponent = std::ilogb(x) + 1;
  const double to = std::ldexp(std::nearbyint(std::ldexp(x, digits - exponent)), exponent - digits);
  return std::isfinite(to) ? to : x;
}

/// v^: the values as 1 to 8 binary digits hold them, by k: half a unit in the last place is the most that
/// they are off by, from a quarter of the value to bfloat16's part in 512.
class RoundedValues {
public:
  explicit RoundedValues(const Case& c)
      : values_(*c.values), digits_(1 + static_cast<int>((c.head.size() - 1) % 8)) {}

  [[nodiscard]] double at(Key key, std::size_t axis) const { return rounded(values_.at(key, axis), digits_); }
  /// v - v^, which a double holds.
  [[nodiscard]] std::vector<double> error(Key key) const {
    std::vector<double> difference(values_.dimension());
    for (std::size_t axis = 0; axis < difference.size(); ++axis)
      difference[axis] = values_.at(key, axis) - at(key, axis);
    return difference;
  }

private:
  const Values& values_;
  int digits_;
};

// When the bound of the norm is attained. The error is A + B + C, A = err of the truncation, B = sum (p^ -
// p^') v and C = sum p^' (v - v^), and each term of the bound bounds one of them. So all three have to attain
// theirs, and point the same way. C does where v - v^ is one vector over S. A does where tau = 0 or the
// values are constant on each side; diam_H = 0 then, and B = 0. For tau = 0, B does where w_H = 0 or diam_H =
// 0, and otherwise where TV(p^, p^') = tanh(w_H/4) (see score-perturbation) and the values are constant on
// the keys that gain and on those that lose.

bool one_error(const RoundedValues& rounded, std::span<const Key> keys) {
  const std::vector<double> first = rounded.error(keys.front());
  return std::ranges::all_of(keys, [&](Key key) { return rounded.error(key) == first; });
}

/// Whether v_to - v_from is 0, or `error` is it times a nonnegative number.
bool along(const Values& values, Key from, Key to, std::span<const double> error) {
  const Ball zero(0);
  const auto pivot = std::ranges::find_if(error, [](double x) { return x != 0; });
  if (pivot == error.end())
    return true;
  const auto step = [&](std::size_t axis) { return Ball(values.at(to, axis)) - Ball(values.at(from, axis)); };
  const Ball of_pivot(*pivot), here = step(static_cast<std::size_t>(pivot - error.begin()));
  if (certainly_less(here * of_pivot, zero))
    return false;
  for (std::size_t axis = 0; axis < error.size(); ++axis)
    if (!overlap(step(axis) * of_pivot, here * Ball(error[axis])))
      return false;
  return true;
}

bool norm_attained(const Case& c) {
  const RoundedValues rounded(c);
  const std::span<const Key> head = c.head.finite_head();
  if (!one_error(rounded, head))
    return false;
  const std::vector<double> error = rounded.error(head.front());
  if (!c.head.finite_tail().empty())
    return values_constant_on_each_side(c) &&
           along(*c.values, head.front(), c.head.finite_tail().front(), error);
  const exact::ErrorRange range = exact::error_range(c, head);
  if (exact::compare_errors(c, range.least, range.largest) == 0 || constant_over(*c.values, head))
    return true;
  if (!exact::spread_attained(c))
    return false;
  std::vector<Key> gain, lose;
  for (const Key key : head)
    (exact::compare_errors(c, key, range.largest) == 0 ? gain : lose).push_back(key);
  return constant_over(*c.values, gain) && constant_over(*c.values, lose) &&
         along(*c.values, gain.front(), lose.front(), error);
}

/// The truncation by other scores, and the terms of its bounds.
template <class R>
class Quantised {
public:
  Quantised(Evaluator<R>& row, const Case& c) : row_(row), c_(c), rounded_(c) {}

  /// n probabilities p^'.
  [[nodiscard]] const Vector<R>& probabilities() const { return probabilities_(); }
  /// out = sum over S of p^' v^.
  [[nodiscard]] Vector<R> output() const {
    Vector<R> out(c_.values->dimension(), row_.precision());
    for (std::size_t axis = 0; axis < out.size(); ++axis) {
      R total(0);
      for (const Key key : head())
        total += R(probabilities()[key] * R(rounded_.at(key, axis)));
      out.set(axis, std::move(total));
    }
    return out;
  }
  [[nodiscard]] R error() const {
    return exact::norm(exact::difference(row_, exact::output(row_), output()));
  }
  /// w_H/2.
  [[nodiscard]] R half_spread() const {
    const exact::ErrorRange range = exact::error_range(c_, head());
    return R(R(exact::score_error(row_, c_, range.largest) - exact::score_error(row_, c_, range.least)) /
             R(2));
  }
  [[nodiscard]] R of_tail() const {
    return c_.head.finite_tail().empty() ? row_.precision()(0.0)
                                         : R(exact::tail_mass(row_) * exact::head_tail_diameter(row_));
  }
  [[nodiscard]] R of_scores() const {
    return R(exact::tanh_of_half(half_spread()) * exact::diameter_between(row_, head(), head()));
  }
  [[nodiscard]] R of_values() const {
    using std::max, std::sqrt;
    R largest = row_.precision()(0.0);
    for (const Key key : head()) {
      R square = row_.precision()(0.0);
      for (const double x : rounded_.error(key))
        square += R(R(x) * R(x));
      largest = max(largest, square);
    }
    return R(sqrt(largest));
  }

private:
  [[nodiscard]] std::span<const Key> head() const { return c_.head.finite_head(); }
  [[nodiscard]] Vector<R> compute_probabilities() const {
    double top = masked;
    for (const Key key : head())
      top = std::max(top, c_.perturbed[key]);
    const Vector<R> weights = exact::weights_of(row_, head(), c_.perturbed, top);
    return scaled(weights, R(row_.precision()(std::size_t{1}) / sum(weights, head())), head(),
                  row_.precision());
  }

  Evaluator<R>& row_;
  const Case& c_;
  RoundedValues rounded_;
  struct Compute {
    const Quantised* of;
    Vector<R> operator()() const { return of->compute_probabilities(); }
  };
  Lazy<Compute> probabilities_ = lazy(Compute{this});
};

double farthest_error(const Case& c) {
  double farthest = 0;
  for (const Key key : c.head.finite_head())
    farthest = std::max(farthest, std::abs(c.perturbed[key] - (*c.scores)[key]));
  return farthest;
}

/// Which terms make the bound of the norm; a false variant leaves one out.
struct AllTerms {
  static constexpr bool tail = true, scores = true, values = true;
};

template <class Terms = AllTerms>
struct Norm {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    out.at_most_on_scale("|Attn - out| <= tau diam_{H,T} + tanh(w_H/4) diam_H + max |v - v^|",
                         norm_attained(c), [&] {
                           const Quantised<R> quantised(row, c);
                           R bound = row.precision()(0.0);
                           if constexpr (Terms::tail)
                             bound += quantised.of_tail();
                           if constexpr (Terms::scores)
                             bound += quantised.of_scores();
                           if constexpr (Terms::values)
                             bound += quantised.of_values();
                           return Both<R>{quantised.error(), bound, exact::largest_norm(row)};
                         });
  }
};

/// With sums over S of the lesser of (1 - tau) p^ and p^': at least 1 - tau times the common mass of p^ and
/// p^', equal for tau > 0 only where p^ = p^'.
struct Variation {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    const exact::ErrorRange range = exact::error_range(c, c.head.finite_head());
    const bool unmoved = exact::compare_errors(c, range.least, range.largest) == 0;
    const bool attained = unmoved || (c.head.finite_tail().empty() && exact::spread_attained(c));
    const Scores& s = *c.scores;
    const auto tail = c.head.finite_tail();
    const double tail_above =
        tail.empty() ? 0 : std::max(0.0, s[tail.front()] - s[c.head.finite_head().front()]);
    const std::string_view label = "TV(P, p^') <= 1 - (1 - tau)(1 - tanh(w_H/4))";
    out.either(
        farthest_error(c) + tail_above,
        [&] {
          out.at_most_on_scale(label, attained, [&] {
            const Quantised<R> quantised(row, c);
            return Both<R>{exact::total_variation_from(row, quantised.probabilities()),
                           R(exact::tail_mass(row) +
                             R(exact::head_mass(row) * exact::tanh_of_half(quantised.half_spread())))};
          });
        },
        [&] {
          out.at_most(label, attained, [&] {
            const Quantised<R> quantised(row, c);
            return Both<R>{R(exact::head_mass(row) * exact::one_less_tanh_of_half(quantised.half_spread())),
                           exact::common_mass(row, quantised.probabilities())};
          });
        });
  }
};

/// diam_H takes time that rises with the square of the kept keys.
constexpr std::size_t most_kept = 128;

struct QuantisedOutput {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    Variation::sides(row, c, out);
    if (c.head.finite_head().size() <= most_kept)
      Norm<>::sides(row, c, out);
  }
};

struct NoTail : AllTerms {
  static constexpr bool tail = false;
};
struct NoScores : AllTerms {
  static constexpr bool scores = false;
};
struct NoValues : AllTerms {
  static constexpr bool values = false;
};

struct LargerOfTwo {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    out.at_most("TV(P, p^') <= max(tau, tanh(w_H/4))", [&] {
      using std::max;
      const Quantised<R> quantised(row, c);
      return Both<R>{exact::total_variation_from(row, quantised.probabilities()),
                     max(R(exact::tail_mass(row)), exact::tanh_of_half(quantised.half_spread()))};
    });
  }
};
struct EighthSpread {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    out.at_most("TV(P, p^') <= 1 - (1 - tau)(1 - tanh(w_H/8))", [&] {
      const Quantised<R> quantised(row, c);
      const R moved = exact::tanh_of_half(R(quantised.half_spread() / R(2)));
      return Both<R>{exact::total_variation_from(row, quantised.probabilities()),
                     R(exact::tail_mass(row) + R(exact::head_mass(row) * moved))};
    });
  }
};

Case quantised_case(std::vector<double> scores, std::size_t k, std::vector<double> perturbed,
                    std::initializer_list<std::vector<double>> values) {
  Case c = with_values(top_k_case(std::move(scores), k), values);
  c.perturbed = std::move(perturbed);
  return c;
}
/// Rounding to two digits takes 0.25 from the head's values, towards those of the tail; no score of the head
/// moves against another.
Case tail_and_values() {
  return quantised_case({1, 0.5, 0, -1, masked}, 2, {2, 1.5, 0, 3, masked},
                        {{2.25, 0}, {2.25, 0}, {5, 0}, {5, 0}, {70, 5}});
}
/// Two exchanged scores and nothing dropped; 2 digits hold the values.
Case exchanged_scores() {
  return quantised_case({0.5, -0.5, masked}, 2, {-0.5, 0.5, masked}, {{1, 2}, {-1, 0}, {0, 0}});
}

const Mutant mutants[] = {
    {"tightened", "0.99 of the bound of the norm", sides_of<Tightened<Norm<>>>(), tail_and_values},
    {"tail-dropped", "without tau diam_{H,T}", sides_of<Norm<NoTail>>(), tail_and_values},
    {"scores-dropped", "without tanh(w_H/4) diam_H", sides_of<Norm<NoScores>>(), exchanged_scores},
    {"values-dropped", "without max |v - v^|", sides_of<Norm<NoValues>>(), tail_and_values},
    {"tightened-variation", "0.99 of the bound of TV", sides_of<Tightened<Variation>>(), exchanged_scores},
    {"larger-of-two", "the larger of tau and tanh(w_H/4)", sides_of<LargerOfTwo>(),
     [] {
       return quantised_case({0.5, -0.5, 0}, 2, {-0.5, 0.5, 0}, {{1}, {0}, {0}});
     }},
    {"eighth-spread", "w_H/8 for w_H/4", sides_of<EighthSpread>(), exchanged_scores},
};

} // namespace

extern const Theorem quantised_output = {
    .id = "quantised-output",
    .words = "truncated and quantised: the errors add up",
    .section = 4,
    .statement = "p^' the softmax over S alone of scores s' masked alike, w_H = max - min of s' - s over S, "
                 "v^ other values, out = sum over S of p^' v^, diam_H over pairs in S: |Attn - out| <= tau "
                 "diam_{H,T} + tanh(w_H/4) diam_H + max_S |v - v^|, and TV(P, p^') <= 1 - (1 - tau)(1 - "
                 "tanh(w_H/4)). v^ here: the values rounded to 1 to 8 binary digits",
    .equality_case =
        "norm: v - v^ is one vector on S and, if tau > 0, the values are constant on each side and v_T - v_H "
        "is 0 or along it; if tau = 0, w_H = 0, or the values are constant on S, or TV(p^, p^') = "
        "tanh(w_H/4) with values constant on the keys that gain and on those that lose and their difference "
        "0 or along it; TV: w_H = 0, or tau = 0 and TV(p^, p^') = tanh(w_H/4)",
    .source = "B",
    .scope = Scope::head,
    .needs = parts<part::Values, part::Perturbed>,
    .hypotheses = {},
    .sides = sides_of<QuantisedOutput>(),
    .witness = tail_and_values,
    .no_witness_because = {},
    .mutants = mutants,
    .tex = R"(
With $\hat p'$ the softmax over $S$ alone of scores $s'$ masked alike, $w_H=\max_S(s'-s)-\min_S(s'-s)$, other values $\hat v$ and $\mathrm{out}=\sum_S\hat p'\hat v$,
$$\begin{aligned}|\mathrm{Attn}-\mathrm{out}|&\le\tau\operatorname{diam}_{H,T}+\tanh\frac{w_H}4\,\operatorname{diam}_H+\max_S|v-\hat v|,\\ \operatorname{TV}(P,\hat p')&\le1-(1-\tau)\Bigl(1-\tanh\frac{w_H}4\Bigr).\end{aligned}$$
Here $\hat v$ are the values rounded to 1 to 8 binary digits.
eq: norm: $v-\hat v$ is one vector on $S$ and, if $\tau>0$, the values are constant on each side and $v_T-v_H$ is $0$ or along it; if $\tau=0$, $w_H=0$, or the values are constant on $S$, or $\operatorname{TV}(\hat p,\hat p')=\tanh(w_H/4)$ with values constant on the keys that gain and on those that lose and their difference $0$ or along it; TV: $w_H=0$, or $\tau=0$ and $\operatorname{TV}(\hat p,\hat p')=\tanh(w_H/4)$)",
};

} // namespace tailmass
