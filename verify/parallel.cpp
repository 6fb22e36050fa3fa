// A loop shared by threads.
#include "verify/parallel.hpp"

#include "theory/numbers/ball.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace tailmass {

unsigned threads_for(unsigned threads) {
  return threads != 0 ? threads : std::max(1U, std::thread::hardware_concurrency());
}

void for_each_on_all_cores(std::size_t count, unsigned threads,
                           const std::function<void(std::size_t)>& body) {
  std::atomic<std::size_t> next = 0;
  std::atomic<bool> stopped = false;
  std::mutex mutex;
  std::size_t first_fault = count;
  std::exception_ptr error;
  const auto work = [&] {
    while (!stopped) {
      const std::size_t i = next++;
      if (i >= count)
        break;
      try {
        body(i);
      } catch (...) {
        const std::lock_guard lock(mutex);
        if (i < first_fault) {
          first_fault = i;
          error = std::current_exception();
        }
        stopped = true;
      }
    }
    release_thread_caches();
  };
  {
    std::vector<std::jthread> workers;
    for (unsigned i = 0; i < threads_for(threads); ++i)
      workers.emplace_back(work);
  }
  if (error)
    std::rethrow_exception(error);
}

} // namespace tailmass
