// Calls of a function that is compiled for several instruction sets, on that of the calling thread.
#pragma once

#include <hwy/targets.h>

namespace tailmass::fast {

/// Its entry in Highway's tables; not set before the thread's first call.
extern constinit thread_local hwy::ChosenTarget chosen_by_thread;
void choose_best_target();

inline const hwy::ChosenTarget& chosen_target() {
  if (!chosen_by_thread.IsInitialized()) [[unlikely]]
    choose_best_target();
  return chosen_by_thread;
}

} // namespace tailmass::fast

// A macro, as Highway makes the table's name from the function's. Where one instruction set alone is compiled
// there is no table.
#if HWY_IDE || ((HWY_TARGETS & (HWY_TARGETS - 1)) == 0)
#define TAILMASS_ON_TARGET(function) HWY_DYNAMIC_DISPATCH(function)
#else
#define TAILMASS_ON_TARGET(function)                                                                         \
  (*(HWY_DISPATCH_TABLE(function)[tailmass::fast::chosen_target().GetIndex()]))
#endif
