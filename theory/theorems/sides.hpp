// The two sides of a theorem's statements, as a theorem hands them to whoever checks it.
#pragma once

#include <cstddef>
#include <functional>
#include <limits>
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

/// One statement lhs = rhs, lhs <= rhs or |lhs - rhs| <= half_width.
template <class R>
struct Claim {
  std::string_view label; ///< a string literal
  Relation relation;
  bool equality;          ///< at_most: whether the equality case holds, decided exactly on the input doubles
  bool vanishes;          ///< whether both sides may be as good as 0 on ordinary input, so that only `scale`
                          ///< serves
  double false_alarm = 0; ///< consistent: the probability, at most, that a true statement is off by more
  bool evaluated = false; ///< whether the reader wanted what follows
  R lhs = R(0);
  R rhs = R(0);
  R scale = R(1); ///< the largest term of its definition, for when the value itself is too small to refer to
  R half_width = R(0);  ///< consistent: how far the statistic may be from its centre
  bool of_mass = false; ///< at_most: whether lhs is a probability, of which a bound of 1 says nothing
};

/// Both sides of a claim and, where it matters, the largest term in the definition of either.
template <class R>
struct Both {
  R lhs;
  R rhs;
  R scale = R(1);
};

/// One form of a bound: `both` returns Both<R>.
template <class Sides>
struct Form {
  std::string_view label;
  bool equality;
  Sides both;
};
template <class Sides>
Form(std::string_view, bool, Sides) -> Form<Sides>;

/// A statistic of a random sample, and where it is expected.
template <class R>
struct Statistic {
  R value;
  R centre;
  R half_width;
};

/// A premise lesser <= greater that only numbers can decide.
template <class R>
struct Premise {
  R lesser;
  R greater;
  bool equality; ///< whether both are the same number, decided exactly on the input doubles
};

/// What a reader evaluates of a theorem's claims: everything as it is stated, unless told otherwise.
struct Reading {
  /// Whether to evaluate a claim, by its position among the theorem's; empty: all of them.
  std::function<bool(std::size_t position, Relation relation)> wants = {};
  /// Sides that lie within one part in e^resolution of each other are not told apart at a price that pays,
  /// those within one in e^reach not at all.
  double resolution = std::numeric_limits<double>::infinity();
  double reach = std::numeric_limits<double>::infinity();
};

/// Collects what a theorem states on one case. The theorem gives the sides of each claim as a function, which
/// is called only where the reader wants that claim; claims are known by their positions.
template <class R>
class Sides {
public:
  explicit Sides(Reading reading = {}) : reading_(std::move(reading)) {}

  /// States lhs <= rhs, both >= 0, so that ln(rhs/lhs) is the slack. `both` returns Both<R>.
  template <class Form>
  void at_most(std::string_view label, bool equality, const Form& both) {
    state({label, Relation::at_most, equality, false}, both);
  }
  /// States a bound that is attained nowhere.
  template <class Form>
  void at_most(std::string_view label, const Form& both) {
    at_most(label, false, both);
  }
  /// States a bound of a probability, which says nothing where it is 1 or more.
  template <class Form>
  void mass_at_most(std::string_view label, bool equality, const Form& both) {
    Claim<R> claim{label, Relation::at_most, equality, false};
    claim.of_mass = true;
    state(std::move(claim), both);
  }
  /// States a bound whose sides may be 0 on any input: attainment is then measured against the scale.
  template <class Form>
  void at_most_on_scale(std::string_view label, bool equality, const Form& both) {
    state({label, Relation::at_most, equality, true}, both);
  }
  /// States lhs = rhs.
  template <class Form>
  void equal(std::string_view label, const Form& both) {
    state({label, Relation::equal, false, false}, both);
  }
  /// States an identity whose sides cancellation may leave 0 on any input: agreement is measured against the
  /// scale alone.
  template <class Form>
  void equal_on_scale(std::string_view label, const Form& both) {
    state({label, Relation::equal, false, true}, both);
  }
  /// States that a statistic of a random sample lies within its half width of its centre. If what it tests is
  /// true, another sample violates this with a probability of at most `false_alarm`.
  template <class Form>
  void consistent(std::string_view label, double false_alarm, const Form& statistic) {
    Claim<R> claim{label, Relation::consistent, false, false, false_alarm};
    if (wanted(claim)) {
      Statistic<R> found = statistic();
      claim.lhs = std::move(found.value);
      claim.rhs = std::move(found.centre);
      claim.half_width = std::move(found.half_width);
    }
    claims.push_back(std::move(claim));
  }
  /// Restricts the claims to where lesser <= greater.
  void premise(R lesser, R greater, bool equality) {
    premises.push_back({std::move(lesser), std::move(greater), equality});
  }
  /// States claims by `plainly`. Where they are true, their sides may lie within one part in e^`closeness` of
  /// each other; for a reader whose resolution is coarser, by `otherwise`, whose claims they follow from.
  template <class Plainly, class Otherwise>
  void either(double closeness, const Plainly& plainly, const Otherwise& otherwise) {
    if (closeness <= reading_.resolution)
      plainly();
    else
      otherwise();
  }
  /// States a bound in one of two forms, likewise.
  template <class Plain, class Other>
  void at_most(double closeness, const Form<Plain>& plain, const Form<Other>& other) {
    either(
        closeness, [&] { at_most(plain.label, plain.equality, plain.both); },
        [&] { at_most(other.label, other.equality, other.both); });
  }
  /// States claims likewise, where `stronger` claims more than the theorem says and serves only a reader who
  /// does not reach as far.
  template <class Plainly, class Stronger>
  void or_stronger(double closeness, const Plainly& plainly, const Stronger& stronger) {
    if (closeness <= reading_.reach)
      plainly();
    else
      stronger();
  }

  std::vector<Claim<R>> claims;
  std::vector<Premise<R>> premises;

private:
  [[nodiscard]] bool wanted(Claim<R>& claim) const {
    claim.evaluated = !reading_.wants || reading_.wants(claims.size(), claim.relation);
    return claim.evaluated;
  }
  template <class Form>
  void state(Claim<R> claim, const Form& form) {
    if (wanted(claim)) {
      Both<R> both = form();
      claim.lhs = std::move(both.lhs);
      claim.rhs = std::move(both.rhs);
      claim.scale = std::move(both.scale);
    }
    claims.push_back(std::move(claim));
  }

  Reading reading_;
};

} // namespace tailmass
