// Bisection by the weights below a score.
#include "theory/fast/distribution/weighted_block.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tailmass::fast {

namespace {

const double* doubles_of(std::span<const double> x, double* /*room*/) {
  return x.data();
}
const double* doubles_of(std::span<const float> x, double* room) {
  std::ranges::copy(x, room);
  return room;
}

/// Scores that are cheaper to sort than to divide.
constexpr std::size_t enough = 24;
constexpr int most_steps = 48;

} // namespace

template <class T>
WeightedBlock<T>::WeightedBlock(std::span<const T> x, std::int64_t exponent) // NOLINT(*-member-init): arrays
    : n_(x.size()), x_(doubles_of(x, copy_.data())), sums_(quick_weights(x_, n_, exponent, weights_.data())),
      all_(exponent) {
  all_.add_block(sums_.all, n_, sums_.top);
}

template <class T>
Bracket<T> WeightedBlock<T>::bracket(double target, double reach) const {
  Bracket<T> bracket;
  double low = sums_.top - reach, high = sums_.top;
  QuickMass under{0, 0}, over{sums_.all, n_};
  for (int step = 0; step < most_steps && over.count - under.count > enough; ++step) {
    // Near where the logarithm of the mass below would be the target's, were it linear.
    double part = 0.5;
    if (0 < under.sum && under.sum < target)
      part = std::clamp(std::log(target / under.sum) / std::log(over.sum / under.sum), 0.1, 0.9);
    const T end = static_cast<T>(low + part * (high - low));
    const auto t = static_cast<double>(end);
    if (!(low < t && t < high))
      break;
    const QuickMass below = quick_mass_below(x_, weights_.data(), n_, t);
    if (below.sum <= target) {
      bracket.low = end;
      low = t;
      under = below;
    } else {
      bracket.high = std::nextafter(end, -std::numeric_limits<T>::infinity());
      high = t;
      over = below;
    }
  }
  bracket.share = static_cast<double>(over.count - under.count) / static_cast<double>(n_);
  return bracket;
}

template class WeightedBlock<float>;
template class WeightedBlock<double>;

} // namespace tailmass::fast
