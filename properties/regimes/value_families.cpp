// Values that are ordinary, and those near the equality cases of the output bounds.
#include "properties/regimes/value_families.hpp"

namespace tailmass::properties::regimes {

namespace {

std::vector<double> normal_vector(std::size_t dimension, RandomStream& random) {
  std::vector<double> v(dimension);
  for (double& x : v)
    x = random.normal();
  return v;
}

/// Key by key what `of` gives as d coordinates.
template <class Of>
std::vector<double> entries(const Case& c, const Of& of) {
  std::vector<double> all;
  for (Key key = 0; key < c.scores->size(); ++key) {
    const std::vector<double> v = of(key);
    all.insert(all.end(), v.begin(), v.end());
  }
  return all;
}

std::vector<double> scaled(std::vector<double> v, double factor) {
  for (double& x : v)
    x *= factor;
  return v;
}

/// Gives all keys of a side one vector.
std::vector<double> two_vectors(const Case& c, const std::vector<double>& head,
                                const std::vector<double>& tail) {
  std::vector<bool> kept(c.scores->size());
  for (const Key key : c.head.head())
    kept[key] = true;
  return entries(c, [&](Key key) { return kept[key] ? head : tail; });
}

constexpr ValueFamily families[] = {
    {"random", "independent Gaussian coordinates",
     [](const Case& c, std::size_t d, RandomStream& random) {
       return entries(c, [&](Key) { return normal_vector(d, random); });
     }},
    {"collinear", "multiples of one vector",
     [](const Case& c, std::size_t d, RandomStream& random) {
       const std::vector<double> along = normal_vector(d, random);
       return entries(c, [&](Key) { return scaled(along, static_cast<double>(random.below(9)) - 4); });
     }},
    {"constant-sides", "one vector for the head, another for the tail",
     [](const Case& c, std::size_t d, RandomStream& random) {
       const std::vector<double> head = normal_vector(d, random);
       return two_vectors(c, head, normal_vector(d, random));
     }},
    {"opposite", "one vector for the head, its negative for the tail",
     [](const Case& c, std::size_t d, RandomStream& random) {
       const std::vector<double> head = normal_vector(d, random);
       return two_vectors(c, head, scaled(head, -1));
     }},
    {"simplex", "unit vectors, so that the output is a distribution over the axes",
     [](const Case& c, std::size_t d, RandomStream& random) {
       return entries(c, [&](Key) {
         std::vector<double> v(d);
         v[random.below(d)] = 1;
         return v;
       });
     }},
    {"duplicated", "copies of at most four vectors",
     [](const Case& c, std::size_t d, RandomStream& random) {
       std::vector<std::vector<double>> few(1 + random.below(4));
       for (std::vector<double>& v : few)
         v = normal_vector(d, random);
       return entries(c, [&](Key) { return few[random.below(few.size())]; });
     }},
    {"equal", "one vector for all keys",
     [](const Case& c, std::size_t d, RandomStream& random) {
       const std::vector<double> v = normal_vector(d, random);
       return two_vectors(c, v, v);
     }},
    {"offset", "Gaussian beside a large common vector",
     [](const Case& c, std::size_t d, RandomStream& random) {
       const std::vector<double> common = scaled(normal_vector(d, random), 1 << 20);
       return entries(c, [&](Key) {
         std::vector<double> v = normal_vector(d, random);
         for (std::size_t axis = 0; axis < d; ++axis)
           v[axis] += common[axis];
         return v;
       });
     }},
};

} // namespace

std::span<const ValueFamily> value_families() {
  return families;
}

} // namespace tailmass::properties::regimes
