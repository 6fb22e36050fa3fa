// Waiting and working.
#include "reports/bench/team.hpp"

#include "reports/bench/clock.hpp"
#include "theory/fast/kernels/targets.hpp"

namespace tailmass::reports::bench {

Team::Team(const std::vector<int>& processors)
    : start_(static_cast<std::ptrdiff_t>(processors.size()) + 1),
      end_(static_cast<std::ptrdiff_t>(processors.size()) + 1) {
  for (std::size_t i = 0; i < processors.size(); ++i)
    threads_.emplace_back([this, i, processor = processors[i], target = fast::target_in_use()] {
      pin_to(processor);
      const fast::OnTarget on(target);
      for (;;) {
        start_.arrive_and_wait();
        if (work_ == nullptr)
          return;
        (*work_)(i);
        end_.arrive_and_wait();
      }
    });
}

Team::~Team() {
  work_ = nullptr;
  start_.arrive_and_wait();
}

void Team::run(const std::function<void(std::size_t)>& work) {
  work_ = &work;
  start_.arrive_and_wait();
  end_.arrive_and_wait();
}

} // namespace tailmass::reports::bench
