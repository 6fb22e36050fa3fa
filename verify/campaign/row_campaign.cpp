// One row: its heads, the theorems, the derived parts.
#include "verify/campaign/row_campaign.hpp"

#include "theory/nouns/domain_error.hpp"
#include "theory/numbers/random.hpp"
#include "theory/theorems/cases.hpp"
#include "verify/campaign/kernel_failures.hpp"
#include "verify/cases/derive.hpp"
#include "verify/judge/judge.hpp"
#include "verify/kernel/check.hpp"
#include "verify/kernel/consistency.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace tailmass::verify::campaign {

namespace {

/// The values that the row is judged with. They are derived for scores that have none only where the whole
/// dataset has none: beside real ones they would say nothing.
std::shared_ptr<const Values> values_of(const cases::Dataset& dataset, const cases::AttentionRow& row) {
  return row.values_derived && dataset.has_values() ? nullptr : row.values;
}

/// Whether a theorem is judged on the head at `position` of the row.
bool in_scope(const Theorem& theorem, bool has_values, std::size_t position) {
  if (theorem.needs.has<part::Values>() && !has_values)
    return false;
  switch (theorem.scope) {
  case Scope::head:
    return true;
  case Scope::row:
    return position == 0;
  case Scope::model:
    return false;
  }
  return true;
}

/// The heads chosen, and beside the standard ones of every fourth row, or thereabouts, an unusual one.
std::vector<cases::ChosenHead> heads_of(const cases::AttentionRow& row, const std::string& place,
                                        const CampaignOptions& options) {
  constexpr std::size_t rows_to_one = 4;
  try {
    std::vector<cases::ChosenHead> heads = cases::choose_heads(*row.scores, options.heads);
    if (options.heads.powers_of_two &&
        RandomStream(options.seed, {"unusual head", place}).below(rows_to_one) == 0)
      heads.push_back({cases::unusual_head(*row.scores, options.seed, place), std::nullopt});
    return heads;
  } catch (const DomainError& error) {
    throw cases::ChoiceError({row.origin.file, row.origin.tensor, row.origin.row}, error.what());
  }
}

/// The row's query and keys, derived where the file has none; one object for all heads and theorems. Null
/// where no theorem asks for them, or none fit the scores.
std::shared_ptr<const QueryKeys> query_keys_of(const cases::AttentionRow& row, std::uint64_t seed,
                                               const std::string& place,
                                               std::span<const Theorem* const> theorems) {
  if (std::ranges::none_of(theorems,
                           [](const Theorem* theorem) { return theorem->needs.has<part::Searches>(); }))
    return nullptr;
  if (auto query_keys = cases::query_keys(row))
    return query_keys;
  return cases::derived_query_keys(*row.scores, seed, place);
}

} // namespace

RowResult judge_model(judge::Judge& judge, std::size_t t, std::span<const Theorem* const> theorems,
                      const CampaignOptions& options) {
  const Theorem& theorem = *theorems[t];
  Case c = top_k_case({0, 0}, 1);
  cases::derive(c, theorem.needs, {options.seed, theorem.id, "model", 0, theorem.sample});
  const cases::Origin origin{
      .file = {}, .tensor = "sample", .row = fmt::format("[{}]", c.sample->n), .k = c.sample->k};
  RowResult result = nothing_yet(theorems, 1);
  enter(result, t, theorem, origin, c, judge.judge(theorem, c));
  return result;
}

RowResult judge_row(judge::Judge& judge, cases::Dataset& dataset, const cases::RowChoice& rows,
                    std::size_t index, std::span<const Theorem* const> theorems,
                    const CampaignOptions& options) {
  const bool with_values = std::ranges::any_of(theorems, [](const Theorem* theorem) {
    return theorem->needs.has<part::Values>() || theorem->welcomes.has<part::Values>();
  });
  const cases::AttentionRow row = dataset.row(rows[index], with_values);
  const std::string place = row.origin.tensor + row.origin.row;
  const std::vector<cases::ChosenHead> heads =
      row.scores ? heads_of(row, place, options) : std::vector<cases::ChosenHead>{};
  RowResult result = nothing_yet(theorems, heads.size());
  result.found.empty = row.scores ? 0 : 1;
  const std::shared_ptr<const Values> values = values_of(dataset, row);
  const std::shared_ptr<const QueryKeys> query_keys =
      row.scores ? query_keys_of(row, options.seed, place, theorems) : nullptr;
  for (std::size_t position = 0; position < heads.size(); ++position) {
    const cases::ChosenHead& chosen = heads[position];
    cases::Origin origin = row.origin;
    origin.k = chosen.head.size();
    origin.epsilon = chosen.epsilon;
    for (std::size_t t = 0; t < theorems.size(); ++t) {
      if (options.stop && *options.stop) {
        result.whole = false;
        return result;
      }
      const Theorem& theorem = *theorems[t];
      if (!in_scope(theorem, values != nullptr, position))
        continue;
      Case c{row.scores, chosen.head};
      c.values = values;
      c.epsilon = chosen.epsilon;
      if (theorem.needs.has<part::Searches>())
        c.query_keys = query_keys;
      cases::derive(c, theorem.needs, {options.seed, theorem.id, place, chosen.head.size()});
      enter(result, t, theorem, origin, c, judge.judge(theorem, c));
    }
  }
  result.found.consistency = kernel::check_consistency(row);
  kernel::merge(result.found, kernel::check_kernel(row));
  note_place(result.found, index);
  return result;
}

} // namespace tailmass::verify::campaign
