// The two sides of a theorem's statements, as a theorem hands them to whoever checks it.
#pragma once

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace tailmass {

enum class Relation {
  equal,  ///< an identity
  at_most ///< lhs <= rhs
};

/// One statement lhs = rhs or lhs <= rhs, evaluated.
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
};

/// A premise lesser <= greater that only numbers can decide.
template <class R>
struct Premise {
  R lesser;
  R greater;
  bool equality; ///< whether both are the same number, decided exactly on the input doubles
};

/// What a theorem states on one case.
template <class R>
class Sides {
public:
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
  /// The claims speak only where lesser <= greater.
  void premise(R lesser, R greater, bool equality) {
    premises.push_back({std::move(lesser), std::move(greater), equality});
  }

  std::vector<Claim<R>> claims;
  std::vector<Premise<R>> premises;
};

} // namespace tailmass
