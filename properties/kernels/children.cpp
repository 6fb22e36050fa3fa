// Lending children, and starting more.
#include "properties/kernels/children.hpp"

namespace tailmass::properties::kernels {

namespace {

/// Returns what makes a process ready that has a worker of its own, and another after each that was lost. It
/// has one thread, and may fork as often as it likes; whoever has many should not.
Open supervising(const Open& open, double seconds) {
  return [=](std::string& hello) -> Serve {
    const auto start = [=] { return std::make_unique<Child>(open, seconds, memory_file); };
    const auto worker = std::make_shared<std::unique_ptr<Child>>(start());
    hello = (*worker)->hello();
    return [=](std::span<const std::byte> input, std::span<std::byte> output) {
      if (!(*worker)->alive())
        *worker = start();
      (*worker)->resize(input.size(), output.size());
      return (*worker)->call();
    };
  };
}

/// More than a worker can take, its start included.
double longer_than(double seconds) {
  return 20 * seconds + 1000;
}

} // namespace

Children::Children(const Open& open, double seconds)
    : open_(supervising(open, seconds)), seconds_(longer_than(seconds)) {
  auto first = std::make_unique<Child>(open_, seconds_);
  hello_ = first->hello();
  idle_.push_back(std::move(first));
}

void Children::grow(unsigned callers) {
  while (idle_.size() < callers)
    idle_.push_back(std::make_unique<Child>(open_, seconds_));
}

std::unique_ptr<Child> Children::taken() const {
  std::unique_lock lock(mutex_);
  given_back_.wait(lock, [&] { return !idle_.empty() || lent_ == 0; });
  if (idle_.empty()) // somebody killed them all
    idle_.push_back(std::make_unique<Child>(open_, seconds_));
  std::unique_ptr<Child> child = std::move(idle_.back());
  idle_.pop_back();
  ++lent_;
  return child;
}

void Children::give_back(std::unique_ptr<Child> child) const {
  {
    const std::lock_guard lock(mutex_);
    --lent_;
    if (child->alive())
      idle_.push_back(std::move(child));
  }
  given_back_.notify_all();
}

} // namespace tailmass::properties::kernels
