// The check of stable implementations in balls.
#include "theory/tests/stable/score_cases.hpp"

#include "theory/quantities/error.hpp"
#include "theory/stable/distribution/softmax.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>

namespace tailmass {

namespace {

constexpr long least_bits = 256, most_bits = 4096;
constexpr std::size_t least_cases = 100;

struct Worst {
  double share = 0;
  std::string name = "";
  std::size_t met = 0;
};

/// Whether the share of a bound tells of the arithmetic: a bound that pays for rounded input may be met by
/// that rounding.
bool tells(std::string_view type, const StableCase& on) {
  return type == "double" || (stable::score_rounding<float>(*on.c.scores) == 0 &&
                              stable::score_rounding<float>(std::span(on.c.perturbed)) == 0);
}

/// Whether the row decided; the worst share and failures are noted.
bool decide(const Quantity<Ball>& quantity, std::string_view type, Evaluator<Ball>& row, const StableCase& on,
            Worst& worst) {
  const Implementation& implementation = stable_of(quantity.name, type);
  const std::vector<Computed> computed = implementation.compute(on.c);
  if (computed.empty())
    return true;
  const std::vector<Ball> truth = truth_of(quantity, row, on.c);
  EXPECT_EQ(computed.size(), truth.size()) << quantity.name << " in " << type << " of " << on.name;
  for (std::size_t i = 0; i < truth.size(); ++i) {
    const auto& [value, bound] = computed[i];
    const std::optional<double> share = used_share(value, truth[i], bound);
    if (!share)
      return false;
    EXPECT_LE(*share, 1) << quantity.name << " in " << type << " of " << on.name << ": " << value << " for "
                         << to_decimal(truth[i], 20);
    if (*share >= worst.share && tells(type, on))
      worst.share = *share, worst.name = on.name;
  }
  ++worst.met;
  return true;
}

} // namespace

const Implementation& stable_of(std::string_view quantity, std::string_view type) {
  const auto all = implementations();
  const auto found = std::ranges::find_if(all, [&](const Implementation& implementation) {
    return implementation.quantity == quantity && implementation.variant == "stable" &&
           implementation.number_type == type;
  });
  if (found == all.end())
    throw std::logic_error("no stable implementation of " + std::string(quantity) + " in " +
                           std::string(type));
  return *found;
}

void check_against_balls(const std::vector<Quantity<Ball>>& quantities) {
  struct Held {
    const Quantity<Ball>* quantity;
    std::string_view type;
    Worst worst = {};
  };
  std::vector<Held> all;
  for (const Quantity<Ball>& quantity : quantities)
    for (const std::string_view type : {"double", "float"})
      all.push_back({&quantity, type});
  for (const StableCase& on : stable_score_cases()) {
    std::vector<Held*> open;
    for (Held& held : all)
      open.push_back(&held);
    for (long bits = least_bits; bits <= most_bits && !open.empty(); bits *= 2) {
      Evaluator<Ball> row(on.c, {bits});
      std::erase_if(open,
                    [&](Held* held) { return decide(*held->quantity, held->type, row, on, held->worst); });
    }
    for (const Held* held : open)
      ADD_FAILURE() << held->quantity->name << " in " << held->type << " of " << on.name << " is open at "
                    << most_bits << " bits";
  }
  for (const Held& held : all) {
    const std::string name(held.quantity->name);
    std::printf("%-24s %-6s %5zu cases, at most %.3f of the bound (%s)\n", name.c_str(),
                std::string(held.type).c_str(), held.worst.met, held.worst.share, held.worst.name.c_str());
    EXPECT_GE(held.worst.met, least_cases) << name << " in " << held.type;
    EXPECT_TRUE(name == "k_epsilon" || held.worst.share > 0.02)
        << "the bound of " << name << " in " << held.type << " is silly";
  }
}

} // namespace tailmass
