// Relations of rows with more keys or fewer.
#include "properties/relations/changed_row.hpp"

#include "theory/theorems/cases.hpp"

#include <cmath>

namespace tailmass::properties::relations {
namespace {

Key some_key(const Case& c) {
  return c.sub_row.front();
}

/// A new key of probability q beside all others: what belongs to it is added to tau and both are divided by
/// 1 + q; so is the mean. `normalised`: whether they are divided.
template <bool normalised>
void compare(BallRow& row, BallRow& other, const Ball& q, bool in_head, Key like, Sides<Ball>& out) {
  const Ball whole = normalised ? Ball(1) + q : Ball(1);
  const Ball& tau = exact::tail_mass(row);
  out.equal("tau", [&] { return Both<Ball>{exact::tail_mass(other), (in_head ? tau : tau + q) / whole}; });
  const Ball value(row.values().at(like, 0));
  out.equal_on_scale("mean on the first axis", [&] {
    return Both<Ball>{exact::output(other)[0], (exact::output(row)[0] + q * value) / whole,
                      exact::largest_norm(row)};
  });
}

template <bool normalised>
void copied_key(BallRow& row, const Case& c, Sides<Ball>& out) {
  const Key key = some_key(c);
  ChangedRow longer(c);
  longer.append(c, (*c.scores)[key], is_kept(c, key), key);
  const Case made = longer.made();
  BallRow other(made, row.precision());
  compare<normalised>(row, other, exact::probabilities(row)[key], is_kept(c, key), key, out);
}

double appended_score(const Case& c) {
  return (*c.scores)[some_key(c)] - 0.5;
}

/// `in_head` of the new key, told wrongly by the mutant.
template <bool told_rightly>
void appended_key(BallRow& row, const Case& c, Sides<Ball>& out) {
  const bool in_head = is_kept(c, some_key(c)) && c.head.head().size() % 2 == 0;
  ChangedRow longer(c);
  longer.append(c, appended_score(c), in_head, some_key(c));
  const Case made = longer.made();
  BallRow other(made, row.precision());
  const Ball weight = exp(row.precision()(appended_score(c)) - row.precision()(c.scores->ranked(1)));
  compare<true>(row, other, weight / exact::partition(row), in_head == told_rightly, some_key(c), out);
}

/// Every key twice: P and P^ are spread over twice as many keys. `gains`: the nats that entropy gains, in
/// units of ln 2.
template <int gains>
void copied_row(BallRow& row, const Case& c, Sides<Ball>& out) {
  ChangedRow longer(c);
  for (Key key = 0; key < c.scores->size(); ++key)
    longer.append(c, (*c.scores)[key], is_kept(c, key), key);
  const Case made = longer.made();
  BallRow other(made, row.precision());
  same_distribution(out, row, other);
  same_outputs(out, row, other);
  out.equal_on_scale("entropy", [&] {
    return Both<Ball>{exact::entropy(other),
                      exact::entropy(row) + Ball(gains) * log(row.precision()(std::size_t{2})),
                      Ball(1) + abs(exact::entropy(row))};
  });
}

/// Masked keys taken out of the row, or one put in where there is none. `counted`: whether the share of kept
/// keys is said to stay.
template <bool counted>
void masked_keys(BallRow& row, const Case& c, Sides<Ball>& out) {
  ChangedRow moved(c);
  if (c.scores->finite_count() == c.scores->size()) {
    moved.append(c, masked, false, 0);
  } else {
    moved.scores.clear();
    moved.values.clear();
    moved.head.clear();
    for (Key key = 0; key < c.scores->size(); ++key)
      if (!c.scores->masked(key))
        moved.append(c, (*c.scores)[key], is_kept(c, key), key);
  }
  const Case made = moved.made();
  BallRow other(made, row.precision());
  same_distribution(out, row, other);
  same_outputs(out, row, other);
  if (counted) {
    const auto share = [&](const Case& of) {
      return row.precision()(of.head.size()) / row.precision()(of.scores->size());
    };
    out.equal("k/n", [&] { return Both<Ball>{share(made), share(c)}; });
  }
}

constexpr Hypothesis finite_append[] = {
    {"the appended score is finite", [](const Case& c) { return std::isfinite(appended_score(c)); }}};

const Mutant copied_key_mutants[] = {
    {"not-normalised", "without dividing by the new sum", {.balls = copied_key<false>}, nullptr}};
const Mutant appended_key_mutants[] = {
    {"other-side", "the new key told to be on the other side", {.balls = appended_key<false>}, nullptr}};
const Mutant copied_row_mutants[] = {
    {"same-entropy", "the entropy unchanged", {.balls = copied_row<0>}, nullptr},
    {"twice-ln-2", "2 ln 2 for ln 2", {.balls = copied_row<2>}, nullptr}};
const Mutant masked_key_mutants[] = {
    {"counted", "the kept share of all keys unchanged", {.balls = masked_keys<true>}, nullptr}};

} // namespace

extern const Theorem copied_key_relation = {
    .id = "copied-key",
    .words = "a copied key adds its mass once more",
    .section = 0,
    .statement = "a copy of a key of probability p, on its side: tau and the mean gain p and p v and are "
                 "divided by 1 + p",
    .equality_case = identities,
    .source = own,
    .scope = Scope::head,
    .needs = parts<part::Values, part::SubRow>,
    .hypotheses = {},
    .sides = {.balls = copied_key<true>},
    .witness = nullptr,
    .no_witness_because = on_every_row,
    .mutants = copied_key_mutants,
};

extern const Theorem copied_row_relation = {
    .id = "copied-row",
    .words = "all keys twice change nothing but the entropy",
    .section = 0,
    .statement = "all keys twice: tail mass, divergence and outputs stay, the entropy gains ln 2",
    .equality_case = identities,
    .source = own,
    .scope = Scope::head,
    .needs = parts<part::Values>,
    .hypotheses = {},
    .sides = {.balls = copied_row<1>},
    .witness = nullptr,
    .no_witness_because = on_every_row,
    .mutants = copied_row_mutants,
};

extern const Theorem appended_key_relation = {
    .id = "appended-key",
    .words = "a new key is as a copied one of its mass",
    .section = 0,
    .statement = "a new key with weight q times the sum of the others: as a copied key of probability q",
    .equality_case = identities,
    .source = own,
    .scope = Scope::head,
    .needs = parts<part::Values, part::SubRow>,
    .hypotheses = finite_append,
    .sides = {.balls = appended_key<true>},
    .witness = nullptr,
    .no_witness_because = on_every_row,
    .mutants = appended_key_mutants,
};

extern const Theorem masked_key_relation = {
    .id = "masked-keys",
    .words = "keys without mass change nothing",
    .section = 0,
    .statement = "keys without mass may be left out, or put in, and nothing changes",
    .equality_case = identities,
    .source = own,
    .scope = Scope::head,
    .needs = parts<part::Values>,
    .hypotheses = {},
    .sides = {.balls = masked_keys<false>},
    .witness = nullptr,
    .no_witness_because = on_every_row,
    .mutants = masked_key_mutants,
};

} // namespace tailmass::properties::relations
