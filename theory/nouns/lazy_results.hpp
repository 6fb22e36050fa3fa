// Results that are made from one immutable object when they are first asked for.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <typeindex>

namespace tailmass {

/// What is expensive and depends on one immutable Owner alone: a T(owner), made once whichever thread asks
/// first, and shared by all. It lives as long as the owner and its copies do.
template <class Owner>
class LazyResults {
public:
  template <class T>
  const T& of(const Owner& owner) {
    const std::scoped_lock lock(mutex_);
    std::shared_ptr<const void>& slot = results_[typeid(T)];
    if (!slot)
      slot = std::make_shared<const T>(owner);
    return *static_cast<const T*>(slot.get());
  }

private:
  std::recursive_mutex mutex_; // one T may be made from another
  std::map<std::type_index, std::shared_ptr<const void>> results_;
};

} // namespace tailmass
