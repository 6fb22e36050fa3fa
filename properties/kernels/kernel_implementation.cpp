// A row's log-sum-exp and output by a kernel, with their bounds.
#include "properties/kernels/kernel_implementation.hpp"

#include "properties/kernels/function_name.hpp"
#include "properties/kernels/kernel_case.hpp"
#include "verify/kernel/error.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <stdexcept>

namespace tailmass::properties::kernels {

namespace {

using verify::kernel::KernelAttention;

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

/// A kernel with its name as a word, as files of limits have it.
struct Named {
  explicit Named(std::shared_ptr<const Kernel> of) : kernel(std::move(of)), name(kernel->info().name) {
    std::ranges::replace(name, ' ', '-');
  }
  std::shared_ptr<const Kernel> kernel;
  std::string name;
};

/// The values of a call, as wide as the kernel takes them: the columns in turn; zeros where there are none.
std::vector<double> entries_of(const Case& c, std::size_t dimension) {
  std::vector<double> entries(c.scores->size() * dimension, 0.0);
  for (std::size_t i = 0; c.values && i < entries.size(); ++i)
    entries[i] = c.values->at(i / dimension, (i % dimension) % c.values->dimension());
  return entries;
}

KernelAnswer answer_of(const Kernel& kernel, const Case& c) {
  const KernelInfo& info = kernel.info();
  const std::size_t own = c.values ? c.values->dimension() : 1,
                    d = info.output ? (info.dimension > 0 ? info.dimension : own) : 0;
  return kernel.run({.rows = 1, .keys = c.scores->size(), .k = c.head.size(), .dimension = d},
                    c.scores->all(), entries_of(c, d));
}

double bound_of(const Ball& bound) {
  return approximate(bound) * (1 + 0x1p-40);
}

std::vector<Computed> log_sum_exp(const Kernel& kernel, const Case& c) {
  const KernelInfo& info = kernel.info();
  const std::vector<Key> keys = verify::kernel::finite_keys(*c.scores);
  const KernelAttention attention(
      verify::kernel::scores_of(*c.scores, keys),
      verify::kernel::kernel_arithmetic(info.lse_dtype, info.scores, c.scores->size()));
  if (!attention.bounded())
    return {};
  const double bound = bound_of(attention.log_sum_exp().bound);
  if (!std::isfinite(bound))
    return {};
  const KernelAnswer answer = answer_of(kernel, c);
  if (answer.unsupported)
    return {};
  const double number = answer.fault.empty() ? answer.lse.front() : not_a_number;
  return {{number * (info.base_two ? std::numbers::ln2 : 1.0), {0, bound}}};
}

/// Whether the kernel's head is the case's; nothing where it is another Top-k set.
std::optional<bool> has_head(const Case& c, const std::vector<verify::input::Integer>& indices) {
  std::vector<Key> kept;
  for (const verify::input::Integer& index : indices)
    if (!index.negative && index.magnitude < c.scores->size() &&
        !c.scores->masked(static_cast<Key>(index.magnitude)))
      kept.push_back(static_cast<Key>(index.magnitude));
  std::vector<Key> expected(c.head.finite_head().begin(), c.head.finite_head().end());
  std::ranges::sort(kept);
  std::ranges::sort(expected);
  if (kept == expected)
    return true;
  const auto scores = [&](const std::vector<Key>& keys) {
    std::vector<double> all;
    for (const Key key : keys)
      all.push_back((*c.scores)[key]);
    std::ranges::sort(all);
    return all;
  };
  if (std::ranges::adjacent_find(kept) == kept.end() && scores(kept) == scores(expected))
    return std::nullopt;
  return false;
}

std::vector<Computed> output(const Kernel& kernel, const Case& c) {
  const KernelInfo& info = kernel.info();
  if (!c.values)
    return {};
  std::vector<Key> keys(c.head.finite_head().begin(), c.head.finite_head().end());
  if (!info.indices)
    keys = verify::kernel::finite_keys(*c.scores);
  const KernelAttention attention(
      verify::kernel::scores_of(*c.scores, keys),
      verify::kernel::kernel_arithmetic(info.output_dtype, info.scores, c.scores->size(), info.values));
  if (!attention.bounded())
    return {};
  std::vector<Computed> numbers;
  for (std::size_t axis = 0; axis < c.values->dimension(); ++axis) {
    const double bound = bound_of(attention.mean(verify::kernel::values_of(*c.values, keys, axis)).bound);
    if (!std::isfinite(bound))
      return {};
    numbers.push_back({not_a_number, {0, bound}});
  }
  const KernelAnswer answer = answer_of(kernel, c);
  if (answer.unsupported)
    return {};
  const std::optional<bool> right =
      answer.fault.empty() && info.indices ? has_head(c, answer.indices) : std::optional(true);
  if (!right)
    return {};
  for (std::size_t axis = 0; *right && answer.fault.empty() && axis < numbers.size(); ++axis)
    numbers[axis].value = answer.output[axis];
  return numbers;
}

} // namespace

std::vector<Implementation> kernel_implementations(std::shared_ptr<const Kernel> kernel) {
  const auto named = std::make_shared<const Named>(std::move(kernel));
  const KernelInfo& info = named->kernel->info();
  std::vector<Implementation> all;
  const auto add = [&](std::string_view quantity, verify::input::DType dtype, const auto& compute) {
    all.push_back({.quantity = quantity,
                   .variant = named->name, // of what `compute` keeps alive
                   .number_type = type_of_format(dtype),
                   .compute = [named, compute](const Case& c) { return compute(*named->kernel, c); },
                   .domain = "rows that the kernel takes"});
  };
  if (info.lse)
    add("log_sum_exp", info.lse_dtype, log_sum_exp);
  if (info.output)
    add(info.indices ? "head_mean" : "output_mean", info.output_dtype, output);
  if (all.empty())
    throw std::invalid_argument(info.name + " gives neither a log-sum-exp nor an output to be measured");
  return all;
}

std::optional<Case> measured_case(const KernelInfo& info, Case c) {
  Case plain(c.scores, c.head); // what belongs to these scores is of others once they are rounded
  if (c.values && info.dimension > 0 && info.dimension < c.values->dimension()) {
    std::vector<double> entries;
    for (std::size_t key = 0; key < c.values->keys(); ++key)
      for (std::size_t axis = 0; axis < info.dimension; ++axis)
        entries.push_back(c.values->at(key, axis));
    plain.values = std::make_shared<const Values>(c.values->keys(), info.dimension, std::move(entries));
  } else {
    plain.values = c.values;
  }
  return kernel_case(info, std::move(plain));
}

} // namespace tailmass::properties::kernels
