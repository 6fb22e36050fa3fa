// The fast implementations of the quantities of scores alone, of rows in float and in double.
#include "theory/implementations.hpp"

#include "theory/fast/k_epsilon.hpp"
#include "theory/fast/truncation.hpp"
#include "theory/stable/gap_bounds.hpp"

#include <algorithm>

namespace tailmass {

namespace {

/// What is computed of the row as T holds it, and what rounding the row to T moves the truth at most.
struct Computed {
  fast::Enclosure enclosure;
  ErrorBound moved;

  [[nodiscard]] ErrorBound bound() const {
    return {moved.relative, stable::padded(enclosure.radius + moved.absolute)};
  }
};

template <Computed (*compute)(const Case&), bool (*applies)(const Case&)>
Implementation fast_in(std::string_view type, std::string_view quantity, std::string_view domain) {
  return {quantity,
          "fast",
          type,
          [](const Case& c) { return std::vector<double>{compute(c).enclosure.value}; },
          [](const Case& c) { return std::vector<ErrorBound>{compute(c).bound()}; },
          [](const Case& c) {
            if (!applies(c))
              return false;
            const Computed x = compute(c);
            return std::isfinite(x.enclosure.value) && x.bound().relative <= 1 &&
                   std::isfinite(x.bound().absolute);
          },
          domain};
}

/// Whether T holds the row but for rounding: finite scores stay finite.
template <class T>
bool held(const Case& c) {
  return std::isfinite(stable::score_rounding<T>(*c.scores));
}
template <class T>
bool held_with_gap(const Case& c) {
  return stable::has_gap(c) && held<T>(c);
}
template <class T>
bool held_with_epsilon(const Case& c) {
  return c.epsilon && *c.epsilon > 0 && *c.epsilon < 1 && held<T>(c);
}

template <class T>
std::vector<T> row_in(const Case& c) {
  std::vector<T> row(c.scores->size());
  std::ranges::transform(c.scores->all(), row.begin(), stable::rounded<T>);
  return row;
}

template <class T>
fast::Truncation truncated(const Case& c) {
  const std::vector<T> row = row_in<T>(c);
  if (c.head.is_top_k())
    return fast::truncation(std::span<const T>(row), c.head.size());
  std::vector<T> kept, dropped;
  for (const Key key : c.head.head())
    kept.push_back(row[key]);
  for (const Key key : c.head.tail())
    dropped.push_back(row[key]);
  return fast::truncation(std::span<const T>(kept), std::span<const T>(dropped));
}

/// How far rounding moves the scores that count: a key that is 2000 below the largest one, rounded or not,
/// has less than e^-2000 of the mass, far below the smallest subnormal. Where the head may be of such keys,
/// all count.
template <class T>
double moved_scores(const Case& c) {
  if (!c.head.is_top_k())
    return stable::score_rounding<T>(*c.scores);
  const double top = c.scores->ranked(1), rounded_top = static_cast<double>(stable::rounded<T>(top));
  double moved = 0;
  for (const Key key : c.scores->finite()) {
    const double score = (*c.scores)[key], rounded = static_cast<double>(stable::rounded<T>(score));
    if (score >= top - 2000 || rounded >= rounded_top - 2000)
      moved = std::max(moved, stable::rounding_of<T>(score));
  }
  return moved;
}

/// What the other keys may weigh after rounding: nothing is rounded to double.
template <class T>
constexpr double out_of_sight = std::is_same_v<T, double> ? 0 : std::numeric_limits<double>::denorm_min();

/// ln Z moves by no more than a score.
template <class T>
Computed fast_log_sum_exp(const Case& c) {
  const std::vector<T> row = row_in<T>(c);
  return {fast::log_sum_exp(std::span<const T>(row)).log(), {0, moved_scores<T>(c) + out_of_sight<T>}};
}

/// The odds of the tail move by a factor e^{2 d}, the tail mass and ln(1 + odds) by no more.
template <class T>
ErrorBound moved_odds(const Case& c) {
  return {stable::widened(2 * moved_scores<T>(c)), out_of_sight<T>};
}
template <class T>
Computed fast_tail_mass(const Case& c) {
  return {truncated<T>(c).tail_mass(), moved_odds<T>(c)};
}
template <class T>
Computed fast_kl(const Case& c) {
  return {truncated<T>(c).kl_divergence(), moved_odds<T>(c)};
}

template <class T>
Computed fast_boundary_gap(const Case& c) {
  const std::size_t k = c.head.size();
  return {truncated<T>(c).boundary_gap(),
          {0, stable::rounding_of<T>(c.scores->ranked(k)) + stable::rounding_of<T>(c.scores->ranked(k + 1))}};
}

/// k_eps of the true row lies between those of the rounded one at eps e^{2 d} and at eps e^{-2 d}. NaN, hence
/// outside the domain, where they are not proven equal.
template <class T>
Computed fast_k_epsilon(const Case& c) {
  const double epsilon = *c.epsilon, moved = stable::widened(2 * stable::score_rounding<T>(*c.scores));
  const std::vector<T> scores = row_in<T>(c);
  const std::span<const T> row(scores);
  fast::KEpsilon k{1, scores.size()};
  if (moved == 0) {
    k = fast::k_epsilon(row, epsilon);
  } else {
    const double more = epsilon * (1 + moved) * (1 + 0x1p-50), less = epsilon / (1 + moved) * (1 - 0x1p-50);
    if (more < 1)
      k.at_least = fast::k_epsilon(row, more).at_least;
    if (less > std::numeric_limits<double>::min())
      k.at_most = fast::k_epsilon(row, less).at_most;
  }
  return {{k.certain() ? stable::whole(k.at_least) : std::numeric_limits<double>::quiet_NaN(), 0}, {}};
}

} // namespace

template <class T>
std::vector<Implementation> fast_implementations() {
  constexpr std::string_view type = type_name<T>;
  constexpr std::string_view row = "every row and head that rounding to the type leaves certain";
  return {
      fast_in<fast_log_sum_exp<T>, held<T>>(type, "log_sum_exp", row),
      fast_in<fast_tail_mass<T>, held<T>>(type, "tail_mass", row),
      fast_in<fast_kl<T>, held<T>>(type, "kl", row),
      fast_in<fast_k_epsilon<T>, held_with_epsilon<T>>(type, "k_epsilon",
                                                       "0 < epsilon < 1 that rounding leaves certain"),
      fast_in<fast_boundary_gap<T>, held_with_gap<T>>(
          type, "boundary_gap", "a Top-k head, k < n_f, and a result in the range of double"),
  };
}

template std::vector<Implementation> fast_implementations<float>();
template std::vector<Implementation> fast_implementations<double>();

} // namespace tailmass
