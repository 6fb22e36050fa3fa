// Sums over other keys or other scores of the same row.
#include "verify/attention/attention_group.hpp"
#include "verify/cases/dot.hpp"
#include "verify/causes/score_faults.hpp"
#include "verify/causes/suspects.hpp"
#include "verify/kernel/error.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace tailmass::verify::causes {

namespace {

/// A finite mask is as low as this, or lower.
constexpr double finite_mask = -9999;

/// scale q.k of one key, and what a kernel of that roundoff may be off it.
std::pair<double, double> product_of(const cases::AttentionRow& row, std::size_t key, double unit) {
  const auto [product, magnitude] = cases::dot<double>(row.query->numbers, row.keys->of(key));
  const double scale = row.declared.scale.value_or(1);
  return {scale * product, unit * scale * magnitude};
}

/// Twice the bound of a product itself, for the kernel's rounding and the one here: in the format in which
/// scores are stored, or in that in which a kernel forms them.
double unit_of_products(const cases::AttentionRow& row) {
  const bool precise = row.dtype == input::DType::F64;
  const input::DType formed_in =
      row.declared.arithmetic.accumulate.value_or(precise ? input::DType::F64 : input::DType::F32);
  const kernel::Format format = kernel::format_of(row.formed ? formed_in : row.dtype);
  return 4 * static_cast<double>(row.query->numbers.size() + 4) * format.unit_roundoff;
}

} // namespace

namespace {

/// Whether lengths are declared of the sequences around a row.
bool has_length(const cases::AttentionRow& row) {
  const auto others = row.neighbours ? row.neighbours->misread() : std::vector<cases::Neighbour>{};
  return std::ranges::any_of(others,
                             [](const cases::Neighbour& one) { return one.read && one.read->lengths; });
}

/// The first key past the row's declared length: those behind it are masked, and 0 vectors as none of them is
/// read. Nothing where there is none.
std::optional<Key> first_past_length(const cases::AttentionRow& row) {
  auto end = static_cast<Key>(row.scores->size());
  while (end > 0 && row.scores->masked(end - 1) &&
         std::ranges::all_of(row.keys->of(end - 1), [](double x) { return x == 0; }))
    --end;
  return end < row.scores->size() && has_length(row) ? std::optional(end) : std::nullopt;
}

constexpr const char* keys_past_the_length = "the keys past its length were counted with score 0";

} // namespace

std::optional<Suspect> padded_suspect(const cases::AttentionRow& row,
                                      const kernel::KernelArithmetic& arithmetic) {
  if (!row.query || !row.keys)
    return std::nullopt;
  const std::optional<Key> read = first_past_length(row);
  if (!read)
    return std::nullopt;
  kernel::Summation sum = kernel::summation(row, kernel::finite_keys(*row.scores), arithmetic, false);
  for (Key key = *read; key < row.scores->size(); ++key) {
    sum.keys.push_back(key);
    sum.scores.push_back(0);
    if (!sum.errors.empty())
      sum.errors.push_back(0);
  }
  sum.valued = sum.keys.size();
  kernel::add_sink(sum, row);
  return Suspect{keys_past_the_length, "", std::move(sum)};
}

std::optional<UnmaskedRow> unmasked(const cases::AttentionRow& of) {
  const Scores& scores = *of.scores;
  if (scores.finite_count() == scores.size())
    return std::nullopt;
  UnmaskedRow row{.scores = {scores.all().begin(), scores.all().end()},
                  .errors = kernel::kernel_score_errors(of),
                  .of_products = of.query && of.keys,
                  .cause = of.query && of.keys ? "the mask were ignored" : "masked keys scored 0"};
  if (row.of_products && first_past_length(of) == scores.finite_count())
    row.cause = keys_past_the_length;
  row.errors.resize(scores.size());
  for (std::size_t key = 0; key < scores.size(); ++key)
    if (scores.masked(key)) {
      row.scores[key] = 0;
      row.errors[key] = 0;
      if (row.of_products)
        std::tie(row.scores[key], row.errors[key]) = product_of(of, key, unit_of_products(of));
      if (row.of_products && of.declared.soft_cap)
        row.scores[key] = *of.declared.soft_cap * std::tanh(row.scores[key] / *of.declared.soft_cap);
      if (!std::isfinite(row.scores[key]) || !std::isfinite(row.errors[key]))
        return std::nullopt;
    }
  return row;
}

kernel::Summation over_unmasked(const cases::AttentionRow& of, const UnmaskedRow& row,
                                std::span<const Key> keys) {
  kernel::Summation sum{.keys = {keys.begin(), keys.end()}, .scores = {}, .valued = keys.size()};
  for (const Key key : keys) {
    sum.scores.push_back(row.scores[key]);
    sum.errors.push_back(row.errors[key]);
  }
  kernel::add_sink(sum, of);
  return sum;
}

std::vector<Suspect> window_suspects(const cases::AttentionRow& row,
                                     const kernel::KernelArithmetic& arithmetic) {
  std::vector<Suspect> suspects;
  const std::vector<Key> visible = kernel::finite_keys(*row.scores);
  const std::optional<UnmaskedRow> all = unmasked(row);
  const bool masked = row.scores->finite_count() < row.scores->size();
  const auto detail = [](Key key) { return fmt::format(" (key {})", key); };
  if (visible.size() > 1) {
    suspects.push_back({masked ? "the first visible key were left out, as of a window one key narrow"
                               : "the first key were left out",
                        masked ? detail(visible.front()) : "",
                        kernel::summation(row, std::span(visible).subspan(1), arithmetic)});
    suspects.push_back({masked ? "the last visible key were left out, as of a causal mask one key behind"
                               : "the last key were left out",
                        masked ? detail(visible.back()) : "",
                        kernel::summation(row, std::span(visible).first(visible.size() - 1), arithmetic)});
  }
  if (!all || !all->of_products)
    return suspects;
  if (const Key first = visible.front(); first > 0) {
    std::vector<Key> more(visible);
    more.push_back(first - 1);
    suspects.push_back({"the key before the visible ones were seen, as of a window one key wide",
                        detail(first - 1), over_unmasked(row, *all, more)});
  }
  if (const Key after = visible.back() + 1; after < row.scores->size()) {
    std::vector<Key> more(visible);
    more.push_back(after);
    suspects.push_back({"the key after the visible ones were seen, as of a causal mask one key ahead",
                        detail(after), over_unmasked(row, *all, more)});
    suspects.push_back({"the visible keys were one key ahead", detail(after),
                        over_unmasked(row, *all, std::span(more).subspan(1))});
  }
  return suspects;
}

std::vector<Suspect> sink_suspects(kernel::Summation own) {
  if (own.scores.size() == own.valued)
    return {};
  kernel::Summation twice = own;
  twice.keys.push_back(own.keys.back());
  twice.scores.push_back(own.scores.back());
  if (!own.errors.empty()) {
    twice.errors.push_back(own.errors.back());
    own.errors.pop_back();
  }
  own.keys.pop_back();
  own.scores.pop_back();
  std::vector<Suspect> suspects;
  suspects.push_back({"the sink were left out", "", std::move(own)});
  suspects.push_back({"the sink were counted twice", "", std::move(twice)});
  return suspects;
}

std::optional<Suspect> uncapped_suspect(const cases::AttentionRow& row, const kernel::Summation& own,
                                        double u) {
  const std::optional<double> cap = row.declared.soft_cap;
  const bool of_products = row.query && row.keys;
  if (cap && !of_products && std::ranges::all_of(std::span(own.scores).first(own.valued), [&](double score) {
        return std::abs(score) < *cap;
      }))
    return Suspect{fmt::format("the soft cap of {:.4g} were dropped", *cap), "",
                   uncapped(own, *cap, u, rounding_of_stored(row))};
  if (!of_products || (!cap && row.formed))
    return std::nullopt;
  kernel::Summation sum = own;
  sum.errors.assign(own.scores.size(), 0);
  bool shrunk = true; // each score nearer to 0 than its product, as a cap makes it
  for (std::size_t i = 0; i < own.valued; ++i) {
    std::tie(sum.scores[i], sum.errors[i]) = product_of(row, own.keys[i], unit_of_products(row));
    shrunk = shrunk && std::abs(own.scores[i]) <= std::abs(sum.scores[i]) + sum.errors[i];
  }
  if (cap)
    return Suspect{fmt::format("the soft cap of {:.4g} were dropped", *cap), "", std::move(sum)};
  return Suspect{shrunk ? "scores were those of q.k, not capped as the stored ones are"
                        : "scores were those of q.k, not the stored ones",
                 "", std::move(sum)};
}

std::vector<Suspect> scaled_before_cap(const cases::AttentionRow& row, const kernel::Summation& own,
                                       double u) {
  const std::optional<Suspect> products =
      row.declared.soft_cap ? uncapped_suspect(row, own, u) : std::nullopt;
  std::vector<Suspect> suspects;
  if (products)
    for (const KnownFactor& each : known_factors(row))
      suspects.push_back({multiplied_by(each) + ", before the soft cap", "",
                          capped(scaled(products->sum, each.value, u), *row.declared.soft_cap, u)});
  return suspects;
}

std::optional<Suspect> rounded_when_stored(const cases::AttentionRow& row, kernel::Summation own) {
  const double u = kernel::format_of(row.dtype).unit_roundoff;
  if (row.formed || row.declared.arithmetic.rounded_scores || u < 0x1p-20 || input::is_quantised(row.dtype))
    return std::nullopt;
  own.errors.assign(own.scores.size(), 0);
  for (std::size_t i = 0; i < own.valued; ++i)
    own.errors[i] = u * std::abs(own.scores[i]);
  return Suspect{fmt::format("scores were rounded to {} when they were stored, and not before, which the "
                             "declaration arithmetic scores=rounded would say",
                             input::dtype_name(row.dtype)),
                 "", std::move(own)};
}

std::string no_scores(const cases::AttentionRow& row) {
  const Scores& scores = *row.scores;
  if (row.formed || scores.finite_count() < 2)
    return {};
  const kernel::Format format = kernel::format_of(row.dtype);
  const double u = format.unit_roundoff;
  double sum = 0, least = std::numeric_limits<double>::infinity(), most = -least;
  // What a softmax in float32 at most rounds, and what each number lost when it was stored.
  const double off_softmax =
      16 * static_cast<double>(std::min<std::size_t>(scores.size(), 64)) * std::min(u, 0x1p-24);
  double off = off_softmax;
  for (const double score : scores.all())
    if (std::isfinite(score)) {
      sum += score;
      off += u * std::abs(score) + format.underflow;
      least = std::min(least, score);
      most = std::max(most, score);
    }
  if (most == least && most <= finite_mask)
    return fmt::format("the query saw no key: all scores are the finite mask {:.6g}", most);
  if (least >= 0 && most <= 1 && std::abs(sum - 1) <= off)
    return "the stored scores were probabilities: those of the row sum to 1";
  if (most > 0)
    return {};
  double of_exponentials = 0, off_exponentials = off_softmax;
  for (const double score : scores.all())
    if (std::isfinite(score)) {
      of_exponentials += std::exp(score);
      off_exponentials += std::exp(score + u * std::abs(score) + format.underflow) - std::exp(score);
    }
  if (std::abs(of_exponentials - 1) <= off_exponentials)
    return "the stored scores were logarithms of probabilities: their log-sum-exp is 0";
  return {};
}

} // namespace tailmass::verify::causes
