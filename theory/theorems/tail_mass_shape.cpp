// tail-mass-shape: the curve k -> tau_k falls, is convex, lies below the uniform line and knows only the
// scores.
#include "theory/exact/distribution/softmax.hpp"
#include "theory/theorems/cases.hpp"
#include "theory/theorems/instantiate.hpp"
#include "theory/theorems/lazy.hpp"
#include "theory/theorems/predicates.hpp"

#include <algorithm>
#include <optional>

namespace tailmass {
namespace {

/// n weights of the scores s_i + c, in the unit e^{s_(1)} of the row as it was: all of them bear e^c.
template <class R>
const Vector<R>& shifted_weights(Evaluator<R>& row, double shift) {
  return row.of_row().once({"shifted_weights", shift}, [&] {
    using std::exp;
    const Precision<R>& at = row.precision();
    const Scores& s = row.scores();
    Vector<R> result(s.size(), at);
    for (const Key key : s.finite())
      result.set(key, R(exp(R((at(s[key]) + at(shift)) - at(s.ranked(1))))));
    return result;
  });
}

/// tail/(head + tail), sums of `of_head` and `of_tail` over the first k keys by rank and over the rest.
template <class R>
R share_of_tail(const Vector<R>& of_head, const Vector<R>& of_tail, std::span<const Key> ranked,
                std::size_t k) {
  const std::size_t kept = std::min(k, ranked.size());
  const R tail = sum(of_tail, ranked.subspan(kept));
  return R(tail / R(sum(of_head, ranked.first(kept)) + tail));
}

/// A row by itself, whose i-th score is that of key permutation[i] of another; its own order breaks ties its
/// own way.
template <class R>
struct PermutedRow {
  PermutedRow(Evaluator<R>& row, const std::vector<Key>& by) : permutation(by) {
    std::vector<double> moved;
    for (const Key key : by)
      moved.push_back(row.scores()[key]);
    scores = std::make_shared<const Scores>(std::move(moved));
    Evaluator<R> own({scores, Head::top_k(*scores, 1)}, row.precision());
    weights.emplace(exact::weights(own));
  }
  std::vector<Key> permutation;
  std::shared_ptr<const Scores> scores;
  std::optional<Vector<R>> weights;
};

/// Returns what `of` makes of the permuted row, which the heads of a row share where they share the
/// permutation.
template <class R, class Of>
R of_permuted_row(Evaluator<R>& row, const std::vector<Key>& permutation, const Of& of) {
  const auto& first = row.of_row().once({"permuted_row"}, [&] { return PermutedRow<R>(row, permutation); });
  return first.permutation == permutation ? of(first) : of(PermutedRow<R>(row, permutation));
}

template <class R>
void line_sides(Evaluator<R>& row, const Case& c, std::size_t count, Sides<R>& out) {
  const std::size_t k = c.head.size();
  if (k > count)
    return;
  out.at_most("tau_k <= 1 - k/n_f", all_equal(c) || k == c.scores->finite_count(), [&] {
    return Both<R>{exact::ordered_tail_mass(row, k), R(row.precision()(count - k) / row.precision()(count))};
  });
}

struct TailMassShape {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    const std::size_t k = c.head.size();
    const std::size_t n = c.scores->size();
    const auto tau = lazy([&] { return exact::ordered_tail_mass(row, k); });
    const auto before = lazy([&] { return exact::ordered_tail_mass(row, k - 1); });
    out.at_most("tau_k <= tau_{k-1}", k > c.scores->finite_count(), [&] { return Both<R>{tau(), before()}; });
    if (k < n) {
      const bool tied = c.scores->ranked(k) == c.scores->ranked(k + 1); // both masked counts: p is 0 at both
      out.at_most("2 tau_k <= tau_{k-1} + tau_{k+1}", tied, [&] {
        return Both<R>{R(R(2) * tau()), R(before() + exact::ordered_tail_mass(row, k + 1))};
      });
    }
    line_sides(row, c, c.scores->finite_count(), out);
    out.equal("tau_k of s + c = tau_k of s", [&] {
      const Vector<R>& weights = shifted_weights(row, *c.shift);
      return Both<R>{share_of_tail(weights, weights, c.scores->finite(), k), tau()};
    });
    out.equal("tau_k of a permutation of s = tau_k of s", [&] {
      return Both<R>{of_permuted_row(row, c.permutation,
                                     [&](const PermutedRow<R>& moved) {
                                       return share_of_tail(*moved.weights, *moved.weights,
                                                            moved.scores->finite(), k);
                                     }),
                     tau()};
    });
  }
};

/// Concave instead of convex.
struct Concave {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    const std::size_t k = c.head.size();
    out.at_most("tau_{k-1} + tau_{k+1} <= 2 tau_k", [&] {
      return Both<R>{R(exact::ordered_tail_mass(row, k - 1) + exact::ordered_tail_mass(row, k + 1)),
                     R(R(2) * exact::ordered_tail_mass(row, k))};
    });
  }
};

/// The line drawn to n_f - 1 keys.
struct LowerLine {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    line_sides(row, c, c.scores->finite_count() - 1, out);
  }
};

/// The tail's scores alone moved by c.
struct ShiftedTail {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    const std::size_t k = c.head.size();
    out.equal("tau_k of s + c on the tail = tau_k of s", [&] {
      return Both<R>{
          share_of_tail(exact::weights(row), shifted_weights(row, *c.shift), c.scores->finite(), k),
          exact::ordered_tail_mass(row, k)};
    });
  }
};

/// The permuted row with the head of the row as it was.
struct UnmovedHead {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    const std::size_t k = c.head.size();
    out.equal("tau of a permutation of s with the head of s = tau_k of s", [&] {
      return Both<R>{of_permuted_row(row, c.permutation,
                                     [&](const PermutedRow<R>& moved) {
                                       return share_of_tail(*moved.weights, *moved.weights, c.scores->order(),
                                                            k);
                                     }),
                     exact::ordered_tail_mass(row, k)};
    });
  }
};

Case complete(Case c) {
  c.shift = 0.75;
  for (std::size_t key = c.scores->size(); key-- > 0;)
    c.permutation.push_back(static_cast<Key>(key));
  return c;
}

const Mutant mutants[] = {
    {"concave", "the curve taken for concave", sides_of<Concave>(),
     [] {
       return top_k_case({2, 1, 0}, 1);
     }},
    {"one-key-fewer", "n_f - 1 for n_f in the line", sides_of<LowerLine>(),
     [] {
       return top_k_case({1, 1, 1, 1}, 2);
     }},
    {"shifted-tail", "the tail alone shifted", sides_of<ShiftedTail>(),
     [] {
       return complete(top_k_case({2, 1, 0}, 1));
     }},
    {"unmoved-head", "the head of s in a permutation of s", sides_of<UnmovedHead>(),
     [] {
       return complete(top_k_case({2, 1, 0}, 1));
     }},
    {"tightened-fall", "0.99 tau_{k-1} for tau_{k-1}", sides_of<Tightened<TailMassShape, 0>>(),
     [] { return complete(top_k_case(std::vector<double>(200, 1.0), 1)); }},
    {"tightened-convexity", "0.99 times the convexity bound", sides_of<Tightened<TailMassShape, 1>>(),
     [] {
       return complete(top_k_case({1, 1, 1, 1}, 2));
     }},
    {"tightened-line", "0.99 times the line", sides_of<Tightened<TailMassShape, 2>>(),
     [] {
       return complete(top_k_case({1, 1, 1, 1}, 2));
     }},
};

} // namespace

extern const Theorem tail_mass_shape = {
    .id = "tail-mass-shape",
    .words = "the tail mass falls with k and is convex",
    .section = 1,
    .statement = "tau_k is nonincreasing and convex in k for 0 <= k <= n; tau_k <= 1 - k/n_f for 1 <= k <= "
                 "n_f; invariant to s + c and to permutation",
    .equality_case = "all finite scores equal; convexity at k: s_(k) = s_(k+1)",
    .source = "B",
    .scope = Scope::head,
    .needs = parts<part::Shift, part::Permutation>,
    .hypotheses = {},
    .sides = sides_of<TailMassShape>(),
    .witness =
        [] {
          return complete(top_k_case({1, 1, 1, 1, masked}, 2));
        },
    .no_witness_because = {},
    .mutants = mutants,
    .tex = R"(
$\tau_k$ is nonincreasing and convex in $k$ for $0\le k\le n$, invariant to a shift $s+c$ and to permutation, and
$$\tau_k\le1-\frac{k}{n_f}\qquad(1\le k\le n_f).$$
eq: all finite scores equal; convexity at $k$: $s_{(k)}=s_{(k+1)}$)",
};

} // namespace tailmass
