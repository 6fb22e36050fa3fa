// Threads that take one row after another.
#include "verify/campaign/row_workers.hpp"

#include "theory/numbers/assumed_arithmetic.hpp"
#include "theory/numbers/ball.hpp"

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <optional>
#include <set>
#include <thread>
#include <vector>

namespace tailmass::verify::campaign {

namespace {

/// Hands out rows in their order, none of them far ahead of one that is still in work, and keeps the first
/// fault by row, whichever thread met it.
class Rows {
public:
  Rows(std::size_t total, const WorkOptions& options) : total_(total), options_(options) {}

  /// Returns the next row, once it may be begun; nothing where there is none, or the work has ended.
  std::optional<std::size_t> begin() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return ended() || next_ < first_in_work() + most_rows_ahead; });
    if (ended())
      return std::nullopt;
    in_work_.insert(next_);
    return next_++;
  }
  /// Returns how many rows are done.
  std::size_t end(std::size_t row) {
    const std::lock_guard lock(mutex_);
    leave(row);
    return ++done_;
  }
  void fail(std::size_t row, std::exception_ptr error) {
    const std::lock_guard lock(mutex_);
    leave(row);
    if (!error_ || row < row_at_fault_) {
      row_at_fault_ = row;
      error_ = std::move(error);
    }
  }
  void rethrow() const {
    if (error_)
      std::rethrow_exception(error_);
  }

private:
  [[nodiscard]] bool ended() const {
    return next_ >= total_ || error_ || (options_.stop && options_.stop->load());
  }
  [[nodiscard]] std::size_t first_in_work() const { return in_work_.empty() ? next_ : *in_work_.begin(); }
  void leave(std::size_t row) {
    in_work_.erase(row);
    changed_.notify_all();
  }

  const std::size_t total_;
  const WorkOptions& options_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::set<std::size_t> in_work_;
  std::size_t next_ = 0, done_ = 0, row_at_fault_ = 0;
  std::exception_ptr error_;
};

} // namespace

unsigned threads_for(unsigned threads) {
  return threads != 0 ? threads : std::max(1U, std::thread::hardware_concurrency());
}

unsigned share_rows(std::size_t total, const WorkOptions& options,
                    const std::function<RowWorker()>& make_worker) {
  Rows rows(total, options);
  const auto work = [&] {
    const RowWorker worker = make_worker();
    while (const std::optional<std::size_t> row = rows.begin())
      try {
        worker(*row);
        if (const std::size_t done = rows.end(*row); options.progress)
          options.progress(done, total);
      } catch (...) {
        rows.fail(*row, std::current_exception());
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
  rows.rethrow();
  return wanted;
}

} // namespace tailmass::verify::campaign
