// How far the exponentials' polynomials are from e^r at most, proved by balls on parts of their intervals.
#include "theory/tests/source_path.hpp"

#include <arb.h>
#include <arb_poly.h>
#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <regex>
#include <string>
#include <vector>

namespace tailmass::fast {

namespace {

/// The coefficients of the calls of `polynomial` in a kernel's source, highest first: with a table,
/// without.
std::vector<std::vector<double>> coefficients(const std::string& kernel) {
  std::ifstream file(tests::source_path("theory/fast/kernels/" + kernel));
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const std::regex call(R"(return polynomial\(r,([^)]*)\))"), number(R"(0x[0-9a-fp.+-]+|0\.5)");
  std::vector<std::vector<double>> found;
  for (std::sregex_iterator at(text.begin(), text.end(), call), end; at != end; ++at) {
    const std::string list = (*at)[1];
    found.emplace_back();
    for (std::sregex_iterator each(list.begin(), list.end(), number); each != end; ++each)
      found.back().push_back(std::strtod(each->str().c_str(), nullptr));
  }
  return found;
}

/// An upper value of |(1 + x + x^2 q(x)) e^-x - 1| over [-radius, radius]: on each part by the Taylor
/// polynomial of the difference about its middle, whose coefficients cancel in balls, and the rest of the
/// exponential.
double largest_error(const std::vector<double>& q, double radius, int parts) {
  constexpr slong bits = 200;
  constexpr ulong degree = 24;
  arb_poly_t p, difference, exponential;
  arb_t middle, half, value, term, top;
  for (auto* polynomial : {p, difference, exponential})
    arb_poly_init(polynomial);
  for (auto* number : {middle, half, value, term, top})
    arb_init(number);
  arb_poly_set_coeff_si(p, 0, 1);
  arb_poly_set_coeff_si(p, 1, 1);
  for (std::size_t i = 0; i < q.size(); ++i) {
    arb_set_d(term, q[i]);
    arb_poly_set_coeff_arb(p, static_cast<slong>(q.size() - i) + 1, term);
  }
  for (int part = 0; part < parts; ++part) {
    arb_set_d(middle, -radius + (2 * part + 1) * (radius / parts));
    arb_set_d(half, 1.01 * radius / parts); // parts overlap, whatever their middles' rounding
    arb_exp(term, middle, bits);
    arb_poly_zero(exponential);
    for (ulong j = 0; j <= degree; ++j) {
      arb_poly_set_coeff_arb(exponential, static_cast<slong>(j), term);
      arb_div_ui(term, term, j + 1, bits);
    }
    arb_poly_taylor_shift(difference, p, middle, bits);
    arb_poly_sub(difference, difference, exponential, bits);
    // sum |a_j| h^j + e^{middle + h} h^{degree + 1}/(degree + 1)!, times the largest e^-x
    arb_zero(value);
    for (slong j = arb_poly_length(difference) - 1; j >= 0; --j) {
      arb_poly_get_coeff_arb(term, difference, j);
      arb_abs(term, term);
      arb_mul(value, value, half, bits);
      arb_add(value, value, term, bits);
    }
    arb_add(term, middle, half, bits);
    arb_exp(term, term, bits);
    for (ulong j = 1; j <= degree + 1; ++j) {
      arb_mul(term, term, half, bits);
      arb_div_ui(term, term, j, bits);
    }
    arb_add(value, value, term, bits);
    arb_sub(term, half, middle, bits);
    arb_exp(term, term, bits);
    arb_mul(value, value, term, bits);
    arb_max(top, top, value, bits);
  }
  arf_t upper;
  arf_init(upper);
  arb_get_ubound_arf(upper, top, 53);
  const double found = arf_get_d(upper, ARF_RND_UP);
  arf_clear(upper);
  for (auto* number : {middle, half, value, term, top})
    arb_clear(number);
  for (auto* polynomial : {p, difference, exponential})
    arb_poly_clear(polynomial);
  return found;
}

constexpr double unit = 0x1p-53;
constexpr int parts = 1000;

} // namespace

TEST(ExponentialPolynomial, IsWithinWhatItsSourceSays) {
  const auto polynomials = coefficients("exponential64-inl.hpp");
  ASSERT_EQ(polynomials.size(), 2U);
  ASSERT_EQ(polynomials[0].size(), 6U);
  ASSERT_EQ(polynomials[1].size(), 10U);
  EXPECT_LE(largest_error(polynomials[0], 0.0434, parts), 0.028 * unit);
  EXPECT_LE(largest_error(polynomials[1], 0.3467, parts), 0.075 * unit);
}

TEST(ExponentialPolynomial, ADigitChangedIsSeen) {
  auto polynomials = coefficients("exponential64-inl.hpp");
  polynomials[0][4] += 0x1p-40;
  polynomials[1][8] += 0x1p-40;
  EXPECT_GT(largest_error(polynomials[0], 0.0434, parts), 0.028 * unit);
  EXPECT_GT(largest_error(polynomials[1], 0.3467, parts), 0.075 * unit);
}

TEST(ExponentialPolynomial, OfQuickSumsIsWithinWhatItsSourceSays) {
  const auto polynomials = coefficients("quick_split_kernels.cpp");
  ASSERT_EQ(polynomials.size(), 2U);
  ASSERT_EQ(polynomials[0].size(), 4U);
  ASSERT_EQ(polynomials[1].size(), 6U);
  EXPECT_LE(largest_error(polynomials[0], 0.0434, parts), 3.7e-13);
  EXPECT_LE(largest_error(polynomials[1], 0.3467, parts), 5.2e-11);
}

} // namespace tailmass::fast
