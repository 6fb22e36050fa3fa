// Sums that a faulty kernel may have formed.
#include "verify/kernel/suspects.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace tailmass::verify::kernel {

namespace {

/// Roundings of a score multiplied by a rounded square root, here and in the kernel.
constexpr std::size_t scale_roundings = 6;

std::vector<Key> largest_keys(const std::vector<double>& scores, std::size_t k) {
  const Scores row(scores);
  return {row.order().begin(), row.order().begin() + static_cast<std::ptrdiff_t>(k)};
}

/// The keys' scores times a factor; a sink stays as it is.
Summation scaled(Summation sum, double factor, double u) {
  sum.errors.resize(sum.scores.size());
  for (std::size_t i = 0; i < sum.valued; ++i) {
    sum.scores[i] *= factor;
    sum.errors[i] =
        sum.errors[i] * factor + static_cast<double>(scale_roundings) * u * std::abs(sum.scores[i]);
  }
  return sum;
}

Summation over_unmasked(const cases::AttentionRow& of, const UnmaskedRow& row, std::span<const Key> keys) {
  Summation sum{.keys = {keys.begin(), keys.end()}, .scores = {}, .valued = keys.size()};
  for (const Key key : keys) {
    sum.scores.push_back(row.scores[key]);
    sum.errors.push_back(row.errors[key]);
  }
  add_sink(sum, of);
  return sum;
}

void add_without_sink(std::vector<Suspect>& suspects, Summation own) {
  if (own.scores.size() == own.valued)
    return;
  own.keys.pop_back();
  own.scores.pop_back();
  if (!own.errors.empty())
    own.errors.pop_back();
  suspects.push_back({"the sink were left out", std::move(own)});
}

/// The dimension whose root scales the scores: that of the queries, or of the values where there are none.
std::optional<std::size_t> scaling_dimension(const cases::AttentionRow& row) {
  if (row.query)
    return row.query->numbers.size();
  return row.values && !row.values_derived ? std::optional(row.values->dimension()) : std::nullopt;
}

void add_scaled(std::vector<Suspect>& suspects, const cases::AttentionRow& row, const Summation& sum,
                double u) {
  const std::optional<std::size_t> d = scaling_dimension(row);
  if (!d || *d == 1)
    return;
  const double root = std::sqrt(static_cast<double>(*d));
  suspects.push_back({fmt::format("the scale 1/sqrt({}) were applied twice", *d), scaled(sum, 1 / root, u)});
  suspects.push_back({fmt::format("the scale 1/sqrt({}) were left out", *d), scaled(sum, root, u)});
}

} // namespace

std::optional<UnmaskedRow> unmasked(const cases::AttentionRow& of) {
  const Scores& scores = *of.scores;
  if (scores.finite_count() == scores.size())
    return std::nullopt;
  UnmaskedRow row{.scores = {scores.all().begin(), scores.all().end()},
                  .errors = std::vector<double>(scores.size(), 0.0),
                  .cause = of.query && of.keys ? "the mask were ignored" : "masked keys scored 0"};
  const std::span<const double> q =
      of.query && of.keys ? std::span<const double>(of.query->numbers) : std::span<const double>();
  // Twice the bound of the products themselves, for the kernel's rounding and the one here.
  const double unit = 4 * static_cast<double>(q.size()) * format_of(of.dtype).unit_roundoff;
  for (std::size_t key = 0; key < scores.size(); ++key)
    if (scores.masked(key)) {
      double dot = 0;
      double magnitude = 0;
      for (std::size_t x = 0; x < q.size(); ++x) {
        dot += q[x] * of.keys->at(key, x);
        magnitude += std::abs(q[x] * of.keys->at(key, x));
      }
      if (!std::isfinite(magnitude))
        return std::nullopt;
      row.scores[key] = dot;
      row.errors[key] = unit * magnitude;
    }
  return row;
}

std::vector<Suspect> log_sum_exp_suspects(const cases::AttentionRow& row, const std::optional<Head>& head,
                                          const KernelArithmetic& arithmetic) {
  std::vector<Suspect> suspects;
  const bool of_head = row.declared.lse_over == input::Declarations::LseOver::head;
  const Summation whole = summation(row, row.scores->finite(), arithmetic);
  const Summation over_head = head ? summation(row, head->finite_head(), arithmetic) : Summation();
  if (of_head)
    suspects.push_back({"it were summed over the whole row, not over the head", whole});
  else if (head)
    suspects.push_back({"it were summed over the head only", over_head});
  if (const std::optional<UnmaskedRow> all = unmasked(row))
    suspects.push_back({all->cause, over_unmasked(row, *all, row.scores->order())});
  const Summation& own = of_head ? over_head : whole;
  add_without_sink(suspects, own);
  add_scaled(suspects, row, own, arithmetic.accumulation.unit_roundoff);
  return suspects;
}

std::vector<Suspect> truncated_suspects(const cases::AttentionRow& row, const Head& head,
                                        const KernelArithmetic& arithmetic) {
  const auto over = [&](std::span<const Key> keys) { return summation(row, keys, arithmetic); };
  const Scores& scores = *row.scores;
  const std::span<const Key> kept = head.finite_head();
  const Summation own = over(kept);
  std::vector<Suspect> suspects;
  if (kept.size() > 1)
    suspects.push_back(
        {fmt::format("k were {}, not {}", head.size() - 1, head.size()), over(kept.first(kept.size() - 1))});
  if (!head.finite_tail().empty()) {
    std::vector<Key> more(kept.begin(), kept.end());
    more.push_back(head.finite_tail().front());
    suspects.push_back({fmt::format("k were {}, not {}", head.size() + 1, head.size()), over(more)});
    suspects.push_back({"nothing were truncated", over(scores.finite())});
    more = {kept.begin(), kept.end()};
    more.insert(more.end(), head.finite_tail().begin(), head.finite_tail().end());
    Summation by_all = over(more);
    by_all.valued = kept.size();
    suspects.push_back({"it were divided by the sum over all keys, not over the head", std::move(by_all)});
  }
  if (!head.is_top_k())
    suspects.push_back({"it were over a Top-k set, not over its indices",
                        over(Head::top_k(scores, head.size()).finite_head())});
  if (const std::optional<UnmaskedRow> all = unmasked(row)) {
    suspects.push_back({all->cause, over_unmasked(row, *all, head.head())});
    suspects.push_back({all->cause, over_unmasked(row, *all, largest_keys(all->scores, head.size()))});
  }
  add_without_sink(suspects, own);
  add_scaled(suspects, row, own, arithmetic.accumulation.unit_roundoff);
  suspects.push_back({"all weights of the head were equal", scaled(own, 0, 0)});
  return suspects;
}

} // namespace tailmass::verify::kernel
