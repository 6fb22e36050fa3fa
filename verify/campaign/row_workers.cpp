// Threads that take one row after another.
#include "verify/campaign/row_workers.hpp"

#include "theory/numbers/assumed_arithmetic.hpp"
#include "theory/numbers/ball.hpp"

#include <algorithm>
#include <exception>
#include <thread>
#include <vector>

namespace tailmass::verify::campaign {

namespace {

/// The first fault by row, whichever thread met it.
class FirstError {
public:
  void note(std::size_t index, std::exception_ptr error) {
    const std::lock_guard lock(mutex_);
    if (!error_ || index < index_) {
      index_ = index;
      error_ = std::move(error);
    }
    any_ = true;
  }
  [[nodiscard]] bool any() const { return any_; }
  void rethrow() const {
    if (error_)
      std::rethrow_exception(error_);
  }

private:
  std::mutex mutex_;
  std::atomic<bool> any_ = false;
  std::size_t index_ = 0;
  std::exception_ptr error_;
};

} // namespace

unsigned threads_for(unsigned threads) {
  return threads != 0 ? threads : std::max(1U, std::thread::hardware_concurrency());
}

unsigned share_rows(std::size_t total, const WorkOptions& options,
                    const std::function<RowWorker()>& make_worker) {
  FirstError fault;
  std::atomic<std::size_t> next = 0;
  std::atomic<std::size_t> done = 0;
  const auto stopped = [&] { return fault.any() || (options.stop && options.stop->load()); };
  const auto work = [&] {
    const RowWorker worker = make_worker();
    while (!stopped()) {
      const std::size_t index = next++;
      if (index >= total)
        break;
      try {
        worker(index);
        if (const std::size_t finished = ++done; options.progress)
          options.progress(finished, total);
      } catch (...) {
        fault.note(index, std::current_exception());
      }
    }
  };
  const auto thread = [&] {
    const AssumedArithmetic assumed; // threads inherit the caller's
    work();
    release_thread_caches(); // after the worker and its balls are gone
  };
  const unsigned wanted = threads_for(options.threads);
  {
    std::vector<std::jthread> threads;
    for (unsigned i = 0; i < wanted; ++i)
      threads.emplace_back(thread);
  }
  fault.rethrow();
  return wanted;
}

} // namespace tailmass::verify::campaign
