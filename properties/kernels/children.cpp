// Lending children, and starting more.
#include "properties/kernels/children.hpp"

namespace tailmass::properties::kernels {

Children::Children(Open open, double seconds) : open_(std::move(open)), seconds_(seconds) {
  auto first = std::make_unique<Child>(open_, seconds_);
  hello_ = first->hello();
  idle_.push_back(std::move(first));
}

std::unique_ptr<Child> Children::taken() const {
  {
    const std::lock_guard lock(idle_mutex_);
    if (!idle_.empty()) {
      auto child = std::move(idle_.back());
      idle_.pop_back();
      return child;
    }
  }
  return std::make_unique<Child>(open_, seconds_);
}

void Children::give_back(std::unique_ptr<Child> child) const {
  const std::lock_guard lock(idle_mutex_);
  if (child->alive())
    idle_.push_back(std::move(child));
}

} // namespace tailmass::properties::kernels
