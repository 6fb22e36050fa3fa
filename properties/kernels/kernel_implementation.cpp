// A row's log-sum-exp by a kernel, with its bound.
#include "properties/kernels/kernel_implementation.hpp"

#include "properties/kernels/kernel_case.hpp"
#include "verify/kernel/error.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <stdexcept>

namespace tailmass::properties::kernels {

namespace {

using verify::input::DType;

/// How far rounding to the kernel's format moved a score at most.
double moved(const Scores& from, const Scores& to) {
  double most = 0;
  for (const Key key : from.finite())
    most = std::max(most, std::abs(from[key] - to[key]));
  return most;
}

/// A kernel with its name as a word, as files of limits have it.
struct Named {
  explicit Named(const KernelPlace& place) : kernel(place), name(kernel.info().name) {
    std::ranges::replace(name, ' ', '-');
  }
  Kernel kernel;
  std::string name;
};

/// The number that the kernel gives; NaN where it gives none, nothing where it takes no such row.
std::optional<double> log_sum_exp_of(const Kernel& kernel, const Case& c) {
  const std::size_t n = c.scores->size(),
                    d = kernel.info().output ? std::max<std::size_t>(1, kernel.info().dimension) : 0;
  const KernelAnswer answer = kernel.run({.rows = 1, .keys = n, .k = c.head.size(), .dimension = d},
                                         c.scores->all(), std::vector<double>(n * d, 0.0));
  if (answer.unsupported)
    return std::nullopt;
  if (!answer.fault.empty())
    return std::numeric_limits<double>::quiet_NaN();
  return answer.lse.front() * (kernel.info().base_two ? std::numbers::ln2 : 1.0);
}

std::vector<Computed> computed(const Kernel& kernel, const Case& of) {
  Case row(of.scores, of.head); // other parts are not read
  const std::optional<Case> c = kernel_case(kernel.info(), std::move(row));
  if (!c)
    return {};
  const std::vector<Key> keys = verify::kernel::finite_keys(*c->scores);
  const KernelInfo& info = kernel.info();
  const verify::kernel::KernelAttention attention(
      verify::kernel::scores_of(*c->scores, keys),
      verify::kernel::kernel_arithmetic(info.lse_dtype, info.scores, c->scores->size()));
  if (!attention.bounded())
    return {};
  const double bound =
      approximate(attention.log_sum_exp().bound) * (1 + 0x1p-40) + moved(*of.scores, *c->scores);
  const std::optional<double> number = std::isfinite(bound) ? log_sum_exp_of(kernel, *c) : std::nullopt;
  if (!number)
    return {};
  return {{*number, {0, bound}}};
}

} // namespace

Implementation kernel_implementation(const KernelPlace& place) {
  const auto named = std::make_shared<const Named>(place);
  const KernelInfo& info = named->kernel.info();
  if (!info.lse || (info.lse_dtype != DType::F32 && info.lse_dtype != DType::F64))
    throw std::invalid_argument(info.name +
                                " gives no log-sum-exp in float or double, whose error could be measured");
  return {.quantity = "log_sum_exp",
          .variant = named->name, // of what `compute` keeps alive
          .number_type = info.lse_dtype == DType::F32 ? type_name<float> : type_name<double>,
          .compute = [named](const Case& c) { return computed(named->kernel, c); },
          .domain = "rows that the kernel takes"};
}

} // namespace tailmass::properties::kernels
