// Bounds of rows whose weights are known, read the other way round.
#include "verify/studies/smallest_fault.hpp"

#include "theory/nouns/domain_error.hpp"
#include "verify/campaign/fold.hpp"
#include "verify/cases/case_document.hpp"
#include "verify/kernel/error.hpp"

#include <cmath>
#include <fmt/format.h>

namespace tailmass::verify::studies {

namespace {

using input::DType;
using Json = nlohmann::ordered_json;

constexpr DType formats[] = {DType::F64, DType::F32, DType::F16, DType::BF16};
constexpr double largest_score = 8;

/// Scores of which the i-th weighs i^-exponent.
std::vector<double> scores_of(double exponent, std::size_t keys) {
  std::vector<double> scores(keys, largest_score);
  for (std::size_t i = 0; i < keys; ++i)
    scores[i] -= exponent * std::log(static_cast<double>(i + 1));
  return scores;
}

LeastSeen least_seen(double exponent, DType format, std::size_t keys) {
  const DType wide = format == DType::F64 ? DType::F64 : DType::F32;
  const std::vector<double> scores = scores_of(exponent, keys);
  const auto attention = [&](DType result) {
    return kernel::KernelAttention(scores, kernel::kernel_arithmetic(result, wide, keys, format));
  };
  const std::vector<double> ones(keys, 1.0); // whose mean is 1, and that of their sizes
  LeastSeen seen;
  seen.output = approximate(attention(format).mean(ones).bound);
  seen.lse = approximate(attention(wide).log_sum_exp().bound);
  seen.share_in_output = seen.output / (1 + seen.output); // a lost share p moves the mean by p/(1 - p),
  seen.share_in_lse = -std::expm1(-seen.lse);             // and adds ln(1 - p)
  return seen;
}

Json part_of(const LeastSeen& seen) {
  return {record::json_number(seen.output), record::json_number(seen.lse),
          record::json_number(seen.share_in_lse), record::json_number(seen.share_in_output)};
}

LeastSeen least_of(const record::Field& part) {
  const std::vector<record::Field> numbers = part.items();
  cases::expect(numbers.size() == 4, part.place(), "four numbers");
  return {.output = numbers[0].number(),
          .lse = numbers[1].number(),
          .share_in_lse = numbers[2].number(),
          .share_in_output = numbers[3].number()};
}

} // namespace

std::vector<SmallestFault> smallest_faults(std::span<const std::size_t> lengths,
                                           const campaign::WorkOptions& work) {
  for (const std::size_t keys : lengths)
    if (keys == 0 || keys > longest_row)
      throw DomainError(fmt::format("a row of {} keys: 1 to {} are studied", keys, longest_row));
  std::vector<SmallestFault> found;
  const auto study = [&](std::size_t unit) {
    const DType format = formats[unit / lengths.size()];
    const std::size_t keys = lengths[unit % lengths.size()];
    return SmallestFault{.format = format,
                         .keys = keys,
                         .flat = least_seen(0, format, keys),
                         .peaked = least_seen(2, format, keys)};
  };
  (void)campaign::fold_units<SmallestFault>(
      {.count = std::size(formats) * lengths.size(),
       .begins_chunk = [](std::size_t) { return true; },
       .make_worker = [&] { return study; },
       .fold = [&](const SmallestFault& fault) { found.push_back(fault); },
       .write = [](const SmallestFault& fault) -> Json {
         return {part_of(fault.flat), part_of(fault.peaked)};
       },
       .read =
           [&](const record::Field& json) {
             const std::vector<record::Field> both = json.items();
             cases::expect(both.size() == 2, "result", "a flat row and a peaked one");
             return SmallestFault{.format = formats[found.size() / lengths.size()],
                                  .keys = lengths[found.size() % lengths.size()],
                                  .flat = least_of(both[0]),
                                  .peaked = least_of(both[1])};
           }},
      work);
  return found;
}

} // namespace tailmass::verify::studies
