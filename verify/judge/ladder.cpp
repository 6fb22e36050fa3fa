// The judge's ladder.
#include "verify/judge/ladder.hpp"

#include "verify/judge/decide.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

namespace tailmass::verify::judge {

namespace {

long agreement_rung(const Precisions& precisions, double range) {
  constexpr long step = 64; // so that the heads of a row share an evaluator
  const double needed = static_cast<double>(precisions.agreement_bits + precisions.guard_bits) +
                        (range <= precisions.largest_value_range ? std::ceil(range) : 0);
  return (static_cast<long>(needed) + step - 1) / step * step;
}

} // namespace

bool Findings::complete() const {
  return !findings_.empty() &&
         std::ranges::all_of(findings_, [](const Finding& finding) { return finding.judgement.has_value(); });
}

bool Findings::separation_open() const {
  return findings_.empty() || std::ranges::any_of(findings_, [](const Finding& finding) {
           return !finding.judgement && !finding.closeness;
         });
}

bool Findings::closeness_open() const {
  return std::ranges::any_of(findings_,
                             [](const Finding& finding) { return !finding.judgement && finding.closeness; });
}

std::vector<Judgement> Findings::judgements(long bits) && {
  std::vector<Judgement> judgements;
  judgements.reserve(findings_.size());
  for (Finding& finding : findings_)
    judgements.push_back(finding.judgement
                             ? std::move(*finding.judgement)
                             : Judgement{.claim = finding.claim,
                                         .verdict = Verdict::undecided,
                                         .slack = std::numeric_limits<double>::quiet_NaN(),
                                         .bits = bits,
                                         .reason = "precision ran out at " + std::to_string(bits) + " bits"});
  return judgements;
}

Ladder::Ladder(const Precisions& precisions, Scope scope, double range, Findings known)
    : precisions_(precisions), scope_(scope), by_value_(range <= precisions.largest_value_range),
      agreement_rung_(agreement_rung(precisions, range)), findings_(std::move(known)),
      bits_(findings_.separation_open() ? precisions.inequality_bits
                                        : std::min(agreement_rung_, precisions.most_bits)) {}

Reading Ladder::reading() const {
  const bool identities = bits_ >= std::min(precisions_.agreement_bits, precisions_.most_bits);
  Reading reading = precisions_.reading(scope_);
  reading.wants = [this, identities](std::size_t position, Relation relation) {
    return !findings_.decided(position) && (identities || relation != Relation::equal);
  };
  return reading;
}

void Ladder::decide(const std::vector<Claim<Ball>>& claims, bool premises_hold) {
  const Closeness closeness{precisions_.agreement_bits, by_value_};
  for (std::size_t i = 0; i < claims.size(); ++i) {
    if (findings_.decided(i))
      continue;
    std::optional<Judgement> judgement;
    if (premises_hold && claims[i].evaluated)
      judgement = judge::decide(claims[i], closeness);
    if (judgement)
      judgement->bits = bits_;
    findings_.enter(i, claims[i], std::move(judgement));
  }
}

bool Ladder::climb() {
  if (findings_.complete() || bits_ >= precisions_.most_bits)
    return false;
  bits_ = findings_.closeness_open() && bits_ < agreement_rung_ ? agreement_rung_ : 2 * bits_;
  bits_ = std::min(bits_, std::max(precisions_.most_bits, agreement_rung_));
  return true;
}

} // namespace tailmass::verify::judge
