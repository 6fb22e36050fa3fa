// A Top-k attention kernel that selects by the upper bits of a float, as radix kernels do: one coarse pass,
// then the candidates of the bin that holds the k-th key. MOST_CANDIDATES is what the bin's buffer holds; the
// keys beyond it are lost without a word. Exponentials and sums are float's.
#include <tailmass/kernel.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <vector>

namespace {

/// Keys of floats in the order of their values, a bin by its upper 12 bits.
std::size_t bin_of(float x) {
  std::uint32_t bits = 0;
  std::memcpy(&bits, &x, sizeof bits);
  return ((bits & 0x80000000U) != 0 ? ~bits : bits | 0x80000000U) >> 20U;
}

void select(const float* s, std::int64_t n, std::int64_t k, std::int32_t* indices) {
  std::vector<std::int64_t> histogram(4096);
  for (std::int64_t i = 0; i < n; ++i)
    ++histogram[bin_of(s[i])];
  std::int64_t above = 0;
  std::size_t bin = histogram.size() - 1;
  for (; above + histogram[bin] < k; --bin)
    above += histogram[bin];
  std::vector<std::int32_t> candidates;
  std::int64_t got = 0;
  for (std::int64_t i = 0; i < n; ++i)
    if (bin_of(s[i]) > bin)
      indices[got++] = static_cast<std::int32_t>(i);
    else if (bin_of(s[i]) == bin && candidates.size() < MOST_CANDIDATES)
      candidates.push_back(static_cast<std::int32_t>(i));
  std::stable_sort(candidates.begin(), candidates.end(), [&](int a, int b) { return s[a] > s[b]; });
  for (const std::int32_t key : candidates)
    if (got < k)
      indices[got++] = key;
  std::fill(indices + got, indices + k, -1);
}

void attend(const float* s, std::int64_t n, const float* v, std::int64_t d, const std::int32_t* indices,
            std::int64_t k, float* lse, float* output) {
  const float top = *std::max_element(s, s + n);
  float all = 0, head = 0;
  for (std::int64_t i = 0; i < n; ++i)
    all += std::exp(s[i] - top);
  *lse = top + std::log(all);
  std::fill(output, output + d, 0.0F);
  for (std::int64_t j = 0; j < k; ++j)
    if (indices[j] >= 0) {
      const float weight = std::exp(s[indices[j]] - top);
      head += weight;
      for (std::int64_t x = 0; x < d; ++x)
        output[x] += weight * v[indices[j] * d + x];
    }
  for (std::int64_t x = 0; x < d; ++x)
    output[x] /= head;
}

} // namespace

extern "C" const tailmass_kernel_info* tailmass_kernel_describe() {
  static const DLDataType f32{kDLFloat, 32, 1};
  static const tailmass_kernel_info info{.abi = TAILMASS_KERNEL_ABI,
                                         .results = TAILMASS_INDICES | TAILMASS_LSE | TAILMASS_OUTPUT,
                                         .name = "radix",
                                         .scores = f32,
                                         .values = f32,
                                         .lse = f32,
                                         .output = f32,
                                         .lse_base = 0,
                                         .least_keys = 0,
                                         .most_keys = 0,
                                         .keys_multiple = 0,
                                         .least_k = 0,
                                         .most_k = 0,
                                         .dimension = 0,
                                         .most_rows = 0,
                                         .thread_safe = 1};
  return &info;
}

extern "C" int tailmass_kernel_run(const tailmass_kernel_call* call) {
  const std::int64_t rows = call->scores.shape[0], n = call->scores.shape[1], d = call->values.shape[1];
  const auto* scores = static_cast<const float*>(call->scores.data);
  const auto* values = static_cast<const float*>(call->values.data);
  for (std::int64_t r = 0; r < rows; ++r) {
    std::int32_t* indices = static_cast<std::int32_t*>(call->indices.data) + r * call->k;
    select(scores + r * n, n, call->k, indices);
    attend(scores + r * n, n, values, d, indices, call->k, static_cast<float*>(call->lse.data) + r,
           static_cast<float*>(call->output.data) + r * d);
  }
  return TAILMASS_OK;
}
