// Threads that wait for work, each on a processor of its own.
#pragma once

#include <barrier>
#include <cstddef>
#include <functional>
#include <thread>
#include <vector>

namespace tailmass::reports::bench {

/// One thread on each of the processors given.
class Team {
public:
  explicit Team(const std::vector<int>& processors);
  ~Team();
  Team(const Team&) = delete;
  Team& operator=(const Team&) = delete;

  [[nodiscard]] std::size_t size() const { return threads_.size(); }
  /// Calls work(0) .. work(size() - 1) at once and returns when all are done. It must not throw.
  void run(const std::function<void(std::size_t)>& work);

private:
  std::barrier<> start_;
  std::barrier<> end_;
  const std::function<void(std::size_t)>* work_ = nullptr; // none: the end
  std::vector<std::jthread> threads_;
};

} // namespace tailmass::reports::bench
