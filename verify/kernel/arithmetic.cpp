// Formats, and the roundings of scores and of sums.
#include "verify/kernel/arithmetic.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tailmass::verify::kernel {

namespace {

template <class R>
constexpr Precision<R> at{}; // 128 bits of balls
constexpr std::size_t roundings_of_score = 6, roundings_of_cap = 12;

} // namespace

Format format_of(input::DType dtype) {
  switch (dtype) {
  case input::DType::F64:
    return {0x1p-53, 0x1p-1022};
  case input::DType::F32:
    return {0x1p-24, 0x1p-126};
  case input::DType::F16:
    return {0x1p-11, 0x1p-25};
  case input::DType::F8E4M3:
    return {0x1p-4, 0x1p-10};
  case input::DType::F8E5M2:
    return {0x1p-3, 0x1p-17};
  case input::DType::F8E4M3Fnuz:
    return {0x1p-4, 0x1p-11};
  case input::DType::F8E5M2Fnuz:
    return {0x1p-3, 0x1p-18};
  case input::DType::I8:
    return {0, 0x1.03p-8}; // above 1/254
  default:
    return {0x1p-8, 0x1p-126}; // BF16; such tensors are floating, or the file was refused
  }
}

KernelArithmetic kernel_arithmetic(input::DType result, input::DType scores, std::size_t row_keys,
                                   std::optional<input::DType> values) {
  const auto is_short = [](input::DType dtype) {
    return dtype == input::DType::F16 || dtype == input::DType::BF16 || input::is_quantised(dtype);
  };
  KernelArithmetic arithmetic{.result = format_of(result),
                              .accumulation = format_of(is_short(result) ? input::DType::F32 : result),
                              .weights = {},
                              .conversion = 0,
                              .row_keys = row_keys};
  const input::DType of_values = values.value_or(result);
  // F16 loses more to underflow, BF16 more to rounding.
  for (const input::DType dtype : {input::is_quantised(result) ? of_values : result, of_values})
    if (is_short(dtype)) {
      const Format format = format_of(dtype);
      arithmetic.weights.unit_roundoff = std::max(arithmetic.weights.unit_roundoff, format.unit_roundoff);
      arithmetic.weights.underflow = std::max(arithmetic.weights.underflow, format.underflow);
    }
  if (format_of(scores).unit_roundoff < arithmetic.accumulation.unit_roundoff)
    arithmetic.conversion = arithmetic.accumulation.unit_roundoff;
  return arithmetic;
}

template <class R>
R gamma(std::size_t n, double u) {
  const R nu = at<R>(n) * R(u);
  return nu / (R(1) - nu);
}

bool fine_enough(std::size_t n, double u) {
  return static_cast<double>(n) * u < 0.5;
}

template <class R>
R one_plus(double u) {
  return R(1) + at<R>(u);
}

std::vector<double> kernel_score_errors(const cases::AttentionRow& row) {
  KernelArithmetic coarsest = kernel_arithmetic(row.dtype, row.dtype, row.keys_total);
  for (const auto* result : {&row.lse, &row.truncated, &row.outputs})
    if (*result) {
      const KernelArithmetic arithmetic = kernel_arithmetic((*result)->dtype, row.dtype, row.keys_total);
      if (arithmetic.accumulation.unit_roundoff > coarsest.accumulation.unit_roundoff)
        coarsest = arithmetic;
    }
  return kernel_score_errors(row, coarsest);
}

std::vector<double> kernel_score_errors(const cases::AttentionRow& row, const KernelArithmetic& arithmetic) {
  if (!row.formed)
    return {};
  const double a = arithmetic.accumulation.unit_roundoff;
  const std::size_t p =
      row.formed->products + roundings_of_score + (row.formed->capped ? roundings_of_cap : 0);
  const double relative =
      fine_enough(p, a) ? gamma<double>(p, a) : std::expm1(static_cast<double>(p) * a); // (1 + a)^p - 1
  std::vector<double> errors(row.formed->radii.size());
  for (std::size_t key = 0; key < errors.size(); ++key) // five roundings at most are paid for by eight
    errors[key] = (row.formed->radii[key] + relative * row.formed->magnitudes[key]) * (1 + 0x1p-50) +
                  std::numeric_limits<double>::denorm_min();
  return errors;
}

std::size_t rescalings(std::size_t n, const KernelArithmetic& arithmetic) {
  return std::min(n - 1, (std::max(arithmetic.row_keys, n) - 1) / keys_of_tile);
}

template <class R>
R fixed_roundings(std::size_t rescalings, double a) {
  return at<R>(8 + 9 * rescalings) * R(a);
}

template Ball gamma(std::size_t, double);
template double gamma(std::size_t, double);
template Ball one_plus(double);
template double one_plus(double);
template Ball fixed_roundings(std::size_t, double);
template double fixed_roundings(std::size_t, double);

} // namespace tailmass::verify::kernel
