// A histogram is exact while numbers are few, near beyond, and does not depend on their order.
#include "verify/record/histogram.hpp"

#include "theory/numbers/random.hpp"
#include "verify/record/shared_members.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace tailmass::verify::record {

namespace {

constexpr double infinity = HUGE_VAL;

Histogram of(const std::vector<double>& numbers) {
  Histogram histogram;
  for (const double x : numbers)
    histogram.add(x);
  return histogram;
}

/// Numbers of many sizes and both signs, 0 and infinities among them.
std::vector<double> numbers(std::size_t count) {
  RandomStream random(7, {"histogram"});
  std::vector<double> all{0, infinity, -infinity, 0};
  while (all.size() < count)
    all.push_back(std::ldexp(random.normal(), static_cast<int>(random.below(40)) - 20));
  return all;
}

std::vector<double> ascending(std::vector<double> all) {
  std::ranges::sort(all);
  return all;
}

double ranked(const std::vector<double>& sorted, double q) {
  return sorted[static_cast<std::size_t>(std::ceil(q * static_cast<double>(sorted.size()))) - 1];
}

std::string text(const Histogram& histogram) {
  return Value<Histogram>::write(histogram).dump();
}

} // namespace

TEST(Histogram, OfFewNumbersIsExact) {
  const std::vector<double> all = numbers(Histogram::most_exact);
  const std::vector<double> sorted = ascending(all);
  const Histogram histogram = of(all);
  for (const double q : {1e-9, 0.25, 0.5, 0.75, 1.0})
    EXPECT_EQ(histogram.quantile(q), ranked(sorted, q)) << q;
  EXPECT_EQ(histogram.min(), -infinity);
  EXPECT_EQ(histogram.max(), infinity);
  EXPECT_EQ(of({4, 3, 2, 1}).quantile(0.5), 2) << "the lower of two";
  EXPECT_EQ(of({7}).quantile(0.25), 7);
  std::vector<double> many; // but few different ones
  for (std::size_t i = 0; i < 20000; ++i)
    many.push_back(static_cast<double>(i % 100));
  EXPECT_EQ(of(many).quantile(0.25), 24);
  EXPECT_EQ(of(many).entries().size(), 100U);
}

TEST(Histogram, OfManyIsOffByHalfABin) {
  const std::vector<double> all = numbers(50000);
  const std::vector<double> sorted = ascending(all);
  const Histogram histogram = of(all);
  EXPECT_EQ(histogram.count(), all.size());
  EXPECT_LT(histogram.entries().size(), 2 * 128 * 45U);
  for (double q = 0.01; q < 1; q += 0.01) {
    const double exact = ranked(sorted, q);
    EXPECT_LE(std::abs(histogram.quantile(q) - exact), std::abs(exact) / 256) << q;
  }
  const auto entries = histogram.entries();
  const auto zero = std::ranges::find(entries, 0.0, &Histogram::Entry::number);
  ASSERT_NE(zero, entries.end());
  EXPECT_EQ(zero->count, 2U);
  EXPECT_EQ(entries.back().number, infinity);
  EXPECT_EQ(entries.back().count, 1U);
}

TEST(Histogram, StaysBetweenItsExtremes) {
  Histogram histogram;
  for (std::size_t i = 0; i <= Histogram::most_exact; ++i)
    histogram.add(1 + static_cast<double>(i) * 0x1p-20); // all in one bin or two
  EXPECT_GE(histogram.quantile(1e-9), 1);
  EXPECT_LE(histogram.quantile(1), histogram.max());
  EXPECT_LE(histogram.entries().size(), 2U);
}

TEST(Histogram, DoesNotDependOnOrderOrShares) {
  for (const std::size_t count : {100U, 3000U, 4096U, 4097U, 20000U}) {
    std::vector<double> all = numbers(count);
    const std::string whole = text(of(all));
    for (const std::size_t parts : {2U, 7U, 50U}) {
      std::vector<Histogram> shares(parts);
      for (std::size_t i = 0; i < all.size(); ++i)
        shares[i % parts].add(all[i]);
      Histogram merged;
      for (auto share = shares.rbegin(); share != shares.rend(); ++share)
        merged.merge(*share);
      EXPECT_EQ(text(merged), whole) << count << " in " << parts;
      Histogram other_way = shares.front();
      for (std::size_t i = 1; i < parts; ++i)
        other_way.merge(shares[i]);
      EXPECT_EQ(text(other_way), whole) << count << " in " << parts;
    }
    std::ranges::reverse(all);
    EXPECT_EQ(text(of(all)), whole) << count;
  }
}

TEST(Histogram, ComesBackFromJson) {
  for (const std::size_t count : {4U, 5000U}) {
    const Json json = Value<Histogram>::write(of(numbers(count)));
    Histogram back;
    Value<Histogram>::read(Field(json), back);
    EXPECT_EQ(text(back), json.dump());
    Histogram more = of(numbers(count));
    more.add(3);
    back.add(3);
    EXPECT_EQ(text(back), text(more)) << "it may grow on";
  }
  EXPECT_EQ(text({}), R"({"count":0})");
  Json wrong = Value<Histogram>::write(of({1, 2}));
  wrong["counts"] = {1};
  Histogram back;
  EXPECT_THROW(Value<Histogram>::read(Field(wrong), back), std::invalid_argument);
}

} // namespace tailmass::verify::record
