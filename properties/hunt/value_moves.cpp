// Moves of values and of a centre among them.
#include "properties/generated/axes.hpp"
#include "properties/hunt/moves.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <numeric>

namespace tailmass::properties::hunt {

namespace {

/// The n x d entries, to be changed and put back.
struct Entries {
  explicit Entries(const Case& c) : d(c.values->dimension()) {
    for (std::size_t key = 0; key < c.values->keys(); ++key)
      all.insert(all.end(), c.values->of(key).begin(), c.values->of(key).end());
  }
  /// Gives key `to` the vector of `from` times `by`.
  void copy(Key from, Key to, double by = 1) {
    for (std::size_t axis = 0; axis < d; ++axis)
      all[to * d + axis] = by * all[from * d + axis];
  }
  [[nodiscard]] Case put_into(const Case& c) && {
    Case made = c;
    made.values = std::make_shared<const Values>(all.size() / d, d, std::move(all));
    return made;
  }
  std::size_t d;
  std::vector<double> all;
};

Key any_key(const Case& c, RandomStream& random) {
  return static_cast<Key>(random.below(c.values->keys()));
}

double step(RandomStream& random) {
  return std::ldexp(random.normal(), static_cast<int>(random.below(44)) - 40);
}

/// One vector for all keys of a side, or of both.
Case constant_sides(const Case& c, RandomStream& random) {
  Entries v(c);
  const std::size_t which = random.below(3);
  const auto constant = [&](std::span<const Key> keys) {
    const Key from = keys.empty() ? Key{0} : keys[random.below(keys.size())];
    for (const Key key : keys)
      v.copy(from, key);
  };
  if (which != 1)
    constant(c.head.head());
  if (which != 0)
    constant(c.head.tail());
  return std::move(v).put_into(c);
}

/// u on the head and -u on the tail, about the centre where there is one.
Case opposite_sides(const Case& c, RandomStream& random) {
  Entries v(c);
  const Key from = c.head.head()[random.below(c.head.size())];
  for (const Key key : c.head.head())
    v.copy(from, key);
  for (const Key key : c.head.tail()) {
    v.copy(from, key, -1);
    if (!c.centre.empty() && random.below(2) == 0)
      for (std::size_t axis = 0; axis < v.d; ++axis)
        v.all[key * v.d + axis] = 2 * c.centre[axis] - v.all[from * v.d + axis];
  }
  return std::move(v).put_into(c);
}

Case same_vector(const Case& c, RandomStream& random) {
  Entries v(c);
  v.copy(any_key(c, random), any_key(c, random), random.below(4) == 0 ? -1 : 1);
  return std::move(v).put_into(c);
}

Case one_entry(const Case& c, RandomStream& random) {
  Entries v(c);
  v.all[random.below(v.all.size())] += step(random);
  return std::move(v).put_into(c);
}

Case all_entries(const Case& c, RandomStream& random) {
  Entries v(c);
  const double size = step(random);
  for (double& entry : v.all)
    entry += size * random.normal();
  return std::move(v).put_into(c);
}

Case simple_entry(const Case& c, RandomStream& random) {
  Entries v(c);
  constexpr double choices[] = {0, 1, -1, 2, 1e6, -1e-6, 5e-324, -2.3e-308, 8e307, -8e307};
  v.all[random.below(v.all.size())] = choices[random.below(std::size(choices))];
  return std::move(v).put_into(c);
}

Case scaled(const Case& c, RandomStream& random) {
  Entries v(c);
  const double by = std::ldexp(1, static_cast<int>(random.below(9)) - 4);
  for (double& entry : v.all)
    entry *= by;
  return std::move(v).put_into(c);
}

/// The largest entry anywhere in the range of a double, its ends included.
Case anywhere_in_range(const Case& c, RandomStream& random) {
  Entries v(c);
  double largest = 0;
  for (const double entry : v.all)
    largest = std::max(largest, std::abs(entry));
  if (largest == 0)
    return c;
  constexpr int least = std::numeric_limits<double>::min_exponent - std::numeric_limits<double>::digits;
  constexpr int exponents = std::numeric_limits<double>::max_exponent - least;
  const int by = least + static_cast<int>(random.below(exponents)) - std::ilogb(largest);
  for (double& entry : v.all)
    entry = std::ldexp(entry, by);
  return std::move(v).put_into(c);
}

/// All vectors on one line: other coordinates 0.
Case collinear(const Case& c, RandomStream& random) {
  Entries v(c);
  const std::size_t kept = random.below(v.d);
  for (std::size_t i = 0; i < v.all.size(); ++i)
    v.all[i] = i % v.d == kept ? v.all[i] : 0;
  return std::move(v).put_into(c);
}

Case one_axis_less(const Case& c, RandomStream& random) {
  const std::size_t d = c.values->dimension();
  return d == 1 ? c : generated::without_axis(c, random.below(d));
}

Case another_centre(const Case& c, RandomStream& random) {
  Case made = c;
  if (made.centre.empty())
    return made;
  const auto a = c.values->of(any_key(c, random)), b = c.values->of(any_key(c, random));
  const std::size_t how = random.below(4);
  for (std::size_t axis = 0; axis < made.centre.size(); ++axis)
    made.centre[axis] = how == 0   ? 0
                        : how == 1 ? a[axis]
                        : how == 2 ? std::midpoint(a[axis], b[axis])
                                   : made.centre[axis] + step(random);
  return made;
}

constexpr Move moves_of_values[] = {
    {"constant-sides", constant_sides}, {"opposite-sides", opposite_sides},
    {"same-vector", same_vector},       {"one-entry", one_entry},
    {"all-entries", all_entries},       {"simple-entry", simple_entry},
    {"scale-values", scaled},           {"anywhere-in-range", anywhere_in_range},
    {"collinear", collinear},           {"one-axis-less", one_axis_less},
};
constexpr Move moves_of_centre[] = {{"another-centre", another_centre}};

} // namespace

std::span<const Move> value_moves() {
  return moves_of_values;
}

std::span<const Move> centre_moves() {
  return moves_of_centre;
}

} // namespace tailmass::properties::hunt
