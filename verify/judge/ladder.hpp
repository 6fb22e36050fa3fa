// The judge's ladder: what is decided of a theorem's claims, and the precision at which the rest is tried.
#pragma once

#include "theory/numbers/ball.hpp"
#include "theory/theorems/theorem.hpp"
#include "verify/judge/verdict.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace tailmass::verify::judge {

/// How far the judge goes.
struct Precisions {
  bool filter = true;         ///< whether intervals try inequalities first; else balls decide alone
  long inequality_bits = 320; ///< where inequalities start
  long agreement_bits = 200;  ///< identities must overlap with radius at most 2^-this of their scale
  long guard_bits = 64;       ///< identities start at agreement + guard + ceil(-log2 min(tau, 1 - tau))
  double largest_value_range = 3000; ///< above this -log2 min(tau, 1 - tau) the scale is the largest term
  long most_bits = 4096;             ///< beyond which a claim is undecided
  // Sides that are closer than one part in e^this are compared in another form, where the theorem has one.
  double head_resolution = 300; ///< about 433 bits, at which the heads of a row share its exponentials
  double row_resolution = 100;  ///< about 144 bits, where no other head shares them
  double reach = 2667;          ///< about 3848 bits, beyond which most_bits are not enough

  /// Returns how the claims of theorems of a scope are read, all of them.
  [[nodiscard]] Reading reading(Scope scope) const {
    return {
        .wants = {}, .resolution = scope == Scope::row ? row_resolution : head_resolution, .reach = reach};
  }
};

/// What is known of a theorem's claims on a case, by their positions.
class Findings {
public:
  /// Takes a claim, and what is decided of it, if anything is.
  template <class R>
  void enter(std::size_t position, const Claim<R>& claim, std::optional<Judgement> judgement) {
    if (position >= findings_.size())
      findings_.resize(position + 1);
    findings_[position] = {claim.label, claim.relation == Relation::equal || claim.equality,
                           std::move(judgement)};
  }
  [[nodiscard]] bool decided(std::size_t position) const {
    return position < findings_.size() && findings_[position].judgement;
  }
  /// Whether there are claims, and all of them are decided.
  [[nodiscard]] bool complete() const;
  /// Whether a bound that separate sides decide is open. Where nothing is known, it may be.
  [[nodiscard]] bool separation_open() const;
  /// Whether an identity or an attained bound is open, whose sides have to be close.
  [[nodiscard]] bool closeness_open() const;
  /// Returns one judgement a claim: what is still open ran out of precision at `bits`.
  [[nodiscard]] std::vector<Judgement> judgements(long bits) &&;

private:
  struct Finding {
    std::string_view claim;
    bool closeness = false; ///< whether it asks that its sides be close
    std::optional<Judgement> judgement = {};
  };
  std::vector<Finding> findings_;
};

/// Climbs from precision to precision until every claim is decided.
class Ladder {
public:
  /// Starts from what is known. `range` is -log2 min(tau, 1 - tau).
  Ladder(const Precisions& precisions, Scope scope, double range, Findings known);

  [[nodiscard]] long bits() const { return bits_; }
  /// Says what to evaluate on this rung: what is open. It must not outlive the ladder.
  [[nodiscard]] Reading reading() const;
  /// Decides what the balls of this rung tell; nothing unless the theorem's premises are certain.
  void decide(const std::vector<Claim<Ball>>& claims, bool premises_hold);
  /// Moves to the next rung, if anything is open and there is one.
  [[nodiscard]] bool climb();
  [[nodiscard]] std::vector<Judgement> judgements() && { return std::move(findings_).judgements(bits_); }

private:
  const Precisions& precisions_;
  Scope scope_;
  bool by_value_;       ///< whether values are large enough to be a scale of agreement
  long agreement_rung_; ///< where identities start
  Findings findings_;
  long bits_;
};

} // namespace tailmass::verify::judge
