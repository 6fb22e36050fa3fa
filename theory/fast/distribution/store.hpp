// Scores that blocks append to an array, which grows as they need.
#pragma once

#include "theory/fast/kernels/kernels.hpp"

#include <algorithm>
#include <cstddef>
#include <memory>

namespace tailmass::fast {

/// An array whose room is not filled before it is written.
template <class T>
class Store {
public:
  Store() = default;
  explicit Store(std::size_t expected) { grow(expected); }

  /// Returns where a block is to append up to `count` scores, with a vector's room to spare.
  T* room(std::size_t count) {
    if (capacity_ < size_ + count + spare)
      grow(2 * capacity_ + count + spare);
    return scores_.get() + size_;
  }
  void added(std::size_t count) { size_ += count; }

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] const T* data() const { return scores_.get(); }
  [[nodiscard]] const T* begin() const { return data(); }
  [[nodiscard]] const T* end() const { return data() + size_; }

private:
  void grow(std::size_t capacity) {
    auto grown = std::make_unique_for_overwrite<T[]>(capacity);
    std::copy_n(scores_.get(), size_, grown.get());
    scores_ = std::move(grown);
    capacity_ = capacity;
  }

  std::unique_ptr<T[]> scores_;
  std::size_t size_ = 0, capacity_ = 0;
};

} // namespace tailmass::fast
