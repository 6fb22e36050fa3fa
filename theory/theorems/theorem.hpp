// What a theorem is to the rest of the suite: words, hypotheses, sides, witness and mutants.
#pragma once

#include "theory/nouns/case.hpp"
#include "theory/theorems/sides.hpp"

#include <span>
#include <string_view>
#include <vector>

namespace tailmass {

class Ball;
class Dual;
class GapFraction;
class Interval;
class TaylorModel;
template <class R>
class Evaluator;
namespace exact {
class RankedWeights;
} // namespace exact

/// What a theorem's verdict depends on, so that it is not judged again for what does not change.
enum class Scope {
  head, ///< the row and the truncation
  row,  ///< the row only
  model ///< a sample of random rows, no row of the input: judged once a run
};

/// How many rows a sample has, and how long they are.
struct SampleShape {
  std::size_t rows = 64;
  std::size_t n = 10'000;
};

/// What is left of a statement without one of its hypotheses.
enum class Without {
  open,        ///< it can be evaluated, and may be false
  meaningless, ///< it speaks of what is not there: a gap below the last score, the mean of no keys
  trivial,     ///< both sides are 0
  costly       ///< all of it: the hypothesis limits what a check costs
};

/// A hypothesis, decided exactly on the input doubles.
struct Hypothesis {
  std::string_view text;
  bool (*holds)(const Case&);
  Without without = Without::open;
  /// Makes a case break it, where rows that are drawn at random never do.
  Case (*broken)(Case c) = nullptr;
};

/// The sides of a theorem in each number type it is instantiated for.
struct SidesIn {
  void (*balls)(Evaluator<Ball>&, const Case&, Sides<Ball>&) = nullptr;
  void (*long_doubles)(Evaluator<long double>&, const Case&, Sides<long double>&) = nullptr;
  void (*intervals)(Evaluator<Interval>&, const Case&, Sides<Interval>&) = nullptr; ///< null: balls alone
  // Of theorems that are also proved for all scores of a box: of a bound both, of an identity the last one.
  void (*duals)(Evaluator<Dual>&, const Case&, Sides<Dual>&) = nullptr;
  void (*fractions)(Evaluator<GapFraction>&, const Case&, Sides<GapFraction>&) = nullptr;
  void (*models)(Evaluator<TaylorModel>&, const Case&, Sides<TaylorModel>&) = nullptr;
};

/// A false variant of a theorem, with a case that refutes it.
struct Mutant {
  std::string_view name;
  std::string_view change; ///< what is wrong with it, in words
  SidesIn sides;
  Case (*refuting_case)();
  bool without_hypotheses = false; ///< whether it claims the same where the theorem's hypotheses do not hold
};

/// A bound of the tail mass with its parameter, by which `certify` names it.
struct Certificate {
  std::string_view id;
  /// Where `certify` shows it: what knows less of a row comes first, equal ones in the catalogue's order.
  int place;
  std::string_view meaning; ///< what it knows of a row, in words
  /// Returns for each epsilon the least number of keys that it needs to certify a tail mass of at most
  /// epsilon: k of a Top-k head, or the keys in the pages kept. Exact. Throws DomainError unless 0 < epsilon
  /// < 1.
  std::vector<std::size_t> (*sizes)(const exact::RankedWeights&, std::span<const double> epsilons);
};

/// A theorem or a family that is one idea.
struct Theorem {
  std::string_view id;
  std::string_view words; ///< the statement in words, at most 60, for lists in which a formula has no room
  int section;
  std::string_view statement;
  std::string_view equality_case;
  std::string_view source; ///< "P ..." the paper's own, "B" beyond the paper
  Scope scope;
  PartSet needs;
  std::span<const Hypothesis> hypotheses;
  SidesIn sides;
  Case (*witness)(); ///< a case where every bound with an equality case attains it; null with a stated reason
  std::string_view no_witness_because;
  std::span<const Mutant> mutants;
  SampleShape sample = {}; ///< of a sample that is drawn for it
  PartSet welcomes = {};   ///< parts that it says more of, or its other parts are made from
  std::span<const Certificate> certificates = {}; ///< by which its bound certifies a k in `certify`
  /// The statement in TeX after an empty line: $..$ is inline, a line between $$ displayed; `if: ` begins a
  /// hypothesis, in their order, and `eq: ` the equality case.
  std::string_view tex = {};
};

} // namespace tailmass
