// Made-up theorems, and what the judge says of them.
#pragma once

#include "theory/exact/distribution/divergences.hpp"
#include "theory/theorems/cases.hpp"
#include "theory/theorems/instantiate.hpp"
#include "verify/judge/judge.hpp"

#include <gtest/gtest.h>

namespace tailmass::verify::judge {

/// A theorem with these sides and no more.
template <class Statement>
Theorem theorem_of(std::span<const Hypothesis> hypotheses = {}) {
  Theorem theorem{};
  theorem.id = "made-up";
  theorem.hypotheses = hypotheses;
  theorem.sides = sides_of<Statement>();
  return theorem;
}

template <class Statement>
Judgement only_judgement(const Case& c, std::span<const Hypothesis> hypotheses = {}) {
  const Theorem theorem = theorem_of<Statement>(hypotheses);
  Judge judge({.filter = false});
  const std::vector<Judgement> judgements = judge.judge(theorem, c);
  EXPECT_EQ(judgements.size(), 1U);
  return judgements.front();
}

inline Case plain() {
  return top_k_case({2, 1, 0.5}, 1);
}

/// TV = tau plus an error of e^-distance.
template <int distance>
struct Identity {
  template <class R>
  static void sides(Evaluator<R>& row, const Case&, Sides<R>& out) {
    using std::exp;
    const R error = distance == 0 ? R(0) : R(exp(row.precision()(-1.0 * distance)));
    out.equal("claim", [&] {
      return Both<R>{R(exact::total_variation(row) + error), exact::tail_mass(row)};
    });
  }
};

} // namespace tailmass::verify::judge
