// A stand-in for double words whose operations are steps: of each, its value in terms of those of its
// operands, with a relative error d of its own that double_word.hpp states. Its source proves that error;
// this one uses it.
#pragma once
#include "real.hpp"

namespace tailmass {

struct DoubleWord {
  trace::Real high;
  trace::Real low;
};

} // namespace tailmass

namespace trace {

using tailmass::DoubleWord;

/// The exact value of a word: its name where both parts are of one.
inline std::string value(const DoubleWord& x) {
  const std::string& high = x.high.text;
  if (high.ends_with("_h") && x.low.text == high.substr(0, high.size() - 1) + "l")
    return high.substr(0, high.size() - 2);
  return x.low.text == Real(0).text ? high : "(" + high + " + " + x.low.text + ")";
}
/// A word of that value: its high part is the number next to it.
inline DoubleWord word(std::string term) {
  const std::string number = std::to_string(steps().size() + 1);
  for (std::size_t at = 0; (at = term.find("%", at)) != std::string::npos;)
    term.replace(at, 1, number);
  const std::string name = "v" + number;
  steps().push_back(name + " = " + term + "; " + name + "_h = rnd(" + name + "); " + name + "_l = " + name +
                    " - " + name + "_h;");
  return {Real::named(name + "_h"), Real::named(name + "_l")};
}

} // namespace trace

namespace tailmass {

inline DoubleWord exact_sum(const trace::Real& a, const trace::Real& b) {
  return trace::word(a.text + " + " + b.text);
}
inline DoubleWord exact_sum_of_ordered(const trace::Real& a, const trace::Real& b) {
  return exact_sum(a, b);
}
inline DoubleWord operator-(const DoubleWord& x) {
  return {-x.high, -x.low};
}
inline DoubleWord operator+(const DoubleWord& x, const DoubleWord& y) {
  return trace::word("(" + trace::value(x) + " + " + trace::value(y) + ") * (1 + sum%)");
}
inline DoubleWord operator*(const DoubleWord& x, const DoubleWord& y) {
  return trace::word(trace::value(x) + " * " + trace::value(y) + " * (1 + product%)");
}
inline DoubleWord operator/(const DoubleWord& x, const DoubleWord& y) {
  return trace::word(trace::value(x) + " / " + trace::value(y) + " * (1 + quotient%)");
}
DoubleWord exponential(DoubleWord x);
DoubleWord logarithm(DoubleWord x);

} // namespace tailmass
