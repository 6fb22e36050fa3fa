// Levels of x86-64 instructions: 3 has AVX2, 4 has AVX-512. The build asks too.
#pragma once

namespace tailmass::reports::bench {

/// Whether this processor has all that a compiler may use at -march=x86-64-v3 or v4; every one has level 0.
inline bool processor_has_level(int level) {
#if defined(__x86_64__)
  const bool third = __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("fma") != 0 &&
                     __builtin_cpu_supports("bmi2") != 0;
  const bool fourth = __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512bw") != 0 &&
                      __builtin_cpu_supports("avx512cd") != 0 && __builtin_cpu_supports("avx512dq") != 0 &&
                      __builtin_cpu_supports("avx512vl") != 0;
  return (level < 3 || third) && (level < 4 || fourth);
#else
  return level == 0;
#endif
}

} // namespace tailmass::reports::bench
