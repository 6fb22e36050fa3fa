// Prints the rounded steps of the float64 exponential, from the kernel's own source.
#include "theory/fast/kernels/exponential64-inl.hpp"

namespace tailmass::fast::N_TRACE {
void print() {
  const Exponential64<false> exponential(Scale{0, 0});
  const V64 weight = exponential(V64{"y", ""});
  trace::print(weight.text, weight_error);
  for (std::int64_t j = 0; j < (double_table ? 8 : 1); ++j)
    std::printf("table%d = %s\n", static_cast<int>(j),
                trace::number(std::bit_cast<double>(table64[j] + (j << 49))).c_str());
}
} // namespace tailmass::fast::N_TRACE

int main() {
  tailmass::fast::N_TRACE::print();
}
