// The value vectors of the keys.
#pragma once

#include "theory/nouns/lazy_results.hpp"

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace tailmass {

/// V in R^{n x d}, one vector a key, row-major. n, d >= 1, every entry finite. Immutable. Key vectors are
/// held the same way.
class Values {
public:
  /// `entries` holds n x d numbers, key by key. Throws DomainError on zero sizes, a wrong count, NaN or
  /// infinity; `noun` is what its message calls an entry.
  Values(std::size_t keys, std::size_t dimension, std::vector<double> entries,
         std::string_view noun = "value");

  [[nodiscard]] std::size_t keys() const { return keys_; }
  [[nodiscard]] std::size_t dimension() const { return dimension_; }
  [[nodiscard]] double at(std::size_t key, std::size_t axis) const {
    return entries_[key * dimension_ + axis];
  }
  [[nodiscard]] std::span<const double> of(std::size_t key) const {
    return std::span(entries_).subspan(key * dimension_, dimension_);
  }

  /// What is expensive, depends on this matrix alone and serves all of its rows: a T(values), made once
  /// whichever thread asks first, and shared by all. It lives as long as the matrix and its copies do.
  template <class T>
  [[nodiscard]] const T& derived() const {
    return derived_->of<T>(*this);
  }

private:
  std::size_t keys_;
  std::size_t dimension_;
  std::vector<double> entries_;
  std::shared_ptr<LazyResults<Values>> derived_ = std::make_shared<LazyResults<Values>>();
};

/// Whether the value vectors of two keys are the same vector (so that +0 equals -0).
[[nodiscard]] bool same_value(const Values& values, std::size_t a, std::size_t b);

/// Whether all the keys named have the same value vector; true of no key at all.
[[nodiscard]] bool constant_over(const Values& values, std::span<const unsigned> keys);

} // namespace tailmass
