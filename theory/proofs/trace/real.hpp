// A stand-in for a floating type: a number is a term, and each operation leaves its rounded step, as Gappa
// reads it.
#pragma once
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <type_traits>
#include <vector>

namespace trace {

/// A number by its name or digits.
struct Real {
  std::string text;
  template <class Number>
  requires std::is_arithmetic_v<Number> Real(Number x) {
    char digits[64];
    std::snprintf(digits, sizeof digits, "%a", static_cast<double>(x));
    text = digits;
  }
  Real() : Real(0) {}
  /// The number that it is, for balls.
  template <class Number>
  requires std::is_class_v<Number> && std::is_constructible_v<Number, double>
  operator Number() const { return Number(std::strtod(text.c_str(), nullptr)); }
  /// The whole numbers that stand for those that depend on data, and the exponent.
  static inline int chosen = 0, chosen_exponent = 0;
  explicit operator std::int64_t() const { return chosen; }
  explicit operator int() const { return chosen; }
  static Real named(std::string text) {
    Real result;
    result.text = std::move(text);
    return result;
  }
};

/// The steps so far; the n-th gives vn.
inline std::vector<std::string>& steps() {
  static std::vector<std::string> all;
  return all;
}
inline Real rounded(const std::string& term) {
  const std::string name = "v" + std::to_string(steps().size() + 1);
  steps().push_back(name + " = rnd(" + term + ");");
  return Real::named(name);
}
inline void print_steps() {
  for (const std::string& step : steps())
    std::printf("%s\n", step.c_str());
}

inline Real operator+(const Real& a, const Real& b) {
  return rounded(a.text + " + " + b.text);
}
inline Real& operator+=(Real& a, const Real& b) {
  return a = a + b;
}
inline Real operator-(const Real& a, const Real& b) {
  return rounded(a.text + " - " + b.text);
}
inline Real operator*(const Real& a, const Real& b) {
  return rounded(a.text + " * " + b.text);
}
inline Real operator/(const Real& a, const Real& b) {
  return rounded(a.text + " / " + b.text);
}
inline Real operator-(const Real& a) {
  return Real::named("(-" + a.text + ")");
}
// Comparisons are compiled with the rest of a source, and never called.
inline bool operator<(const Real&, const Real&) {
  return false;
}
inline bool operator==(const Real&, const Real&) {
  return false;
}

} // namespace trace

namespace std {
/// Of xh the real square root is root_xh.
inline trace::Real sqrt(const trace::Real& x) {
  return trace::rounded("root_" + x.text);
}
inline trace::Real fma(const trace::Real& a, const trace::Real& b, const trace::Real& c) {
  return trace::rounded(a.text + " * " + b.text + " + " + c.text);
}
/// Nothing overflows in a trace.
inline bool isfinite(const trace::Real&) {
  return true;
}
inline int ilogb(const trace::Real&) {
  return trace::Real::chosen_exponent;
}
inline trace::Real nearbyint(const trace::Real&) {
  return trace::Real::chosen;
}
/// Bits of numbers that are known.
template <class Bits>
requires std::is_same_v<Bits, std::uint64_t> Bits bit_cast(const trace::Real& x) {
  return std::bit_cast<Bits>(std::strtod(x.text.c_str(), nullptr));
}
template <class Number>
requires std::is_same_v<Number, trace::Real> Number bit_cast(std::uint64_t bits) {
  return std::bit_cast<double>(bits);
}
} // namespace std
