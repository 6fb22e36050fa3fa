// Every theorem and every mutant on degenerate rows, with parts as free as a stored case may have them: none
// ends in an error, and no theorem is refuted.
#include "theory/nouns/domain_error.hpp"
#include "theory/numbers/random.hpp"
#include "theory/theorems/cases.hpp"
#include "theory/theorems/catalogue.hpp"
#include "verify/cases/derive.hpp"
#include "verify/judge/judge.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <numeric>
#include <set>

namespace tailmass::verify::judge {

namespace {

constexpr double largest = std::numeric_limits<double>::max();
constexpr double smallest = std::numeric_limits<double>::denorm_min();

const std::vector<std::vector<double>> rows{
    {0},
    {0, 0},
    {0, 0, 0, 0},
    {-3.5, -3.5, -3.5, -3.5, -3.5},
    {1e300, 1e300, 1e300},
    {0, masked},
    {masked, 2, masked, masked},
    {0, 0, masked, masked},
    {0, -1000, -1000},
    {0, 0, -1e9, -1e9},
    {smallest, 0, -0.0},
    {largest, -largest},
    {0, 0x1p-52, -0x1p-53},
    {3, 1, 0, -2, -2, -7, masked, 1},
};
const std::vector<double> epsilons{smallest, 1e-300, 0.25, 0.5, 0.75, std::nextafter(1, 0)};

/// Precision that is enough to see an error, and little enough that nothing takes long.
constexpr Precisions coarse{.most_bits = 700};

/// The numbers of keys and of coordinates that a case has values of.
std::shared_ptr<const Values> values_of(std::size_t n, std::size_t kind) {
  std::vector<double> entries(2 * n);
  for (std::size_t i = 0; i < entries.size(); ++i)
    entries[i] = kind == 0    ? 0
                 : kind == 1  ? 1
                 : kind == 2  ? static_cast<double>(i % 3) - 1
                 : i % 2 == 0 ? largest
                              : smallest;
  return std::make_shared<const Values>(n, 2, std::move(entries));
}

double pick(RandomStream& random, const std::vector<double>& from) {
  return from[random.below(from.size())];
}

// A part as free as check() leaves it, one function a part.

void free_part(part::Values& part, const Case& c, RandomStream& random) {
  part.values = values_of(c.scores->size(), random.below(4));
}
void free_part(part::Epsilon& part, const Case& /*c*/, RandomStream& random) {
  part.epsilon = pick(random, epsilons);
}
void free_part(part::Blocks& part, const Case& c, RandomStream& random) {
  std::vector<Block> blocks;
  for (Key key = 0; key < c.scores->size(); ++key)
    if (blocks.empty() || random.below(2) == 0)
      blocks.push_back(tight_block(*c.scores, {key}, random.below(2) == 0));
    else
      blocks.back().keys.push_back(key);
  for (Block& block : blocks) {
    block = tight_block(*c.scores, block.keys, block.in_head);
    block.lower -= pick(random, {0, 1, largest});
    block.upper = std::min(largest, block.upper + pick(random, {0, 1, 1e300}));
    block.in_head = block.in_head || std::ranges::count(block.keys, c.scores->order().front()) > 0;
  }
  part.blocks = std::make_shared<const Blocks>(*c.scores, blocks);
  std::vector<Block> finer;
  for (std::size_t b = 0; b < blocks.size(); ++b)
    for (const Key key : blocks[b].keys)
      finer.push_back(tight_block(*c.scores, {key}, blocks[b].in_head, b));
  part.finer_blocks = std::make_shared<const Blocks>(*c.scores, finer);
}
void free_part(part::Companion& part, const Case& c, RandomStream& random) {
  CompanionWeights q{std::vector<unsigned>(c.scores->size()), std::vector<unsigned>(c.scores->size())};
  for (std::size_t i = 0; i < c.head.size(); ++i)
    q.any[c.scores->finite()[random.below(c.scores->finite_count())]] =
        random.below(2) == 0 ? 1 : 4'000'000'000U;
  for (const Key key : c.head.finite_head())
    q.in_head[key] = 1 + static_cast<unsigned>(random.below(3));
  part.companion = std::move(q);
}
void free_part(part::Temperatures& part, const Case& /*c*/, RandomStream& random) {
  const std::vector<double> betas{0, smallest, 0.5, 1, 30};
  const double a = pick(random, betas), b = pick(random, betas);
  part.temperatures = {std::min(a, b), std::max(a, b)};
}
std::vector<std::size_t> rising(RandomStream& random, std::size_t first, std::size_t last) {
  std::set<std::size_t> ranks{first, last};
  for (int i = 0; i < 2; ++i)
    ranks.insert(first + random.below(last - first + 1));
  return {ranks.begin(), ranks.end()};
}
void free_part(part::Checkpoints& part, const Case& c, RandomStream& random) {
  const std::size_t k = c.head.size(), finite = c.scores->finite_count();
  if (has_room_for_checkpoints(c))
    part.checkpoints = {.head = rising(random, 0, k),
                        .tail = rising(random, k, finite),
                        .known_gaps = 1 + random.below(finite - k)};
}
void free_part(part::Box& part, const Case& c, RandomStream& random) {
  ScoreBox box;
  for (const double score : c.scores->all()) {
    const double finite = std::isfinite(score) ? pick(random, {score, 0, 100, -1e300}) : score;
    box.lower.push_back(finite - pick(random, {0, 1, 50}));
    box.upper.push_back(finite + pick(random, {0, 1, 50}));
    box.point.push_back(random.below(2) == 0 ? box.lower.back() : box.upper.back());
    box.direction.push_back(pick(random, {0, 1, -1, 1e300}));
  }
  part.box = std::move(box);
}
void free_part(part::Centre& part, const Case& c, RandomStream& random) {
  if (c.values)
    part.centre.assign(c.values->dimension(), pick(random, {0, 1, -largest}));
}
void free_part(part::Shift& part, const Case& /*c*/, RandomStream& random) {
  part.shift = pick(random, {0, 1, -largest, smallest});
}
void free_part(part::Permutation& part, const Case& c, RandomStream& random) {
  part.permutation.resize(c.scores->size());
  std::iota(part.permutation.begin(), part.permutation.end(), Key{0});
  if (random.below(2) == 0)
    std::ranges::reverse(part.permutation);
}
void free_part(part::SubRow& part, const Case& c, RandomStream& random) {
  part.sub_row.assign(
      c.scores->finite().begin(),
      c.scores->finite().begin() +
          static_cast<std::ptrdiff_t>(1 + random.below(std::min<std::size_t>(4, c.scores->finite_count()))));
}
void free_part(part::Perturbed& part, const Case& c, RandomStream& random) {
  for (const double score : c.scores->all())
    part.perturbed.push_back(std::isfinite(score) ? pick(random, {score, 0, 40, -largest, largest}) : score);
}
/// Cells of any keys with any bounds, most of which hold nothing.
void free_part(part::Searches& part, const Case& c, RandomStream& random) {
  std::vector<double> entries;
  for (const double score : c.scores->all())
    entries.push_back(std::isfinite(score) && std::abs(score) < 1e200 ? score : 0);
  part.query_keys = std::make_shared<const QueryKeys>(
      std::vector<double>{pick(random, {0, 1, -1e90})},
      std::make_shared<const Values>(entries.size(), 1, entries), c.scores->finite());
  std::vector<Cell> cells;
  for (const Key key : part.query_keys->unmasked())
    if (cells.empty() || random.below(2) == 0)
      cells.push_back({{key}, pick(random, {-5, 0, 1, 2, -largest, largest})});
    else
      cells.back().keys.push_back(key);
  part.searches = {{.k = 1 + random.below(c.scores->finite_count()),
                    .growth = random.below(3),
                    .epsilon = pick(random, epsilons),
                    .cells = std::make_shared<const Cells>(*part.query_keys, std::move(cells))}};
}
void free_part(part::Sample& part, const Case& /*c*/, RandomStream& random) {
  const std::size_t n = 2 + random.below(2);
  part.sample = {.rows = 2 + 62 * random.below(2),
                 .n = n,
                 .sigma = 0.5,
                 .k = n - 1,
                 .epsilon = pick(random, {0.25, 0.5}),
                 .seed = 1};
}

/// The parts that a theorem speaks of; `theirs`, by how they are drawn for it, or freely.
Case with_parts(Case c, const Theorem& theorem, bool theirs, RandomStream& random) {
  const PartSet parts_of_it = theorem.needs | theorem.welcomes;
  if (theirs) {
    if (parts_of_it.has<part::Values>())
      c.values = values_of(c.scores->size(), 2);
    cases::derive(c, parts_of_it, {1, theorem.id, "row", c.head.size()});
    return c;
  }
  Parts::each([&]<class P>(std::type_identity<P>) {
    if (P& part = c; parts_of_it.has<P>())
      free_part(part, c, random);
  });
  return c;
}

/// The Top-k heads of a row, and those of one key.
std::vector<Head> heads_of(const Scores& scores) {
  std::vector<Head> heads;
  for (std::size_t k = 1; k <= scores.size(); ++k)
    heads.push_back(Head::top_k(scores, k));
  for (const Key key : {scores.finite().back(), scores.finite()[scores.finite_count() / 2]})
    heads.push_back(Head::of_keys(scores, {key}));
  return heads;
}

std::string text_of(const Case& c) {
  std::string text = "scores";
  for (const double score : c.scores->all())
    text += " " + testing::PrintToString(score);
  text += ", head";
  for (const Key key : c.head.head())
    text += " " + std::to_string(key);
  if (c.epsilon)
    text += ", epsilon " + testing::PrintToString(*c.epsilon);
  return text;
}

} // namespace

class OnDegenerateCases : public testing::TestWithParam<const Theorem*> {
protected:
  /// Judges the theorem and its mutants on a case that may be in a file.
  void judge_all(const Case& c) {
    SCOPED_TRACE(text_of(c));
    ASSERT_NO_THROW(check(c));
    const Theorem& theorem = *GetParam();
    Judge judge(coarse);
    std::vector<Judgement> judgements;
    ASSERT_NO_THROW(judgements = judge.judge(theorem, c));
    for (const Judgement& judgement : judgements) {
      EXPECT_NE(judgement.verdict, Verdict::refuted) << judgement.claim << ": " << judgement.reason;
      judged_ += judgement.verdict != Verdict::vacuous ? 1 : 0;
    }
    for (const Mutant& mutant : theorem.mutants)
      ASSERT_NO_THROW((void)judge.judge(theorem, mutant, c)) << mutant.name;
  }
  std::size_t judged_ = 0;
};

TEST_P(OnDegenerateCases, NothingEndsInAnErrorAndNoTheoremIsRefuted) {
  const Theorem& theorem = *GetParam();
  RandomStream random(1, {"degenerate", theorem.id});
  if (theorem.scope == Scope::model) { // which speaks of no row
    for (int i = 0; i < 3; ++i)
      judge_all(with_parts(top_k_case({0, 0}, 1), theorem, false, random));
    return;
  }
  for (const std::vector<double>& row : rows) {
    const auto scores = std::make_shared<const Scores>(row);
    for (const Head& head : heads_of(*scores)) {
      const Case plain{scores, head};
      judge_all(with_parts(plain, theorem, true, random));
      for (int i = 0; i < 2; ++i)
        judge_all(with_parts(plain, theorem, false, random));
      if (theorem.needs.has<part::Epsilon>())
        for (const double epsilon : epsilons) {
          Case c = with_parts(plain, theorem, true, random);
          c.epsilon = epsilon;
          judge_all(c);
        }
      if (HasFatalFailure())
        return;
    }
  }
  EXPECT_GT(judged_, 20U);
}

INSTANTIATE_TEST_SUITE_P(Catalogue, OnDegenerateCases,
                         testing::ValuesIn(catalogue().begin(), catalogue().end()),
                         [](const testing::TestParamInfo<const Theorem*>& tested) {
                           std::string name(tested.param->id);
                           std::ranges::replace(name, '-', '_');
                           return name;
                         });

} // namespace tailmass::verify::judge
