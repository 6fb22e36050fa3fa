// Prints the rounded steps of the float32 exponential, from the kernel's own source.
#include "theory/fast/kernels/float_exponential_kernels.cpp"

namespace tailmass::fast::N_TRACE {
void print() {
  const Exponential32<false> exponential(Scale{0, 0});
  const V32 weight = exponential(V32{"y", ""});
  trace::print(weight.text, weight_error32);
  for (int j = 0; j < 8; ++j)
    std::printf("table%d = %s\n", j, trace::number(std::bit_cast<float>(table32[j] + (j << 20))).c_str());
}
} // namespace tailmass::fast::N_TRACE

int main() {
  tailmass::fast::N_TRACE::print();
}
