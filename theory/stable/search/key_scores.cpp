// Scores q . k in double, with the error of each.
#include "theory/stable/search/key_scores.hpp"

#include "theory/numbers/assumed_arithmetic.hpp"

namespace tailmass::stable {

double KeyScore::upper() const {
  return std::nextafter(value.high + (value.low + 2 * error), infinity);
}

double KeyScore::lower() const {
  return std::nextafter(value.high + (value.low - 2 * error), -infinity);
}

KeyScore key_score(std::span<const double> query, std::span<const double> key, double scale) {
  const AssumedArithmetic assumed;
  const std::size_t d = query.size();
  CompensatedSum<double> sum;
  double magnitude = 0;
  for (std::size_t axis = 0; axis < d; ++axis) {
    sum.add_product(query[axis], key[axis]);
    magnitude += std::abs(query[axis] * key[axis]);
  }
  const Pair<double> dot = sum.pair();
  Pair<double> product = two_product(scale, dot.high);
  product = two_sum(product.high, std::fma(scale, dot.low, product.low));
  const double dot_error =
      padded(compensated_error<double>(2 * d) * magnitude) + static_cast<double>(d) * smallest_subnormal<>;
  return {product, padded(scale * dot_error) +
                       4 * unit_roundoff<> * unit_roundoff<> * std::abs(product.high) +
                       4 * smallest_subnormal<>};
}

KeyScores::KeyScores(const QueryKeys& query_keys) : scores_(query_keys.size()) {
  for (const Key key : query_keys.unmasked())
    scores_[key] = key_score(query_keys, key);
}

} // namespace tailmass::stable
