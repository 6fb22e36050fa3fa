// The Gaussian score model over arrays, on every instruction set, against balls over the whole range.
#include "theory/fast/gaussian/gaussian.hpp"

#include "theory/exact/gaussian/gaussian.hpp"
#include "theory/fast/kernels/targets.hpp"
#include "theory/nouns/domain_error.hpp"
#include "theory/quantities/error.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <string>
#include <vector>

namespace tailmass::fast {

namespace {

const Precision<Ball> bits{400};

/// Arrays of models, more than fit one part: every size of n, sigma of 1e-3 to 40 and epsilon of 1e-300 to 1
/// - 2^-53, as far as T has them.
template <class T>
struct Arrays {
  std::vector<std::size_t> n, k;
  std::vector<T> sigma, epsilon;

  Arrays() {
    std::mt19937_64 engine(9);
    std::uniform_real_distribution<double> unit(0, 1);
    constexpr std::size_t count = 700;
    while (n.size() < count) {
      const auto far = static_cast<std::size_t>(std::exp2(1 + 51 * unit(engine)));
      const auto part = static_cast<std::size_t>(unit(engine) * static_cast<double>(far));
      n.push_back(far + 1);
      k.push_back(n.size() % 4 == 0 ? far : 1 + std::min(part, far - 1));
      sigma.push_back(static_cast<T>(std::exp(std::log(1e-3) + std::log(4e4) * unit(engine))));
      const auto small = static_cast<T>(std::pow(10, -300 * unit(engine)));
      const auto large = static_cast<T>(1 - std::exp2(-53 * unit(engine)));
      const T middle = static_cast<T>(unit(engine));
      epsilon.push_back(n.size() % 3 == 0 && small > 0 && small < 1   ? small
                        : n.size() % 3 == 1 && large > 0 && large < 1 ? large
                                                                      : middle);
    }
    epsilon[0] = T(0.5), sigma[0] = 0;
    n[1] = 10, k[1] = 5;
  }
  [[nodiscard]] Ranks ranks() const { return {n, k}; }
  [[nodiscard]] exact::GaussianLimit<Ball> limit(std::size_t i) const {
    return exact::gaussian_limit(bits, static_cast<double>(sigma[i]), n[i], k[i]);
  }
};

template <class T>
class FastGaussian : public ::testing::Test {
protected:
  const Arrays<T> arrays;

  /// Whether `compute` fills an array of what `truth` gives of an entry, within its radii, the largest of
  /// which it tells relatively.
  template <class Compute, class Truth>
  void expect(const char* quantity, const Compute& compute, const Truth& truth) {
    for (const std::string_view target : targets()) {
      const OnTarget on(target);
      std::vector<Enclosure> found(arrays.n.size());
      compute(std::span(found));
      std::size_t bounded = 0;
      double used = 0;
      for (std::size_t i = 0; i < found.size(); ++i) {
        if (!std::isfinite(found[i].radius))
          continue;
        ++bounded;
        const auto share = used_share(found[i].value, truth(i), {0, found[i].radius});
        ASSERT_TRUE(share && *share <= 1)
            << quantity << " on " << target << ", entry " << i << ": " << found[i].value << " within "
            << found[i].radius << " for " << to_decimal(truth(i), 20);
        used = std::max(used, *share);
      }
      EXPECT_GE(bounded, found.size() * 8 / 10) << quantity << " hides on " << target;
      EXPECT_GE(used, 0.02) << "the bound of " << quantity << " is silly on " << target;
    }
  }
};
using Types = ::testing::Types<float, double>;
TYPED_TEST_SUITE(FastGaussian, Types);

} // namespace

TYPED_TEST(FastGaussian, EnclosesEveryQuantityOfEveryEntry) {
  const auto& of = this->arrays;
  const std::span<const TypeParam> sigma(of.sigma);
  this->expect(
      "gaussian_k_epsilon",
      [&](auto out) { gaussian_k_epsilon<TypeParam>(sigma, std::span<const TypeParam>(of.epsilon), out); },
      [&](std::size_t i) {
        return exact::gaussian_limit_of_epsilon(bits, static_cast<double>(of.sigma[i]),
                                                static_cast<double>(of.epsilon[i]))
            .rho;
      });
  this->expect(
      "gaussian_threshold", [&](auto out) { gaussian_threshold(of.ranks(), out); },
      [&](std::size_t i) { return exact::gaussian_threshold(bits, of.n[i], of.k[i]); });
  this->expect(
      "gaussian_tail_mass", [&](auto out) { gaussian_tail_mass(of.ranks(), sigma, out); },
      [&](std::size_t i) { return of.limit(i).tau; });
  this->expect(
      "gaussian_gap_about", [&](auto out) { gaussian_gap_about(of.ranks(), sigma, out); },
      [&](std::size_t i) {
        const auto limit = of.limit(i);
        return Ball(limit.sigma / (bits(of.n[i]) * normal_density(limit.z)));
      });
  this->expect(
      "gaussian_variance", [&](auto out) { gaussian_variance(of.ranks(), sigma, out); },
      [&](std::size_t i) { return exact::gaussian_variance(of.limit(i)); });
}

TEST(FastGaussian, IsGoodForTwelveDigitsWhereItDoesNotCancel) {
  const std::size_t n[] = {1000, 1UL << 40U}, k[] = {100, 7};
  const double sigma[] = {1, 3}, epsilon[] = {1e-3, 1e-200};
  Enclosure out[2];
  const auto expect = [&](double share) {
    for (const Enclosure& x : out)
      EXPECT_LE(x.radius, share * std::abs(x.value));
  };
  gaussian_k_epsilon<double>(sigma, epsilon, out), expect(1e-12);
  gaussian_threshold({n, k}, out), expect(1e-14);
  gaussian_tail_mass<double>({n, k}, sigma, out), expect(1e-12);
  gaussian_gap_about<double>({n, k}, sigma, out), expect(1e-14);
  gaussian_variance<double>({n, k}, sigma, out), expect(1e-11);
}

TEST(FastGaussian, OneModelIsAnEntryAndPaysForRounding) {
  const double sigma = 6.7, epsilon = 1e-9;
  Enclosure out;
  gaussian_k_epsilon<double>({&sigma, 1}, {&epsilon, 1}, {&out, 1});
  EXPECT_EQ(gaussian_k_epsilon<double>(sigma, epsilon).value, out.value);
  EXPECT_EQ(gaussian_k_epsilon<double>(sigma, epsilon).bound.absolute, out.radius);
  EXPECT_GT(gaussian_k_epsilon<float>(sigma, epsilon).bound.absolute, 1e5 * out.radius);
  EXPECT_TRUE(std::isinf(gaussian_k_epsilon<float>(1, 1e-300).bound.absolute)); // no float is that small
  EXPECT_TRUE(std::isinf(gaussian_k_epsilon<float>(1, 1 - 0x1p-40).bound.absolute));
}

TEST(FastGaussian, WhatIsOutOfItsDomainIsNamed) {
  const double sigma[] = {1, 65}, epsilon[] = {0.5, 0.5}, whole[] = {0.5, 1}, small[] = {1, 1};
  const std::size_t n[] = {5, 5}, k[] = {1, 5}, one[] = {1, 1};
  Enclosure out[2];
  const auto reason = [](const auto& of) -> std::string {
    try {
      of();
    } catch (const DomainError& error) {
      return error.what();
    }
    return {};
  };
  EXPECT_EQ(reason([&] { gaussian_k_epsilon<double>(sigma, epsilon, out); }),
            "entry 1: sigma is outside 0..64");
  EXPECT_EQ(reason([&] { gaussian_k_epsilon<double>(small, whole, out); }),
            "entry 1: epsilon is outside (0, 1)");
  EXPECT_EQ(reason([&] { gaussian_threshold({n, k}, out); }), "entry 1: k is outside 1..n - 1");
  EXPECT_EQ(reason([&] { gaussian_threshold({one, one}, out); }), "entry 0: n is outside 2..2^53");
}

} // namespace tailmass::fast
