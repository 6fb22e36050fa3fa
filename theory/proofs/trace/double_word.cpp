// Prints the rounded steps of the operations on double words, from their own source: there, `double` is a
// term.
#include "real.hpp"

// The source's own words stand for terms.
#define double trace::Real
#define constexpr const
#include "theory/numbers/double_word.hpp"
#undef constexpr
#undef double

int main() {
  using trace::Real;
  const auto word = [](const char* high, const char* low) {
    return tailmass::DoubleWord{Real::named(high), Real::named(low)};
  };
  const tailmass::DoubleWord x = word("xh", "xl"), y = word("yh", "yl");
  for (const tailmass::DoubleWord& result : {x * y, x + y, x / y, root(x)})
    static_cast<void>(result);
  trace::print_steps();
  std::printf("stated = %s\n", tailmass::double_word_error.text.c_str());
}
