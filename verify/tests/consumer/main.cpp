#include <cmath>
#include <cstdio>
#include <tailmass/kernel_checks.hpp>
#include <vector>

// A kernel: the log-sum-exp of a row, here without its maximum subtracted.
float log_sum_exp(const float* x, std::size_t n) {
  float sum = 0;
  for (std::size_t i = 0; i < n; ++i)
    sum += std::exp(x[i]);
  return std::log(sum);
}

int main() {
  const std::vector<float> scores{1, 2, 3, 4, 101, 102, 103, 104};
  std::vector<float> lse;
  for (std::size_t row = 0; row < 2; ++row)
    lse.push_back(log_sum_exp(&scores[4 * row], 4));
  const auto found = tailmass::kernel_checks::check(std::vector<tailmass::kernel_checks::Tensor>{
      {"scores", "F32", scores.data(), {2, 4}}, {"lse", "F32", lse.data(), {2}}});
  std::printf("%zu held, %zu wrong\n", found.held, found.exceeded);
  for (const auto& fault : found.faults)
    std::puts(fault.message.c_str());
}
