// Several processes that run the same, for several callers at once.
#pragma once

#include "properties/kernels/child.hpp"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace tailmass::properties::kernels {

/// Children that do the same, lent to one caller each. They are forked before there are other threads, whose
/// locks a fork would leave held for ever (those of a sanitizer's allocator, or of what the code links).
class Children {
public:
  /// Starts the first one. Throws as Child does.
  Children(const Open& open, double seconds);

  [[nodiscard]] const std::string& hello() const { return hello_; }
  /// Starts more, as many as there are callers at once.
  void grow(unsigned callers);

  /// Calls `use` with a child of its own, waiting until one is idle; one that had a fault is not used again.
  /// Any thread may.
  template <class Use>
  auto with(const Use& use) const {
    const Loan loan(*this);
    return use(*loan.child);
  }

private:
  struct Loan {
    explicit Loan(const Children& from) : children(from), child(from.taken()) {}
    ~Loan() { children.give_back(std::move(child)); }
    Loan(const Loan&) = delete;
    Loan& operator=(const Loan&) = delete;

    const Children& children;
    std::unique_ptr<Child> child;
  };
  [[nodiscard]] std::unique_ptr<Child> taken() const;
  void give_back(std::unique_ptr<Child> child) const;

  Open open_;
  double seconds_;
  std::string hello_;
  mutable std::mutex mutex_;
  mutable std::condition_variable given_back_;
  mutable std::size_t lent_ = 0;
  mutable std::vector<std::unique_ptr<Child>> idle_;
};

} // namespace tailmass::properties::kernels
