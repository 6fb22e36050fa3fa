// Full attention by an online softmax over tiles: lse and output of all keys, in the format ELEMENT with sums
// in ACCUMULATOR. Where the maximum grows, what was summed so far is rescaled; with FORGETFUL the output is
// not.
#include "element.hpp"
#include <cmath>
#include <tailmass/kernel.h>

#include <algorithm>
#include <cstdint>
#include <vector>

namespace {

constexpr std::int64_t tile = 64;

void attend(const ELEMENT* s, std::int64_t n, const ELEMENT* v, std::int64_t d, ELEMENT* lse,
            ELEMENT* output) {
  ACCUMULATOR top = -INFINITY, sum = 0;
  std::vector<ACCUMULATOR> mean(static_cast<std::size_t>(d), 0);
  for (std::int64_t from = 0; from < n; from += tile) {
    const std::int64_t to = std::min(n, from + tile);
    ACCUMULATOR largest = top;
    for (std::int64_t i = from; i < to; ++i)
      largest = std::max<ACCUMULATOR>(largest, number(s[i]));
    if (largest == -INFINITY)
      continue;
    const ACCUMULATOR rescale = std::exp(top - largest);
    top = largest;
    sum *= rescale;
#ifndef FORGETFUL
    for (ACCUMULATOR& coordinate : mean)
      coordinate *= rescale;
#endif
    for (std::int64_t i = from; i < to; ++i) {
      const ACCUMULATOR weight = std::exp(number(s[i]) - top);
      sum += weight;
      for (std::int64_t x = 0; x < d; ++x)
        mean[static_cast<std::size_t>(x)] += weight * number(v[i * d + x]);
    }
  }
  *lse = element<ELEMENT>(top + std::log(sum));
  for (std::int64_t x = 0; x < d; ++x)
    output[x] = element<ELEMENT>(mean[static_cast<std::size_t>(x)] / sum);
}

} // namespace

extern "C" const tailmass_kernel_info* tailmass_kernel_describe() {
  static const DLDataType type{FORMAT, 8 * sizeof(ELEMENT), 1};
  static const tailmass_kernel_info info{.abi = TAILMASS_KERNEL_ABI,
                                         .results = TAILMASS_LSE | TAILMASS_OUTPUT,
                                         .name = "online",
                                         .scores = type,
                                         .values = type,
                                         .lse = type,
                                         .output = type,
                                         .lse_base = 0,
                                         .least_keys = 0,
                                         .most_keys = 16384,
                                         .keys_multiple = 64,
                                         .least_k = 0,
                                         .most_k = 0,
                                         .dimension = 16,
                                         .most_rows = 2,
                                         .thread_safe = 1};
  return &info;
}

extern "C" int tailmass_kernel_run(const tailmass_kernel_call* call) {
  const std::int64_t rows = call->scores.shape[0], n = call->scores.shape[1], d = call->values.shape[1];
  for (std::int64_t r = 0; r < rows; ++r)
    attend(static_cast<const ELEMENT*>(call->scores.data) + r * n, n,
           static_cast<const ELEMENT*>(call->values.data), d, static_cast<ELEMENT*>(call->lse.data) + r,
           static_cast<ELEMENT*>(call->output.data) + r * d);
  return TAILMASS_OK;
}
