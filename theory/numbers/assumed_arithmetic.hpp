// The floating-point arithmetic that every bound rests on, for the time of a call.
#pragma once

#include <cfenv>
#include <cstdint>

namespace tailmass {

/// Gives this thread the arithmetic that the library assumes while it lives, and then the caller's back:
/// results are rounded to nearest, subnormal numbers are kept, as results and as operands, and nothing traps.
/// A program, or a library that it loads, may have set it otherwise. Where it is as assumed already, which
/// one read of the processor's settings tells, nothing is written.
class AssumedArithmetic {
public:
  AssumedArithmetic() : callers_(settings()) {
    if ((callers_ & relevant) != wanted) [[unlikely]]
      set((callers_ & ~relevant) | wanted);
  }
  ~AssumedArithmetic() {
    if ((callers_ & relevant) != wanted) [[unlikely]]
      set((settings() & ~relevant) | (callers_ & relevant));
  }
  AssumedArithmetic(const AssumedArithmetic&) = delete;
  AssumedArithmetic& operator=(const AssumedArithmetic&) = delete;

private:
  using Word = std::uint64_t;

#if defined(__x86_64__) || (defined(__i386__) && defined(__SSE2__))
  // MXCSR: flush to zero, rounding, masks of six exceptions, denormals are zero. Above it the control word of
  // x87, of long doubles: rounding, precision, masks.
  static constexpr Word relevant = 0xFFC0U | Word{0x0F3F} << 32U;
  static constexpr Word wanted = 0x1F80U | Word{0x033F} << 32U;
  static Word settings() {
    std::uint32_t vectors = 0;
    std::uint16_t x87 = 0;
    __asm__ __volatile__("stmxcsr %0\n\tfnstcw %1" : "=m"(vectors), "=m"(x87));
    return vectors | Word{x87} << 32U;
  }
  static void set(Word word) {
    const auto vectors = static_cast<std::uint32_t>(word);
    const auto x87 = static_cast<std::uint16_t>(word >> 32U);
    // Flags of x87 that were raised while nothing trapped would trap later.
    __asm__ __volatile__("ldmxcsr %0\n\tfnclex\n\tfldcw %1" : : "m"(vectors), "m"(x87) : "memory");
  }
#elif defined(__aarch64__)
  // FPCR: flushing of inputs, alternate handling, elements kept, six traps, flushing (FZ16, FZ), rounding.
  static constexpr Word relevant = 0x1C89F07U;
  static constexpr Word wanted = 0;
  static Word settings() {
    Word word = 0;
    __asm__ __volatile__("mrs %0, fpcr" : "=r"(word));
    return word;
  }
  static void set(Word word) {
    __asm__ __volatile__("msr fpcr, %0" : : "r"(word) : "memory");
  }
#else
  static constexpr Word relevant = ~Word{0};
  static constexpr Word wanted = FE_TONEAREST;
  static Word settings() {
    return static_cast<Word>(std::fegetround());
  }
  static void set(Word word) {
    (void)std::fesetround(static_cast<int>(word));
  }
#endif

  Word callers_;
};

} // namespace tailmass
