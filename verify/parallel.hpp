// A loop shared by threads.
#pragma once

#include <cstddef>
#include <functional>

namespace tailmass {

/// Calls body(i) once for every i < count, on this many threads (0: one a core), in no order. An exception
/// stops the loop and is thrown again, that of the least i where several threads met one.
void for_each_on_all_cores(std::size_t count, unsigned threads, const std::function<void(std::size_t)>& body);

/// The number of threads meant by `threads`.
[[nodiscard]] unsigned threads_for(unsigned threads);

} // namespace tailmass
