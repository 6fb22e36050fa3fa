// Prints the steps of ln(1 + x) in words, from its own source, where the eighths and the exponent are those
// of the command line: of exponents other than 0, e stands for all.
#include <array>
#include <cmath>
#include <cstdlib>

#include "theory/numbers/double_word.hpp"

namespace std {
/// A power of two as s.
inline trace::Real power(double, int) {
  return trace::Real::named("s");
}
} // namespace std

#define double trace::Real
#define constexpr const
#define ldexp power
#include "theory/fast/distribution/log_one_plus.cpp"
#undef ldexp
#undef constexpr
#undef double

namespace {

using trace::Real;

std::vector<std::string> steps_of(int eighths, int exponent) {
  Real::chosen = eighths;
  Real::chosen_exponent = exponent;
  trace::steps().clear();
  const auto result = tailmass::fast::log_one_plus({Real::named("xh"), Real::named("xl")});
  std::vector<std::string> steps = trace::steps();
  const std::string product = " = " + Real(exponent).text + " * " + trace::value(tailmass::fast::ln2);
  for (std::string& step : steps)
    if (const std::size_t at = step.find(product); at != std::string::npos)
      step.replace(at, 3 + Real(exponent).text.size(), " = e");
  steps.push_back("result = " + trace::value(result));
  return steps;
}

} // namespace

int main(int, char** arguments) {
  const int eighths = std::atoi(arguments[1]), exponent = std::atoi(arguments[2]);
  const auto steps = steps_of(eighths, exponent);
  for (int other = 1; exponent != 0 && other <= 60; ++other)
    if (steps_of(eighths, other) != steps)
      return 1;
  for (const std::string& step : steps)
    std::printf("%s\n", step.c_str());
  std::printf("stated = %s\n", tailmass::fast::log_one_plus_error.text.c_str());
  std::printf("entry = %s\n", trace::value(tailmass::fast::logarithms[eighths - 8]).c_str());
}
