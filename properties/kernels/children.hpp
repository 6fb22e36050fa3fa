// Several processes that run the same, for several callers at once.
#pragma once

#include "properties/kernels/child.hpp"

#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace tailmass::properties::kernels {

/// Children that do the same, as many as there are callers at once, or one for all.
class Children {
public:
  /// Starts the first one. Throws as Child does.
  Children(const Open& open, double seconds);

  [[nodiscard]] const std::string& hello() const { return hello_; }
  /// Has one child only, for which callers wait.
  void keep_to_one() { one_ = true; }

  /// Calls `use` with a child of its own; one that had a fault is not used again. Any thread may.
  template <class Use>
  auto with(const Use& use) const {
    const std::unique_lock alone = one_ ? std::unique_lock(in_use_) : std::unique_lock<std::mutex>();
    std::unique_ptr<Child> child = taken();
    auto result = use(*child);
    give_back(std::move(child));
    return result;
  }

private:
  [[nodiscard]] std::unique_ptr<Child> taken() const;
  void give_back(std::unique_ptr<Child> child) const;

  Open open_;
  double seconds_;
  std::string hello_;
  bool one_ = false;
  mutable std::mutex in_use_, idle_mutex_;
  mutable std::vector<std::unique_ptr<Child>> idle_;
};

} // namespace tailmass::properties::kernels
