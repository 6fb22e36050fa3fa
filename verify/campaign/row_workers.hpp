// Work on rows, or other numbered things, by all cores; its results in the order of the rows.
#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <map>
#include <mutex>
#include <utility>

namespace tailmass::verify::campaign {

class Part;
class Parts;

struct WorkOptions {
  unsigned threads = 0;                                                ///< 0: one a core
  std::function<void(std::size_t done, std::size_t total)> progress{}; ///< called by any thread
  const std::atomic<bool>* stop = nullptr; ///< once set, rows in work are finished and no more begun
  Part* part = nullptr;         ///< of work that folds: where one shard's chunks go, instead of into a record
  const Parts* parts = nullptr; ///< of work that folds: where the results come from, instead of being made
};

/// The number of threads meant by `threads` of the options.
[[nodiscard]] unsigned threads_for(unsigned threads);

/// What a thread does with each row that it takes.
using RowWorker = std::function<void(std::size_t index)>;

/// No row is begun while one so many before it is in work: results that wait for a slow row stay few.
inline constexpr std::size_t most_rows_ahead = 256;

/// Gives the rows 0 .. total - 1 to threads, each with a worker of its own from `make_worker`. What a worker
/// throws ends the work, and that of the lowest row is thrown once all threads have ended. Returns the number
/// of threads.
unsigned share_rows(std::size_t total, const WorkOptions& options,
                    const std::function<RowWorker()>& make_worker);

/// Hands results on as soon as all of the rows before are in.
template <class Result>
class InOrder {
public:
  explicit InOrder(std::function<void(Result)> merge) : merge_(std::move(merge)) {}
  /// Any thread may call it, once a row.
  void enter(std::size_t index, Result result) {
    const std::lock_guard lock(mutex_);
    waiting_.emplace(index, std::move(result));
    for (; !waiting_.empty() && waiting_.begin()->first == merged_; ++merged_)
      merge_(waiting_.extract(waiting_.begin()).mapped());
  }
  /// The number of rows handed on: all, or the first ones of work that was stopped.
  [[nodiscard]] std::size_t merged() const { return merged_; }

private:
  std::mutex mutex_;
  std::map<std::size_t, Result> waiting_;
  std::size_t merged_ = 0;
  std::function<void(Result)> merge_;
};

} // namespace tailmass::verify::campaign
