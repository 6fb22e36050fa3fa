// A row made of another, and the quantities that relations compare.
#pragma once

#include "theory/exact/distribution/divergences.hpp"
#include "theory/exact/outputs/variances.hpp"
#include "theory/theorems/theorem.hpp"

#include <algorithm>

namespace tailmass::properties::relations {

using BallRow = Evaluator<Ball>;

/// Keys and rows of another case, to be joined to a new one.
struct ChangedRow {
  std::vector<double> scores;
  std::vector<Key> head;
  std::vector<double> values; ///< as many coordinates a key as the case has

  /// Begins with the keys of the case.
  explicit ChangedRow(const Case& c)
      : scores(c.scores->all().begin(), c.scores->all().end()),
        head(c.head.head().begin(), c.head.head().end()) {
    for (std::size_t key = 0; key < scores.size(); ++key)
      values.insert(values.end(), c.values->of(key).begin(), c.values->of(key).end());
  }
  /// One more key with the values of key `like`.
  void append(const Case& c, double score, bool in_head, Key like) {
    if (in_head)
      head.push_back(static_cast<Key>(scores.size()));
    scores.push_back(score);
    values.insert(values.end(), c.values->of(like).begin(), c.values->of(like).end());
  }
  [[nodiscard]] Case made() const {
    auto row = std::make_shared<const Scores>(scores);
    Head kept = Head::of_keys(*row, head);
    Case c{std::move(row), std::move(kept)};
    c.values = std::make_shared<const Values>(scores.size(), values.size() / scores.size(), values);
    return c;
  }
};

inline bool is_kept(const Case& c, Key key) {
  return std::ranges::find(c.head.head(), key) != c.head.head().end();
}

/// What |err| is computed from cancels against this.
inline Ball error_scale(BallRow& row) {
  return exact::tail_mass(row) * exact::largest_norm(row);
}

/// Tail mass and divergence are the same.
inline void same_distribution(Sides<Ball>& out, BallRow& row, BallRow& other) {
  const Ball one(1);
  out.equal("tau", [&] { return Both<Ball>{exact::tail_mass(other), exact::tail_mass(row), one}; });
  out.equal_on_scale("KL", [&] {
    return Both<Ball>{exact::kl_divergence(other), exact::kl_divergence(row), one};
  });
}

/// |err| and Var_P(V) are the same, as multiples of `factor` and its square.
inline void same_outputs(Sides<Ball>& out, BallRow& row, BallRow& other, const Ball& factor = Ball(1)) {
  const Ball largest = exact::largest_norm(other);
  out.equal_on_scale("|err|", [&] {
    return Both<Ball>{exact::error_norm(other), exact::error_norm(row) * factor, largest};
  });
  out.equal_on_scale("Var", [&] {
    return Both<Ball>{exact::variance(other), exact::variance(row) * factor * factor, largest * largest};
  });
}

/// What is the same in all relations.
constexpr std::string_view on_every_row = "a relation holds on every row that it speaks of";
constexpr std::string_view identities = "identities";
constexpr std::string_view own = "B";

} // namespace tailmass::properties::relations
