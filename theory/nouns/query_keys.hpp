// A query and the keys that it attends to.
#pragma once

#include "theory/nouns/scores.hpp"
#include "theory/nouns/values.hpp"

namespace tailmass {

/// One row of attention before its scores are formed: s_j = scale (q . k_j) for the keys that are not masked,
/// as real numbers, not rounded. Immutable.
class QueryKeys {
public:
  /// `query` has d coordinates, `keys` is n x d and may be shared by many rows, `unmasked` are the keys that
  /// are attended to, in any order. Throws DomainError where no key is, one is named twice or lies outside
  /// the row, the dimensions differ, the query is not finite, the scale is not a positive number, or scale
  /// times sum |q_x k_x| of a key is not below 2^1000.
  QueryKeys(std::vector<double> query, std::shared_ptr<const Values> keys, std::span<const Key> unmasked,
            double scale = 1);

  [[nodiscard]] std::span<const double> query() const { return query_; }
  [[nodiscard]] const Values& keys() const { return *keys_; }
  [[nodiscard]] const std::shared_ptr<const Values>& shared_keys() const { return keys_; }
  /// In rising order.
  [[nodiscard]] std::span<const Key> unmasked() const { return unmasked_; }
  [[nodiscard]] double scale() const { return scale_; }
  /// n, masked keys included.
  [[nodiscard]] std::size_t size() const { return keys_->keys(); }

  /// A T(query_keys), made once: see LazyResults.
  template <class T>
  [[nodiscard]] const T& derived() const {
    return derived_->of<T>(*this);
  }

private:
  std::vector<double> query_;
  std::shared_ptr<const Values> keys_;
  std::vector<Key> unmasked_;
  double scale_;
  std::shared_ptr<LazyResults<QueryKeys>> derived_ = std::make_shared<LazyResults<QueryKeys>>();
};

} // namespace tailmass
