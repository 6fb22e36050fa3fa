// Prints the steps of the exponential and of the logarithm of double words, from their own source, with each
// operation on words as a step; and the exponential's table.
#include "theory/numbers/ball.cpp"

#include <array>
#include <bit>
#include <cstdint>

#include "theory/numbers/double_word.hpp"

namespace std {
inline trace::Real log(const trace::Real&) {
  return trace::Real::named("guess");
}
} // namespace std

#define double trace::Real
#define constexpr const
#include "theory/numbers/double_word.cpp"
#undef constexpr
#undef double

namespace {

using trace::Real;
using Steps = std::vector<std::string>;

/// The steps of the exponential of x where k is the whole number, its table entry as `entry`, its power of
/// two as s.
Steps exponential_of(const tailmass::DoubleWord& x, int k) {
  Real::chosen = k;
  trace::steps().clear();
  static_cast<void>(tailmass::exponential(x));
  Steps steps = trace::steps();
  const auto named = [&](std::size_t from_end, const std::string& term, const std::string& name) {
    std::string& step = steps.at(steps.size() - from_end);
    const std::size_t at = step.find(" * " + term);
    step = at == std::string::npos ? "(not of " + term + ")"
                                   : step.substr(0, at) + " * " + name + step.substr(at + 3 + term.size());
  };
  named(3, trace::value(tailmass::constants().powers.at(static_cast<std::size_t>(k & 63))) + " ", "entry ");
  named(2, Real(std::ldexp(1.0, k >> 6)).text, "s");
  named(1, Real(std::ldexp(1.0, k >> 6)).text, "s");
  return steps;
}

} // namespace

int main() {
  const tailmass::DoubleWord x{Real::named("xh"), Real::named("xl")};
  const Steps steps = exponential_of(x, 0);
  for (int k = -64000; k <= 64000; k += 7)
    if (exponential_of(x, k) != steps)
      return 1;
  for (const std::string& step : steps)
    std::printf("%s\n", step.c_str());
  for (const auto& entry : tailmass::constants().powers) {
    static int count = 0;
    std::printf("table%d = %s\n", count++, trace::value(entry).c_str());
  }
  // The logarithm begins with the exponential of a number, whose steps are known.
  const Steps known = exponential_of({-Real::named("guess"), 0}, 0);
  trace::steps().clear();
  const auto result = tailmass::logarithm(x);
  for (std::size_t i = 0; i < trace::steps().size(); ++i) {
    if (i + 3 < known.size() && trace::steps()[i] != known[i])
      return 1;
    if (i >= known.size())
      std::printf("%s\n", trace::steps()[i].c_str());
  }
  std::printf("result = %s\n", trace::value(result).c_str());
}
