// A row of a kernel in memory, right until a test makes it wrong, with the rows beside it.
#pragma once

#include "verify/causes/causes.hpp"
#include "verify/kernel/check.hpp"
#include "verify/kernel/checks.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <memory>
#include <numeric>
#include <random>
#include <string>
#include <vector>

namespace tailmass::verify::causes::made {

inline constexpr std::size_t keys = 64, head_keys = 8, dimension = 8;
using Numbers = std::vector<double>;

inline double log_sum_exp(const Numbers& scores) {
  const double most = *std::ranges::max_element(scores);
  double sum = 0;
  for (const double score : scores)
    sum += std::exp(score - most);
  return most + std::log(sum);
}

inline std::vector<std::size_t> largest(const Numbers& scores, std::size_t k) {
  std::vector<std::size_t> order(scores.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, std::greater<>{}, [&](std::size_t key) { return scores[key]; });
  order.resize(k);
  return order;
}

/// The mean of the values of some keys by weights e^score.
inline Numbers mean(const Values& values, const std::vector<std::size_t>& of, const Numbers& scores) {
  Numbers sums(values.dimension(), 0);
  const double total = log_sum_exp(scores);
  for (std::size_t i = 0; i < of.size(); ++i)
    for (std::size_t axis = 0; axis < sums.size(); ++axis)
      sums[axis] += std::exp(scores[i] - total) * values.at(of[i], axis);
  return sums;
}

inline Numbers picked(const Numbers& scores, const std::vector<std::size_t>& of) {
  Numbers some;
  for (const std::size_t key : of)
    some.push_back(scores[key]);
  return some;
}

/// A row of normal scores and values; query and keys are there on demand, whose products the scores are.
struct Row {
  Numbers scores;
  std::vector<std::size_t> head;
  std::shared_ptr<const Values> values;
  cases::AttentionRow row;

  explicit Row(unsigned seed, bool with_products = false, std::size_t hidden = 0) {
    std::mt19937 random(seed); // NOLINT(cert-msc51-cpp): the same each time
    const auto draw = [&](std::size_t count) {
      Numbers numbers(count);
      std::normal_distribution<double> normal;
      for (double& x : numbers)
        x = static_cast<float>(normal(random));
      return numbers;
    };
    const Numbers query = draw(dimension);
    const auto vectors = std::make_shared<const Values>(keys, dimension, draw(keys * dimension));
    scores = draw(keys);
    for (double& score : scores)
      score *= 2;
    for (std::size_t key = 0; with_products && key < keys; ++key)
      scores[key] =
          static_cast<float>(std::inner_product(query.begin(), query.end(), vectors->of(key).begin(), 0.0));
    for (std::size_t key = 0; key < hidden; ++key)
      scores[key] = scores[keys - 1 - key] = -std::numeric_limits<double>::infinity();
    values = std::make_shared<const Values>(keys, dimension, draw(keys * dimension));
    head = largest(scores, head_keys);
    row = {.origin = {.file = "memory", .tensor = "a.scores", .row = "[0]"},
           .dtype = input::DType::F32,
           .scores = std::make_shared<const Scores>(scores),
           .keys_total = keys,
           .values = values,
           .values_dtype = input::DType::F32};
    if (with_products) {
      row.query = cases::Stored<double>{"a.queries", input::DType::F32, query};
      row.keys = vectors;
    }
    indices({head.begin(), head.end()});
    lse(log_sum_exp(scores));
    outputs(mean(*values, head, picked(scores, head)));
  }

  Row& lse(double number) {
    row.lse = cases::Stored<double>{"a.lse", input::DType::F32, {static_cast<float>(number)}};
    return *this;
  }
  Row& outputs(Numbers numbers) {
    for (double& x : numbers)
      x = static_cast<float>(x);
    row.truncated = cases::Stored<double>{"a.truncated", input::DType::F32, std::move(numbers)};
    return *this;
  }
  Row& indices(const std::vector<std::int64_t>& numbers) {
    row.indices = cases::Stored<input::Integer>{"a.indices", input::DType::I32, {}};
    for (const std::int64_t x : numbers)
      row.indices->numbers.push_back({x < 0, static_cast<std::uint64_t>(std::abs(x))});
    return *this;
  }
};

/// The cause of a row's failure of a check by that row alone; "right" where it has none.
inline std::string cause(const cases::AttentionRow& row, std::string_view check) {
  for (record::ConsistencyRecord& each : kernel::check_kernel(row).checks)
    if (each.check == check && !each.failures.empty()) {
      name_cause(row, check, each.failures.front());
      return each.failures.front().cause;
    }
  return "right";
}

/// The causes of the log-sum-exps of four rows that are made of their scores.
inline std::vector<std::string> causes_of_lse(const std::function<double(const Numbers&)>& make) {
  std::vector<std::vector<Candidate>> found;
  for (unsigned seed = 0; seed < 4; ++seed) {
    Row made(seed);
    made.lse(make(made.scores));
    for (const record::ConsistencyRecord& check : kernel::check_kernel(made.row).checks)
      if (check.check == kernel::kernel_lse.name && !check.failures.empty())
        found.push_back(causes_of(made.row, check.check, check.failures.front()).causes);
  }
  return likeliest(found);
}

} // namespace tailmass::verify::causes::made
