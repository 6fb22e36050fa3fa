// Formats, and the roundings of scores and of sums.
#include "verify/kernel/arithmetic.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tailmass::verify::kernel {

namespace {

template <class R>
constexpr Precision<R> at{}; // 128 bits of balls
constexpr std::size_t roundings_of_score = 6, roundings_of_cap = 12, roundings_of_exponential = 8;
constexpr double tf32 = 0x1p-11;

/// That of an element type, or nothing where it keeps whatever the accumulation gives.
Format stored_in(input::DType dtype, const Format& accumulation) {
  const Format format = format_of(dtype);
  const bool finer = dtype != input::DType::I8 && format.unit_roundoff <= accumulation.unit_roundoff;
  return finer ? Format{} : format;
}

/// r of AttentionIn.
template <class R>
R merge_roundings(const KernelArithmetic& arithmetic) {
  const double a = arithmetic.accumulation.unit_roundoff;
  return at<R>(arithmetic.merges + 1) * (gamma<R>(16, a) + R(arithmetic.part_lse.unit_roundoff)) +
         at<R>(2 * arithmetic.merges) * gamma<R>(3, a);
}

} // namespace

Format format_of(input::DType dtype) {
  switch (dtype) {
  case input::DType::F64:
    return {0x1p-53, 0x1p-1022};
  case input::DType::F32:
    return {0x1p-24, 0x1p-126, 0x1.FFFFFEp127};
  case input::DType::F16:
    return {0x1p-11, 0x1p-25, 65504};
  case input::DType::F8E4M3:
    return {0x1p-4, 0x1p-10, 448};
  case input::DType::F8E5M2:
    return {0x1p-3, 0x1p-17, 57344};
  case input::DType::F8E4M3Fnuz:
    return {0x1p-4, 0x1p-11, 240};
  case input::DType::F8E5M2Fnuz:
    return {0x1p-3, 0x1p-18, 57344};
  case input::DType::I8:
    return {0, 0x1.03p-8}; // above 1/254
  default:
    return {0x1p-8, 0x1p-126, 0x1.FEp127}; // BF16; such tensors are floating, or the file was refused
  }
}

KernelArithmetic kernel_arithmetic(input::DType result, input::DType scores, std::size_t row_keys,
                                   std::optional<input::DType> values,
                                   const attention::Arithmetic& declared) {
  const auto is_short = [](input::DType dtype) {
    return dtype == input::DType::F16 || dtype == input::DType::BF16 || input::is_quantised(dtype);
  };
  const input::DType of_sums = declared.accumulate.value_or(is_short(result) ? input::DType::F32 : result);
  KernelArithmetic arithmetic{.result = format_of(result),
                              .accumulation = format_of(of_sums),
                              .weights = {},
                              .sums_rounded_weights = declared.sums_rounded_p,
                              .operands = declared.tf32 ? tf32 : 0,
                              .unfused = declared.unfused,
                              .fused_rescaling = declared.fused_rescaling,
                              .row_keys = row_keys,
                              .tile = declared.tile,
                              .lanes = declared.lanes,
                              .splits = declared.splits,
                              .part = {},
                              .part_lse = {}};
  const double a = arithmetic.accumulation.unit_roundoff;
  const auto round_weights = [&](const Format& format) {
    arithmetic.weights.unit_roundoff = std::max(arithmetic.weights.unit_roundoff, format.unit_roundoff);
    arithmetic.weights.underflow = std::max(arithmetic.weights.underflow, format.underflow);
  };
  const input::DType of_values = values.value_or(result);
  if (declared.p)
    round_weights(stored_in(*declared.p, arithmetic.accumulation));
  else // F16 loses more to underflow, BF16 more to rounding.
    for (const input::DType dtype : {input::is_quantised(result) ? of_values : result, of_values})
      if (is_short(dtype))
        round_weights(stored_in(dtype, arithmetic.accumulation));
  if (declared.tf32)
    round_weights({tf32, arithmetic.accumulation.underflow});
  arithmetic.dequantisation = arithmetic.operands;
  if (format_of(scores).unit_roundoff < a)
    arithmetic.conversion = a;
  arithmetic.exponential = declared.exponential.value_or(roundings_of_exponential * a);
  if (declared.splits > 1) {
    arithmetic.merges = declared.merged_once ? 1 : declared.splits - 1;
    if (declared.part)
      arithmetic.part = stored_in(*declared.part, arithmetic.accumulation);
    if (const std::optional<input::DType> of_lse = declared.part_lse ? declared.part_lse : declared.part)
      arithmetic.part_lse = stored_in(*of_lse, arithmetic.accumulation);
  }
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

namespace {

/// Those of stored scores.
std::vector<double> errors_of_storing(const cases::AttentionRow& row) {
  if (!row.declared.arithmetic.rounded_scores || !row.scores)
    return {};
  const Format format = format_of(row.dtype);
  std::vector<double> errors;
  for (const double score : row.scores->all())
    errors.push_back(std::isfinite(score) ? format.unit_roundoff * std::abs(score) + format.underflow : 0);
  return errors;
}

} // namespace

std::vector<double> kernel_score_errors(const cases::AttentionRow& row) {
  const auto in_format = [&](input::DType dtype) {
    return kernel_arithmetic(dtype, row.dtype, row.keys_total, {}, row.declared.arithmetic);
  };
  KernelArithmetic coarsest = in_format(row.dtype);
  for (const auto* result : {&row.lse, &row.truncated, &row.outputs})
    if (*result) {
      const KernelArithmetic arithmetic = in_format((*result)->dtype);
      if (arithmetic.accumulation.unit_roundoff > coarsest.accumulation.unit_roundoff)
        coarsest = arithmetic;
    }
  return kernel_score_errors(row, coarsest);
}

std::vector<double> kernel_score_errors(const cases::AttentionRow& row, const KernelArithmetic& arithmetic) {
  if (!row.formed)
    return errors_of_storing(row);
  const double a = arithmetic.accumulation.unit_roundoff;
  const std::size_t p =
      row.formed->products + roundings_of_score + (row.formed->capped ? roundings_of_cap : 0);
  const double roundings =
      fine_enough(p, a) ? gamma<double>(p, a) : std::expm1(static_cast<double>(p) * a); // (1 + a)^p - 1
  // A factored key is rounded to the format of the query that it meets in a matrix unit.
  const double of_key = arithmetic.operands + (row.keys_scaled ? format_of(row.dtype).unit_roundoff : 0);
  const double of_operands = arithmetic.operands + of_key + arithmetic.operands * of_key;
  const double relative = roundings + of_operands + roundings * of_operands;
  std::vector<double> errors(row.formed->radii.size());
  for (std::size_t key = 0; key < errors.size(); ++key) // seven roundings at most are paid for by eight
    errors[key] = (row.formed->radii[key] + relative * row.formed->magnitudes[key]) * (1 + 0x1p-50) +
                  std::numeric_limits<double>::denorm_min();
  return errors;
}

namespace {

std::size_t tiles(std::size_t n, const KernelArithmetic& arithmetic) {
  return (std::max(arithmetic.row_keys, n) - 1) / arithmetic.tile.value_or(keys_of_tile) + 1;
}

/// Those of a sum by declared tiles: of one tile and then of their sums; or of a lane and then of all lanes.
std::size_t tiled_roundings(std::size_t n, const KernelArithmetic& arithmetic) {
  const std::size_t tile = *arithmetic.tile, lanes = arithmetic.lanes, count = tiles(n, arithmetic);
  return lanes == 0 ? tile + count : count * ((tile - 1) / lanes + 1) + lanes - 1;
}

} // namespace

std::size_t rescalings(std::size_t n, const KernelArithmetic& arithmetic) {
  const std::size_t count = tiles(n, arithmetic);
  // Fused ones are not by 1 where a tile leaves the maximum as it was.
  return (arithmetic.fused_rescaling ? count : std::min(n, count)) - 1;
}

std::size_t sum_roundings(std::size_t n, const KernelArithmetic& arithmetic) {
  return (arithmetic.tile ? std::min(n, tiled_roundings(n, arithmetic)) : n) + arithmetic.splits - 1;
}

std::size_t product_roundings(std::size_t n, const KernelArithmetic& arithmetic) {
  return n + 1 + 2 * arithmetic.merges + arithmetic.splits - 1;
}

bool fine_enough(std::size_t n, const KernelArithmetic& arithmetic) {
  const double a = arithmetic.accumulation.unit_roundoff;
  const std::size_t roundings = product_roundings(n, arithmetic);
  return arithmetic.splits == 1
             ? fine_enough(roundings, a)
             : fine_enough(2 * roundings, a) &&
                   fine_enough(2 * (arithmetic.merges + 1), arithmetic.part.unit_roundoff) &&
                   merge_roundings<double>(arithmetic) < 0.12;
}

double lost_of_weight(const KernelArithmetic& arithmetic) {
  const std::size_t times =
      (arithmetic.splits > 1 ? 2 + arithmetic.splits : 1) + (arithmetic.operands > 0 ? 1 : 0);
  return static_cast<double>(times) * arithmetic.accumulation.underflow;
}

double lost_of_rounded(const KernelArithmetic& arithmetic) {
  return (arithmetic.splits > 1 ? 2 : 1) * arithmetic.weights.underflow;
}

template <class R>
Growth<R> growth(std::size_t n, const KernelArithmetic& arithmetic, const R& size, const R& reach) {
  using std::log;
  const double a = arithmetic.accumulation.unit_roundoff;
  const std::size_t rescaled = rescalings(n, arithmetic), merges = arithmetic.merges;
  const R of_exponent = gamma<R>(3, a), of_product = gamma<R>(2, a);
  const R of_tiles = rescaled > 0 || arithmetic.unfused ? of_product : at<R>(0.0);
  // Of the first m c of a key, and of each that it is rescaled by where these do not telescope.
  const R of_maxima = of_tiles * at<R>(arithmetic.fused_rescaling ? rescaled + 1 : 1);
  const R exponential = at<R>(arithmetic.exponential);
  Growth<R> found{.of_distance = of_exponent + of_maxima,
                  .of_error = {},
                  .constant = of_exponent * (reach + of_product * size) + at<R>(rescaled + 1) * exponential +
                              at<R>(rescaled) * R(a) + of_maxima * (size + reach) + of_tiles * size};
  if (merges > 0) {
    const R roundings = merge_roundings<R>(arithmetic);
    found.of_distance += at<R>(2.0) * roundings + of_maxima + of_tiles + of_exponent * of_product;
    found.constant += roundings * (size + log(at<R>(n)) + R(2)) + at<R>(merges) * exponential +
                      at<R>(merges + 1) * R(arithmetic.part_lse.underflow);
  }
  found.of_error = R(1) + found.of_distance;
  return found;
}

template Ball gamma(std::size_t, double);
template double gamma(std::size_t, double);
template Ball one_plus(double);
template double one_plus(double);
template Growth<Ball> growth(std::size_t, const KernelArithmetic&, const Ball&, const Ball&);
template Growth<double> growth(std::size_t, const KernelArithmetic&, const double&, const double&);

} // namespace tailmass::verify::kernel
