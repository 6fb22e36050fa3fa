// Work sharing and merging in the order of rows.
#include "verify/campaign.hpp"

#include "theory/numbers/ball.hpp"
#include "verify/row_campaign.hpp"

#include <algorithm>
#include <exception>
#include <fmt/format.h>
#include <map>
#include <mutex>
#include <optional>
#include <thread>

namespace tailmass {

namespace {

constexpr std::size_t most_stored_failures = 50;

/// Collects row results and merges them as soon as all earlier rows are in.
class Collector {
public:
  Collector(std::span<const Theorem* const> theorems, const CampaignOptions& options)
      : sheet_(theorems), options_(options) {}

  void enter(std::size_t index, RowResult result) {
    const std::lock_guard lock(mutex_);
    waiting_.emplace(index, std::move(result));
    while (!waiting_.empty() && waiting_.begin()->first == next_) {
      merge_row(waiting_.extract(waiting_.begin()).mapped());
      ++next_;
    }
  }

  /// The record of the rows merged so far: all, or the first ones of an interrupted run.
  Record record() {
    record_.rows = next_;
    record_.theorems = sheet_.records();
    return std::move(record_);
  }

private:
  void merge_row(RowResult result) {
    sheet_.merge(std::move(result.sheet));
    record_.cases += result.cases;
    merge(record_.consistency, result.consistency);
    for (FailedCase& failed : result.failed)
      if (record_.failures.size() < most_stored_failures) {
        std::filesystem::create_directories(options_.failures);
        const auto path = options_.failures /
                          fmt::format("{:04}-{}.json", record_.failures.size() + 1, failed.failure.theorem);
        write_case_file(path, failed.stored);
        failed.failure.case_file = path.string();
        record_.failures.push_back(std::move(failed.failure));
      }
  }

  std::mutex mutex_;
  std::map<std::size_t, RowResult> waiting_;
  std::size_t next_ = 0;
  TallySheet sheet_;
  Record record_;
  const CampaignOptions& options_;
};

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

Record run_campaign(Dataset& dataset, std::span<const Theorem* const> theorems,
                    const CampaignOptions& options) {
  const std::size_t total = dataset.rows();
  Collector collector(theorems, options);
  FirstError fault;
  std::atomic<std::size_t> next = 0;
  std::atomic<std::size_t> done = 0;
  const auto stopped = [&] { return fault.any() || (options.stop && options.stop->load()); };
  const auto work = [&] {
    Judge judge;
    while (!stopped()) {
      const std::size_t index = next++;
      if (index >= total)
        break;
      try {
        collector.enter(index, judge_row(judge, dataset, index, theorems, options));
        if (const std::size_t finished = ++done; options.progress)
          options.progress(finished, total);
      } catch (...) {
        fault.note(index, std::current_exception());
      }
    }
  };
  const auto thread = [&] {
    work();
    release_thread_caches(); // after the judge and its balls are gone
  };
  const unsigned wanted =
      options.threads != 0 ? options.threads : std::max(1U, std::thread::hardware_concurrency());
  {
    std::vector<std::jthread> threads;
    for (unsigned i = 0; i < wanted; ++i)
      threads.emplace_back(thread);
  }
  fault.rethrow();
  Record record = collector.record();
  record.rows_total = total;
  record.interrupted = record.rows < total;
  record.host.threads = wanted;
  return record;
}

} // namespace tailmass
