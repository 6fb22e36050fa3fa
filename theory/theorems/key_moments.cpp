// key-moments: mean and variance of a page's scores from means, deviations and covariances of its keys.
#include "theory/exact/search/search_steps.hpp"
#include "theory/theorems/cases.hpp"
#include "theory/theorems/instantiate.hpp"
#include "theory/theorems/lazy.hpp"
#include "theory/theorems/predicates.hpp"

#include <algorithm>
#include <cmath>

namespace tailmass {
namespace {

/// Work that is spent on a page: coordinates of its keys, and of its covariances.
constexpr std::size_t most_coordinates = 2048;

/// The pages that the searches open first.
std::vector<std::span<const Key>> pages(const Case& c) {
  std::vector<std::span<const Key>> found;
  for (const Search& search : c.searches) {
    const std::vector<Key>& keys = exact::next_cell(*search.cells, 0).keys;
    if (keys.size() * c.query_keys->query().size() <= most_coordinates)
      found.emplace_back(keys);
  }
  return found;
}

/// A page's keys and their scores, by number.
template <class R>
class Page {
public:
  Page(Evaluator<R>& row, const QueryKeys& query_keys, std::span<const Key> keys)
      : at_(row.precision()), query_keys_(query_keys), keys_(keys) {
    for (std::size_t axis = 0; axis < dimension(); ++axis) {
      R total(0);
      for (const Key key : keys)
        total += R(query_keys.keys().at(key, axis));
      means_.push_back(R(total / at_(keys.size())));
    }
  }

  /// m and v, from the scores.
  [[nodiscard]] R mean() const {
    R total(0);
    for (const Key key : keys_)
      total += exact::key_score<R>(query_keys_, key);
    return R(total / at_(keys_.size()));
  }
  [[nodiscard]] R variance() const {
    const R centre = mean();
    R total(0);
    for (const Key key : keys_) {
      const R deviation = R(exact::key_score<R>(query_keys_, key) - centre);
      total += R(deviation * deviation);
    }
    return R(total / at_(keys_.size()));
  }
  [[nodiscard]] R deviation() const {
    using std::sqrt;
    return R(sqrt(variance()));
  }

  /// c q.kbar.
  [[nodiscard]] R score_of_mean() const {
    R total(0);
    for (std::size_t axis = 0; axis < dimension(); ++axis)
      total += R(query(axis) * means_[axis]);
    return R(scale() * total);
  }
  /// c sum of |q_x| times the largest |k_x|.
  [[nodiscard]] R largest_terms() const {
    using std::abs;
    R total(0);
    for (std::size_t axis = 0; axis < dimension(); ++axis) {
      double largest = 0;
      for (const Key key : keys_)
        largest = std::max(largest, std::abs(query_keys_.keys().at(key, axis)));
      total += R(abs(query(axis)) * R(largest));
    }
    return R(scale() * total);
  }
  /// Sigma_xy, with `divisor` in place of n_b.
  [[nodiscard]] R covariance(std::size_t x, std::size_t y, std::size_t divisor) const {
    R total(0);
    for (const Key key : keys_)
      total += R(offset(key, x) * offset(key, y));
    return R(total / at_(divisor));
  }
  /// c^2 q' Sigma q.
  [[nodiscard]] R quadratic_form(std::size_t divisor) const {
    R total(0);
    for (std::size_t x = 0; x < dimension(); ++x)
      for (std::size_t y = 0; y < dimension(); ++y)
        total += R(R(query(x) * query(y)) * covariance(x, y, divisor));
    return R(R(scale() * scale()) * total);
  }
  [[nodiscard]] R diagonal_form() const {
    R total(0);
    for (std::size_t x = 0; x < dimension(); ++x)
      total += R(R(query(x) * query(x)) * covariance(x, x, keys_.size()));
    return R(R(scale() * scale()) * total);
  }
  /// c sum of |q_x| sd_x, and of q_x sd_x.
  [[nodiscard]] R box() const {
    using std::abs, std::sqrt;
    R total(0);
    for (std::size_t x = 0; x < dimension(); ++x)
      total += R(abs(query(x)) * sqrt(covariance(x, x, keys_.size())));
    return R(scale() * total);
  }
  [[nodiscard]] R signed_box() const {
    using std::abs, std::sqrt;
    R total(0);
    for (std::size_t x = 0; x < dimension(); ++x)
      total += R(query(x) * sqrt(covariance(x, x, keys_.size())));
    return R(scale() * abs(total));
  }

private:
  [[nodiscard]] std::size_t dimension() const { return query_keys_.query().size(); }
  [[nodiscard]] R query(std::size_t axis) const { return at_(query_keys_.query()[axis]); }
  [[nodiscard]] R scale() const { return at_(query_keys_.scale()); }
  [[nodiscard]] R offset(Key key, std::size_t axis) const {
    return R(R(query_keys_.keys().at(key, axis)) - means_[axis]);
  }

  Precision<R> at_;
  const QueryKeys& query_keys_;
  std::span<const Key> keys_;
  std::vector<R> means_;
};

/// Whether the vectors over the keys of q_x (k_x - kbar_x) are nonnegative multiples of one another; those of
/// q_x (k_x - k_x of the first key) are just where these are.
bool on_one_ray(const QueryKeys& query_keys, std::span<const Key> keys) {
  const auto entry = [&](std::size_t axis, Key key) {
    return Ball(query_keys.query()[axis]) *
           (Ball(query_keys.keys().at(key, axis)) - Ball(query_keys.keys().at(keys.front(), axis)));
  };
  const Ball zero(0);
  std::size_t pivot_axis = 0;
  const Key* pivot = nullptr;
  for (std::size_t axis = 0; axis < query_keys.query().size(); ++axis) {
    if (pivot == nullptr) {
      const auto found =
          std::ranges::find_if(keys, [&](Key key) { return !overlap(entry(axis, key), zero); });
      if (found != keys.end()) {
        pivot = &*found;
        pivot_axis = axis;
      }
      continue;
    }
    const Ball of_pivot = entry(pivot_axis, *pivot), here = entry(axis, *pivot);
    if (certainly_less(of_pivot * here, zero) || !std::ranges::all_of(keys, [&](Key key) {
          return overlap(entry(axis, key) * of_pivot, entry(pivot_axis, key) * here);
        }))
      return false;
  }
  return true;
}

/// Calls state(page, keys) for the pages; `page` is made by the first call of it.
template <class R, class State>
void each_page(Evaluator<R>& row, const Case& c, const State& state) {
  for (const std::span<const Key> keys : pages(c))
    state(lazy([&] { return Page<R>(row, *c.query_keys, keys); }), keys);
}

bool cheap_covariances(const Case& c, std::span<const Key> keys) {
  const std::size_t dimension = c.query_keys->query().size();
  return keys.size() * dimension * dimension <= most_coordinates;
}

/// The scores less m are c times the sum over x of q_x (k_x - kbar_x), as vectors over the keys; the last
/// bound is the triangle inequality of their lengths.
struct KeyMoments {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    each_page(row, c, [&](const auto& page, std::span<const Key> keys) {
      out.at_most("sqrt(v) <= c sum |q_x| sd_x", on_one_ray(*c.query_keys, keys), [&] {
        return Both<R>{page().deviation(), page().box()};
      });
      out.equal_on_scale("m = c q.kbar", [&] {
        return Both<R>{page().mean(), page().score_of_mean(), page().largest_terms()};
      });
      if (cheap_covariances(c, keys))
        out.equal_on_scale("v = c^2 q' Sigma q", [&] {
          const R box = page().box();
          return Both<R>{page().variance(), page().quadratic_form(keys.size()), R(box * box)};
        });
    });
  }
};

struct FewerForDivisor {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    each_page(row, c, [&](const auto& page, std::span<const Key> keys) {
      if (keys.size() > 1 && cheap_covariances(c, keys))
        out.equal("v = c^2 q' Sigma q with the divisor n_b - 1", [&] {
          return Both<R>{page().variance(), page().quadratic_form(keys.size() - 1)};
        });
    });
  }
};
struct DiagonalAlone {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    each_page(row, c, [&](const auto& page, std::span<const Key>) {
      out.equal("v = c^2 sum q_x^2 sd_x^2", [&] {
        return Both<R>{page().variance(), page().diagonal_form()};
      });
    });
  }
};
struct RootOfSquares {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    each_page(row, c, [&](const auto& page, std::span<const Key>) {
      out.at_most("sqrt(v) <= c sqrt(sum q_x^2 sd_x^2)", [&] {
        using std::sqrt;
        return Both<R>{page().deviation(), R(sqrt(page().diagonal_form()))};
      });
    });
  }
};
struct SignedQuery {
  template <class R>
  static void sides(Evaluator<R>& row, const Case& c, Sides<R>& out) {
    each_page(row, c, [&](const auto& page, std::span<const Key>) {
      out.at_most("sqrt(v) <= c |sum q_x sd_x|", [&] {
        return Both<R>{page().deviation(), page().signed_box()};
      });
    });
  }
};

const Hypothesis hypotheses[] = {
    {"query, keys and searches are given", searches_given, Without::meaningless},
    {"the keys of a page opened first have at most 2048 coordinates",
     [](const Case& c) { return !pages(c).empty(); }, Without::costly},
};

/// One page of keys with this query.
Case page_case(std::vector<double> query, std::vector<double> entries, double scale) {
  const std::size_t n = entries.size() / query.size();
  Case c = top_k_case(std::vector<double>(n), 1);
  c.query_keys = std::make_shared<const QueryKeys>(
      query, std::make_shared<const Values>(n, query.size(), std::move(entries)), c.scores->finite(), scale);
  std::vector<Key> keys(c.scores->finite().begin(), c.scores->finite().end());
  c.searches = {
      {.k = 1,
       .growth = 0,
       .epsilon = 0.5,
       .cells = std::make_shared<const Cells>(*c.query_keys, std::vector<Cell>{{std::move(keys), 100}})}};
  return c;
}
/// q_x (k_x - kbar_x) = (-2, 2) and (-1, 1).
Case one_ray() {
  return page_case({2, -1}, {1, 1, 3, -1}, 0.5);
}

const Mutant mutants[] = {
    {"tightened", "0.99 of the bound of the deviation", sides_of<Tightened<KeyMoments, 0>>(), one_ray},
    {"fewer-for-divisor", "n_b - 1 for n_b in Sigma", sides_of<FewerForDivisor>(), one_ray},
    {"diagonal-alone", "variances for covariances", sides_of<DiagonalAlone>(), one_ray},
    {"root-of-squares", "the root of the sum of squares for the sum", sides_of<RootOfSquares>(), one_ray},
    {"signed-query", "q_x for |q_x|", sides_of<SignedQuery>(), one_ray},
};

} // namespace

extern const Theorem key_moments = {
    .id = "key-moments",
    .words = "moments of keys give moments of scores",
    .section = 6,
    .statement = "scores s_j = c q.k_j over a page of n_b keys, c > 0, kbar their mean, Sigma their "
                 "covariance with divisor n_b, sd_x the deviation of coordinate x: m = c q.kbar, v = c^2 q' "
                 "Sigma q, sqrt(v) <= c sum |q_x| sd_x",
    .equality_case =
        "last: the vectors over the keys of q_x (k_x - kbar_x) are nonnegative multiples of one another",
    .source = "B",
    .scope = Scope::row,
    .needs = parts<part::Searches>,
    .hypotheses = hypotheses,
    .sides = sides_of<KeyMoments>(),
    .witness = one_ray,
    .no_witness_because = {},
    .mutants = mutants,
    .tex = R"(
For scores $s_j=c\,q\cdot k_j$ over a page of $n_b$ keys, $c>0$, with mean key $\bar k$, covariance $\Sigma$ of divisor $n_b$ and deviation $\mathrm{sd}_x$ of coordinate $x$,
$$m=c\,q\cdot\bar k,\qquad v=c^2\,q^{\mathsf T}\Sigma\,q,\qquad\sqrt v\le c\sum_x|q_x|\,\mathrm{sd}_x.$$
if: query, keys and searches are given
if: the keys of a page opened first have at most 2048 coordinates
eq: last: the vectors over the keys of $q_x(k_x-\bar k_x)$ are nonnegative multiples of one another)",
};

} // namespace tailmass
