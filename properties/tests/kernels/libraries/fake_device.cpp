// A kernel of a device whose memory the host cannot touch but by its copies, with a FAULT or with none ('n'):
// 'w' writes to its scores, 'o' one index too many, 'm' has no memory, 't' cannot copy back, 's' says that
// its struct is of another size.
#include <tailmass/kernel.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <map>
#include <numeric>
#include <sys/mman.h>
#include <vector>

namespace {

constexpr DLDevice fake{kDLExtDev, 3};

/// What was allocated, with its sizes.
std::map<char*, std::size_t>& allocated() {
  static std::map<char*, std::size_t> all;
  return all;
}

/// Opens all of it for as long as the device works.
struct Working {
  Working() { protect(PROT_READ | PROT_WRITE); }
  ~Working() { protect(PROT_NONE); }
  Working(const Working&) = delete;
  Working& operator=(const Working&) = delete;
  static void protect(int how) {
    for (const auto& [memory, bytes] : allocated())
      mprotect(memory, bytes, how);
  }
};

bool is_of_device(const DLTensor& tensor) {
  const char* at = static_cast<const char*>(tensor.data);
  return tensor.device.device_type == fake.device_type && tensor.device.device_id == fake.device_id &&
         std::any_of(allocated().begin(), allocated().end(),
                     [&](const auto& one) { return at >= one.first && at < one.first + one.second; });
}

void* allocate(std::uint64_t bytes) {
  if (FAULT == 'm')
    return nullptr;
  void* memory = mmap(nullptr, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  allocated().emplace(static_cast<char*>(memory), bytes);
  return memory;
}

void release(void* memory) {
  const auto found = allocated().find(static_cast<char*>(memory));
  munmap(memory, found->second);
  allocated().erase(found);
}

int to_device(void* memory, const void* host, std::uint64_t bytes) {
  const Working working;
  std::memcpy(memory, host, bytes);
  return TAILMASS_OK;
}

int to_host(void* host, const void* memory, std::uint64_t bytes) {
  if (FAULT == 't')
    return 700;
  const Working working;
  std::memcpy(host, memory, bytes);
  return TAILMASS_OK;
}

} // namespace

extern "C" const tailmass_kernel_memory* tailmass_kernel_device() {
  static const tailmass_kernel_memory memory{.size = FAULT == 's' ? 16 : sizeof(tailmass_kernel_memory),
                                             .device = fake,
                                             .allocate = allocate,
                                             .release = release,
                                             .to_device = to_device,
                                             .to_host = to_host};
  return &memory;
}

extern "C" const tailmass_kernel_info* tailmass_kernel_describe() {
  static const DLDataType f32{kDLFloat, 32, 1};
  static const tailmass_kernel_info info{.abi = TAILMASS_KERNEL_ABI,
                                         .results = TAILMASS_INDICES | TAILMASS_LSE,
                                         .name = "fake device",
                                         .scores = f32,
                                         .values = f32,
                                         .lse = f32,
                                         .output = f32,
                                         .lse_base = 0,
                                         .least_keys = 0,
                                         .most_keys = 5000,
                                         .keys_multiple = 0,
                                         .least_k = 0,
                                         .most_k = 0,
                                         .dimension = 0,
                                         .most_rows = 1,
                                         .thread_safe = 0};
  return &info;
}

extern "C" int tailmass_kernel_run(const tailmass_kernel_call* call) {
  for (const DLTensor* tensor : {&call->scores, &call->indices, &call->lse})
    if (!is_of_device(*tensor)) {
      std::strncpy(call->message, "a tensor is not of the device", call->message_size - 1);
      return TAILMASS_FAILED;
    }
  const Working working;
  auto* s = static_cast<float*>(call->scores.data);
  const auto n = static_cast<std::size_t>(call->scores.shape[1]), k = static_cast<std::size_t>(call->k);
  std::vector<std::int32_t> keys(n);
  std::iota(keys.begin(), keys.end(), 0);
  std::stable_sort(keys.begin(), keys.end(), [&](int a, int b) { return s[a] > s[b]; });
  auto* indices = static_cast<std::int32_t*>(call->indices.data);
  for (std::size_t j = 0; j < k; ++j)
    indices[j] = std::isinf(s[keys[j]]) ? -1 : keys[j];
  if (FAULT == 'o')
    indices[k] = 0;
  double sum = 0;
  for (std::size_t key = 0; key < n; ++key)
    sum += std::exp(static_cast<double>(s[key]) - static_cast<double>(s[keys[0]]));
  *static_cast<float*>(call->lse.data) = static_cast<float>(static_cast<double>(s[keys[0]]) + std::log(sum));
  if (FAULT == 'w')
    s[0] = 1;
  return TAILMASS_OK;
}
