// The two sides of a theorem's statements, as a theorem hands them to whoever checks it.
#pragma once

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace tailmass {

enum class Relation {
  equal,     ///< an identity
  at_most,   ///< lhs <= rhs
  consistent ///< a statistic lhs of random numbers lies within `half_width` of rhs, but for a small
             ///< probability
};

/// One statement lhs = rhs, lhs <= rhs or |lhs - rhs| <= half_width, evaluated.
template <class R>
struct Claim {
  std::string_view label; ///< a string literal
  Relation relation;
  R lhs;
  R rhs;
  bool equality; ///< at_most: whether the equality case holds, decided exactly on the input doubles
  R scale;       ///< the largest term of its definition, for when the value itself is too small to refer to
  bool vanishes; ///< whether both sides may be as good as 0 on ordinary input, so that only `scale`
                 ///< serves
  R half_width = R(0);    ///< consistent: how far the statistic may be from its centre
  double false_alarm = 0; ///< consistent: the probability, at most, that a true statement is off by more
  bool evaluated = true;  ///< false of a mere place, where nobody asked for the claim
};

/// A premise lesser <= greater that only numbers can decide.
template <class R>
struct Premise {
  R lesser;
  R greater;
  bool equality; ///< whether both are the same number, decided exactly on the input doubles
};

/// What whoever checks a theorem still wants to know. All of it, unless told otherwise.
struct Asked {
  std::vector<bool> settled = {}; ///< by position: claims that are decided already
  bool identities = true;         ///< false below the precision that could settle an identity
};

/// What a theorem states on one case. Sides that cost much may ask first whether they are wanted.
template <class R>
class Sides {
public:
  explicit Sides(Asked asked = {}) : asked_(std::move(asked)) {}

  /// Whether one of the next `count` claims is still open. Where none is, their places are kept, for claims
  /// are known by their positions.
  [[nodiscard]] bool asks(std::size_t count = 1) {
    for (std::size_t i = claims.size(); i < claims.size() + count; ++i)
      if (i >= asked_.settled.size() || !asked_.settled[i])
        return true;
    for (; count > 0; --count)
      keep_place(Relation::at_most);
    return false;
  }
  /// The same of all claims that are left.
  [[nodiscard]] bool asks_rest() {
    return claims.size() >= asked_.settled.size() || asks(asked_.settled.size() - claims.size());
  }
  /// Whether identities are asked for. Where they are not, the theorem stops here, if identities are all that
  /// is left to it.
  [[nodiscard]] bool asks_identities() {
    if (!asked_.identities)
      keep_place(Relation::equal);
    return asked_.identities;
  }

  /// lhs <= rhs, both >= 0, so that ln(rhs/lhs) is the slack.
  void at_most(std::string_view label, R lhs, R rhs, bool equality = false) {
    claims.push_back({label, Relation::at_most, std::move(lhs), std::move(rhs), equality, R(1), false});
  }
  /// The same where both sides may be 0 on any input: attainment is then measured against `scale`.
  void at_most(std::string_view label, R lhs, R rhs, bool equality, R scale) {
    claims.push_back(
        {label, Relation::at_most, std::move(lhs), std::move(rhs), equality, std::move(scale), true});
  }
  /// lhs = rhs. `largest_term` is the largest term in the definition of either side.
  void equal(std::string_view label, R lhs, R rhs, R largest_term) {
    claims.push_back(
        {label, Relation::equal, std::move(lhs), std::move(rhs), false, std::move(largest_term), false});
  }
  /// lhs = rhs where cancellation may leave 0 on any input: agreement is measured against `scale` alone.
  void equal_on_scale(std::string_view label, R lhs, R rhs, R scale) {
    claims.push_back({label, Relation::equal, std::move(lhs), std::move(rhs), false, std::move(scale), true});
  }
  /// The statistic of a random sample lies within `half_width` of `centre`. If what it tests is true, another
  /// sample violates this with a probability of at most `false_alarm`.
  void consistent(std::string_view label, R statistic, R centre, R half_width, double false_alarm) {
    claims.push_back({label, Relation::consistent, std::move(statistic), std::move(centre), false, R(1),
                      false, std::move(half_width), false_alarm});
  }
  /// The claims speak only where lesser <= greater.
  void premise(R lesser, R greater, bool equality) {
    premises.push_back({std::move(lesser), std::move(greater), equality});
  }

  std::vector<Claim<R>> claims;
  std::vector<Premise<R>> premises;

private:
  void keep_place(Relation relation) {
    claims.push_back({{}, relation, R(0), R(0), false, R(0), false, R(0), 0, false});
  }

  Asked asked_;
};

} // namespace tailmass
