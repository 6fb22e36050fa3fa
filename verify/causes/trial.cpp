// What is stored, what it should be, and how much a coincidence would have to achieve.
#include "verify/causes/trial.hpp"

#include "verify/kernel/head.hpp"

#include <numbers>
#include <span>

namespace tailmass::verify::causes {

namespace {

/// The arithmetic in which doubles tell anything: their own errors are an eighth of its bounds at most.
kernel::KernelArithmetic seen_by_doubles(kernel::KernelArithmetic arithmetic) {
  arithmetic.accumulation.unit_roundoff = std::max(arithmetic.accumulation.unit_roundoff, 0x1p-50);
  return arithmetic;
}

/// How likely a number that is off by `error` is met by accident within `bound`.
double log_chance(double bound, double error) {
  return error == 0 || bound >= error ? 0 : bound == 0 ? -100 : std::log(bound / error);
}

/// The keys of a head in the order of its indices.
std::vector<Key> in_order(const cases::AttentionRow& row, const Head& head) {
  std::vector<bool> kept(row.scores->size(), false);
  for (const Key key : head.finite_head())
    kept[key] = true;
  std::vector<Key> keys;
  for (const input::Integer& index : row.indices->numbers)
    if (!index.negative && index.magnitude < kept.size() && kept[index.magnitude]) {
      kept[index.magnitude] = false;
      keys.push_back(static_cast<Key>(index.magnitude));
    }
  return keys;
}

} // namespace

bool is_rounded(double number, double unit_roundoff) {
  int exponent = 0;
  const double digits = std::frexp(number, &exponent) / unit_roundoff;
  return digits == std::nearbyint(digits);
}

Trial::Trial(const KernelRow& at, Budget& budget)
    : at_(at), arithmetic_(seen_by_doubles(at.arithmetic)), budget_(budget) {}

void Trial::own(kernel::Summation sum) {
  own_ = std::move(sum);
  weights_ = rough_weights(own_.scores);
}

void Trial::fits(double chance, std::string cause, std::string detail) {
  if (!wanted(cause))
    return;
  const double alone = std::log(std::max(1.0, tried_)) + chance;
  const double again = detail.empty() ? chance : alone;
  found_.push_back({std::move(cause), std::move(detail), alone, again, chance, family_});
}

bool Trial::settled(const Known& known) const {
  constexpr double sure = -20;
  return std::ranges::any_of(found_, [&](const Candidate& each) {
    return each.alone < sure || std::ranges::find(known.causes, each.cause) != known.causes.end();
  });
}

std::vector<Candidate> Trial::found() && {
  constexpr std::ptrdiff_t most_alike = 8;
  const auto alike =
      std::ranges::count_if(found_, [](const Candidate& each) { // however many were tried before
        return std::min(each.alone, each.again) < named_below - 1;
      });
  return alike > most_alike ? std::vector<Candidate>{} : std::move(found_);
}

void Trial::fitted(double chance_of_others, std::string cause) {
  if (!wanted(cause))
    return;
  const double alone = std::min(0.0, std::log(std::max(1.0, tried_)) + chance_of_others);
  const double again = std::min(same_digits, alone + same_digits);
  found_.push_back({std::move(cause), {}, alone, again, again, family_});
}

LseTrial::LseTrial(const KernelRow& at, Budget& budget)
    : Trial(at, budget), of_head_(at.row.declared.lse_over == attention::Declarations::LseOver::head),
      bounded_(!of_head_ || at.head.has_value()), stored_(at.row.lse->numbers.front()),
      base_(at.row.declared.lse_base == attention::Declarations::LseBase::two ? std::numbers::log2e : 1),
      rounding_(4 * at.arithmetic.result.unit_roundoff) {
  if (!bounded_)
    return;
  own(kernel::summation(at.row, of_head_ ? in_order(at.row, *at.head) : kernel::finite_keys(*at.row.scores),
                        arithmetic(), at.row.declared.lse_sink));
  const Guess guess = guess_of(Trial::own(), arithmetic());
  bounded_ = guess.bounded();
  if (!bounded_)
    return;
  const auto [value, bound] = guess.log_sum_exp();
  truth_ = value;
  bound_ = bound;
  largest_ = guess.largest();
  sum_ = std::exp(natural() - largest_);
  near_ = 4 * (1.5 * bound_ + rounding_ * std::abs(natural()));
}

double LseTrial::chance(double bound) const {
  return log_chance(bound, std::abs(stored_ - truth_ * base_));
}

bool LseTrial::near(const kernel::Summation& sum, std::span<const double> natural) const {
  if (sum.scores.empty() || !budget().spend(rough_exponential * static_cast<double>(sum.scores.size())))
    return false;
  const RoughWeights rough = rough_weights(sum.scores);
  const double value = rough.largest + std::log(rough.total);
  const double larger = (1 + std::abs(rough.largest)) / (1 + std::abs(largest_));
  return std::ranges::any_of(natural, [&](double stored) {
    return std::abs(stored - value) <= 0.05 + 16 * bound_ * std::max(1.0, larger);
  });
}

bool LseTrial::is(const kernel::Summation& sum) {
  count();
  const double stored = natural();
  if (!near(sum, std::span(&stored, 1)) ||
      !budget().spend(2 * exponential * static_cast<double>(sum.scores.size())))
    return false;
  const Guess guess = guess_of(sum, arithmetic());
  if (!guess.bounded())
    return false;
  const auto [value, bound] = guess.log_sum_exp();
  return std::abs(natural() - value) <= bound;
}

void LseTrial::sum(const std::string& cause, const kernel::Summation& sum, const std::string& detail) {
  count();
  if (!wanted(cause))
    return;
  const bool natural = base_ == 1;
  const double other = natural ? std::numbers::log2e : 1;
  const double stored[] = {stored_ / base_, stored_ / other};
  if (!near(sum, stored) || !budget().spend(2 * exponential * static_cast<double>(sum.scores.size())))
    return;
  const Guess guess = guess_of(sum, arithmetic());
  if (!guess.bounded())
    return;
  const double value = guess.log_sum_exp().value, bound = guess.log_sum_exp().bound;
  const auto fits_in = [&](double base) { return std::abs(stored_ - value * base) <= bound * base; };
  if (fits_in(base_))
    fits(chance(bound * base_), cause, detail);
  if (fits_in(other)) {
    count();
    fits(chance(bound * other),
         cause + (natural ? ", and it were in base 2, not natural" : ", and it were natural, not in base 2"),
         detail);
  }
}

namespace {

/// The axis that is farthest off, as it was told, and others at equal distances.
std::vector<std::size_t> some_axes(std::size_t dimension, std::size_t worst) {
  std::vector<std::size_t> axes{worst};
  const std::size_t others = std::min(most_axes, dimension) - 1;
  for (std::size_t i = 0; i < others; ++i)
    axes.push_back((worst + 1 + i * (dimension - 1) / others) % dimension);
  return axes;
}

} // namespace

OutputTrial::OutputTrial(const KernelRow& at, bool full, Budget& budget) : Trial(at, budget), full_(full) {
  own(kernel::summation(at.row, full ? kernel::finite_keys(*at.row.scores) : in_order(at.row, *at.head),
                        arithmetic()));
  guess_.emplace(guess_of(Trial::own(), arithmetic()));
  if (!guess_->bounded())
    return;
  axes_ = some_axes(stored().size(), at.worst_axis);
  for (const std::size_t axis : axes_) {
    const std::vector<double> values = kernel::values_of(*at.row.values, Trial::own(), axis);
    const auto [value, bound] = guess_->mean(values);
    seen_.push_back(stored()[axis]);
    truths_.push_back(value);
    bounds_.push_back(bound);
    if (worst_values_.empty())
      worst_values_ = values;
  }
  double magnitude = 0, largest = 0;
  for (std::size_t i = 0; i < worst_values_.size(); ++i) {
    weighted_ += weights().weights[i] * worst_values_[i];
    magnitude += weights().weights[i] * std::abs(worst_values_[i]);
    largest = std::max(largest, std::abs(worst_values_[i]));
  }
  const double of_scores = 64 * arithmetic().accumulation.unit_roundoff * (1 + std::abs(weights().largest));
  relative_reach_ = 8 * bounds_.front() * weights().total / magnitude + of_scores;
  reach_ = 8 * std::max(bounds_.front(), largest * bounds_.front() * weights().total / magnitude) +
           of_scores * largest;
}

bool OutputTrial::near(double mean, double factor, double largest_score) const {
  const double larger = (1 + std::abs(largest_score)) / (1 + std::abs(weights().largest));
  return std::isfinite(factor) &&
         !(std::abs(seen_.front() - mean * factor) > reach_ * std::abs(factor) * std::max(1.0, larger));
}

std::optional<Met> OutputTrial::are(const kernel::Summation& sum, double factor, double slack,
                                    const Values* values) const {
  const auto size = static_cast<double>(sum.scores.size());
  const Values& from = values == nullptr ? *at().row.values : *values;
  if (sum.scores.empty() || !budget().spend((rough_exponential + product) * size))
    return std::nullopt;
  const RoughWeights rough = rough_weights(sum.scores);
  double weighted = 0;
  for (std::size_t i = 0; i < sum.valued; ++i)
    weighted += rough.weights[i] * from.at(sum.keys[i], axes_.front());
  if (!near(weighted / rough.total, factor, rough.largest) || !budget().spend(2 * exponential * size))
    return std::nullopt;
  const Guess guess = guess_of(sum, arithmetic());
  if (!guess.bounded())
    return std::nullopt;
  Met met;
  double looser = 1;                               // than the bound of what it should be
  for (std::size_t i = 0; i < axes_.size(); ++i) { // what tells most first
    if (!budget().spend(product * size))
      return std::nullopt;
    const kernel::ExpectedIn<double> mean = guess.mean(kernel::values_of(from, sum, axes_[i]));
    const double bound = mean.bound * std::abs(factor);
    if (!(std::abs(seen_[i] - mean.value * factor) <= slack * bound))
      return std::nullopt;
    const double chance = log_chance(bound, std::abs(seen_[i] - truths_[i]));
    met.all += chance;
    met.others += i > 0 ? chance : 0;
    looser = std::max(looser, bound / bounds_[i]);
  }
  if (stored().size() == axes_.size())
    return met;
  // Of the other axes it is enough that they come near, all at once.
  const std::size_t dimension = stored().size();
  if (!budget().spend(0.5 * size * static_cast<double>(dimension)))
    return std::nullopt;
  std::vector<double> means(dimension), magnitudes(dimension);
  for (std::size_t i = 0; i < sum.valued; ++i) {
    const std::span<const double> vector = from.of(sum.keys[i]);
    const double weight = rough.weights[i] / rough.total;
    for (std::size_t axis = 0; axis < dimension; ++axis) {
      means[axis] += weight * vector[axis];
      magnitudes[axis] += weight * std::abs(vector[axis]);
    }
  }
  const double larger = std::max(looser, (1 + std::abs(rough.largest)) / (1 + std::abs(weights().largest)));
  for (std::size_t axis = 0; axis < dimension; ++axis)
    if (std::abs(stored()[axis] - means[axis] * factor) >
        (relative_reach_ * magnitudes[axis] + bounds_.front()) * larger * std::abs(factor))
      return std::nullopt;
  return met;
}

void OutputTrial::sum(std::string cause, const kernel::Summation& sum, double factor, std::string detail,
                      const Values* values) {
  count();
  if (!wanted(cause))
    return;
  if (const std::optional<Met> met = are(sum, factor, 1, values))
    fits(met->all, std::move(cause), std::move(detail));
}

} // namespace tailmass::verify::causes
