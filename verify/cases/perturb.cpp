// Perturbations of several kinds.
#include "verify/cases/perturb.hpp"

#include "theory/numbers/random.hpp"

#include <cmath>

namespace tailmass::verify::cases {

namespace {

/// A score of a row whose scores are held in few bits: x rounded to `digits` binary digits.
double rounded(double x, int digits) {
  const int exponent = x == 0 ? 0 : std::ilogb(x) + 1;
  return std::ldexp(std::nearbyint(std::ldexp(x, digits - exponent)), exponent - digits);
}

/// What perturbs a row.
enum class Noise {
  uniform,    ///< anything up to a size
  head_heavy, ///< the same, in the head more than twice as large as in the tail
  few_digits, ///< scores kept to the 8 or 11 digits of bfloat16 or float16
  two_valued, ///< up or down by one and the same step
  apart,      ///< head up and tail down, or the reverse, as the odds' bound takes them
  kinds       ///< how many there are
};

} // namespace

std::vector<double> perturbed_scores(const Case& c, const Derivation& from) {
  RandomStream random(from.seed, {from.theorem, from.row, "perturbed"}, from.k);
  const auto noise = static_cast<Noise>(random.below(static_cast<std::size_t>(Noise::kinds)));
  const double size = std::exp(random.uniform(std::log(1e-3), std::log(2)));
  const double in_tail = size * (noise == Noise::head_heavy ? random.uniform(0, 0.5) : random.unit());
  const int digits = random.below(2) == 0 ? 8 : 11;
  const double sign = random.below(2) == 0 ? 1 : -1;
  std::vector<double> perturbed(c.scores->all().begin(), c.scores->all().end());
  const auto move = [&](std::span<const Key> keys, double step, double towards) {
    for (const Key key : keys) {
      const double score = perturbed[key];
      double moved = score;
      if (noise == Noise::few_digits)
        moved = rounded(score, digits);
      else if (noise == Noise::two_valued)
        moved += random.below(2) == 0 ? size : -size;
      else if (noise == Noise::apart)
        moved += towards * step;
      else
        moved += random.uniform(-step, step);
      perturbed[key] = std::isfinite(moved) ? moved : score;
    }
  };
  move(c.head.finite_head(), size, sign);
  move(c.head.finite_tail(), noise == Noise::uniform ? size : in_tail, -sign);
  return perturbed;
}

} // namespace tailmass::verify::cases
