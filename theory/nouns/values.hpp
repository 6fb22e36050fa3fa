// The value vectors of the keys.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <typeindex>
#include <vector>

namespace tailmass {

/// V in R^{n x d}, one vector a key, row-major. n, d >= 1, every entry finite. Immutable.
class Values {
public:
  /// `entries` holds n x d numbers, key by key. Throws DomainError on zero sizes, a wrong count, NaN or
  /// infinity.
  Values(std::size_t keys, std::size_t dimension, std::vector<double> entries);

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
    const std::scoped_lock lock(derived_->mutex);
    std::shared_ptr<const void>& slot = derived_->results[typeid(T)];
    if (!slot)
      slot = std::make_shared<const T>(*this);
    return *static_cast<const T*>(slot.get());
  }

private:
  struct Derived {
    std::recursive_mutex mutex; // one T may be made from another
    std::map<std::type_index, std::shared_ptr<const void>> results;
  };

  std::size_t keys_;
  std::size_t dimension_;
  std::vector<double> entries_;
  std::shared_ptr<Derived> derived_ = std::make_shared<Derived>();
};

/// Whether the value vectors of two keys are the same vector (so that +0 equals -0).
[[nodiscard]] bool same_value(const Values& values, std::size_t a, std::size_t b);

/// Whether all the keys named have the same value vector; true of no key at all.
[[nodiscard]] bool constant_over(const Values& values, std::span<const unsigned> keys);

} // namespace tailmass
