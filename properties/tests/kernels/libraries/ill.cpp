// Kernels that select rightly and behave badly, by FAULT: 'c' crashes and 'h' hangs on rows with a masked
// key, 'o' writes one index too many where k is odd, 'r' picks among ties by a counter, 'f' fails, 'e' ends
// its process, 'w' writes to its input, 'a' is of another ABI, 'u' takes no case, 'l' crashes when it is
// loaded.
#include <tailmass/kernel.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <numeric>
#include <stdexcept>
#include <vector>

extern "C" const tailmass_kernel_info* tailmass_kernel_describe() {
  static const DLDataType f32{kDLFloat, 32, 1};
  static const tailmass_kernel_info info{.abi = FAULT == 'a' ? 7 : TAILMASS_KERNEL_ABI,
                                         .results = TAILMASS_INDICES,
                                         .name = "ill",
                                         .scores = f32,
                                         .values = f32,
                                         .lse = f32,
                                         .output = f32,
                                         .lse_base = 0,
                                         .least_keys = 0,
                                         .most_keys = 2000,
                                         .keys_multiple = 0,
                                         .least_k = 0,
                                         .most_k = 0,
                                         .dimension = 0,
                                         .most_rows = 1,
                                         .thread_safe = 0};
  if (FAULT == 'l')
    std::abort();
  return &info;
}

extern "C" int tailmass_kernel_run(const tailmass_kernel_call* call) {
  auto* s = static_cast<float*>(call->scores.data);
  const std::int64_t n = call->scores.shape[1];
  const bool masked = std::any_of(s, s + n, [](float x) { return std::isinf(x); });
  if (FAULT == 'c' && masked)
    std::abort();
  for (volatile bool on = true; FAULT == 'h' && masked && on;) {
  }
  if (FAULT == 'e' && masked)
    std::exit(3);
  if (FAULT == 't' && masked)
    throw std::runtime_error("no mask");
  if (FAULT == 'w')
    s[0] = 0;
  if (FAULT == 'u')
    return TAILMASS_UNSUPPORTED;
  if (FAULT == 'f' && masked) {
    (void)std::snprintf(call->message, call->message_size, "no room for %d keys", static_cast<int>(n));
    return TAILMASS_FAILED;
  }
  static int count = 0;
  const bool other = FAULT == 'r' && ++count % 2 == 0;
  std::vector<std::int32_t> keys(static_cast<std::size_t>(n));
  std::iota(keys.begin(), keys.end(), 0);
  std::sort(keys.begin(), keys.end(), [&](int a, int b) {
    return s[a] != s[b] ? s[a] > s[b] : other ? a > b : a < b;
  });
  const std::int64_t written = call->k + (FAULT == 'o' && call->k % 2 == 1 ? 1 : 0);
  auto* indices = static_cast<std::int32_t*>(call->indices.data);
  for (std::int64_t j = 0; j < written; ++j)
    indices[j] = j < n ? keys[static_cast<std::size_t>(j)] : 0;
  return TAILMASS_OK;
}
