// Prints the rounded steps of a product and of a sum of double words, from their own source: there, `double`
// is a term.
#include <cmath>
#include <cstdio>
#include <string>

namespace trace {

/// A number by its name or digits; each operation prints its step and returns the step's name.
struct Real {
  std::string text;
  Real(long double x = 0) {
    char digits[64];
    std::snprintf(digits, sizeof digits, "%a", static_cast<double>(x));
    text = digits;
  }
  explicit Real(const char* name) : text(name) {}
  explicit Real(std::string term) : text(std::move(term)) {}
};

Real rounded(const std::string& term) {
  static int count = 0;
  const std::string name = "v" + std::to_string(++count);
  std::printf("%s = rnd(%s);\n", name.c_str(), term.c_str());
  return Real(name);
}
Real operator+(const Real& a, const Real& b) {
  return rounded(a.text + " + " + b.text);
}
Real operator-(const Real& a, const Real& b) {
  return rounded(a.text + " - " + b.text);
}
Real operator*(const Real& a, const Real& b) {
  return rounded(a.text + " * " + b.text);
}
Real operator/(const Real& a, const Real& b) {
  return rounded(a.text + " / " + b.text);
}
Real operator-(const Real& a) {
  return Real("(-" + a.text + ")");
}
// Comparisons are compiled with the rest of the source, and never called.
bool operator<(const Real&, const Real&) {
  return false;
}
bool operator==(const Real&, const Real&) {
  return false;
}

} // namespace trace

namespace std {
trace::Real sqrt(const trace::Real& x) {
  return trace::rounded("sqrt(" + x.text + ")");
}
} // namespace std

// The source's own words stand for terms.
#define double trace::Real
#define constexpr const
#include "theory/numbers/double_word.hpp"
#undef constexpr
#undef double

int main() {
  using trace::Real;
  const tailmass::DoubleWord x{Real("xh"), Real("xl")}, y{Real("yh"), Real("yl")};
  const tailmass::DoubleWord product = x * y;
  std::printf("product = %s + %s\n", product.high.text.c_str(), product.low.text.c_str());
  const tailmass::DoubleWord sum = x + y;
  std::printf("sum = %s + %s\n", sum.high.text.c_str(), sum.low.text.c_str());
}
