// What is stored, what it should be, and how much a coincidence would have to achieve.
#include "verify/causes/trial.hpp"

#include "verify/kernel/head.hpp"

#include <numbers>

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

Trial::Trial(const KernelRow& at, Budget& budget)
    : at_(at), arithmetic_(seen_by_doubles(at.arithmetic)), budget_(budget) {}

void Trial::fits(double chance, std::string cause, std::string detail) {
  const double alone = std::log(std::max(1.0, tried_)) + chance;
  const double again = detail.empty() ? chance : alone;
  found_.push_back({std::move(cause), std::move(detail), alone, again});
}

std::vector<Candidate> Trial::found() && {
  constexpr std::ptrdiff_t most_alike = 8;
  const auto alike =
      std::ranges::count_if(found_, [](const Candidate& each) { return each.alone < named_below - 1; });
  return alike > most_alike ? std::vector<Candidate>{} : std::move(found_);
}

void Trial::fitted(double chance_of_others, std::string cause) {
  const double alone = std::min(0.0, std::log(std::max(1.0, tried_)) + chance_of_others);
  found_.push_back({std::move(cause), {}, alone, std::min(same_digits, alone + same_digits)});
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
}

double LseTrial::chance(double bound) const {
  return log_chance(bound, std::abs(stored_ - truth_ * base_));
}

bool LseTrial::is(const kernel::Summation& sum) {
  count();
  if (sum.scores.empty() || !budget().spend(2 * exponential * static_cast<double>(sum.scores.size())))
    return false;
  const Guess guess = guess_of(sum, arithmetic());
  if (!guess.bounded())
    return false;
  const auto [value, bound] = guess.log_sum_exp();
  return std::abs(natural() - value) <= bound;
}

void LseTrial::sum(const std::string& cause, const kernel::Summation& sum, const std::string& detail) {
  count();
  if (sum.scores.empty() || !budget().spend(2 * exponential * static_cast<double>(sum.scores.size())))
    return;
  const Guess guess = guess_of(sum, arithmetic());
  if (!guess.bounded())
    return;
  const double value = guess.log_sum_exp().value, bound = guess.log_sum_exp().bound;
  const bool natural = base_ == 1;
  const auto fits_in = [&](double base) { return std::abs(stored_ - value * base) <= bound * base; };
  if (fits_in(base_))
    fits(chance(bound * base_), cause, detail);
  const double other = natural ? std::numbers::log2e : 1;
  if (fits_in(other)) {
    count();
    fits(chance(bound * other),
         cause + (natural ? ", and it were in base 2, not natural" : ", and it were natural, not in base 2"),
         detail);
  }
}

OutputTrial::OutputTrial(const KernelRow& at, bool full, Budget& budget) : Trial(at, budget), full_(full) {
  own(kernel::summation(at.row, full ? kernel::finite_keys(*at.row.scores) : in_order(at.row, *at.head),
                        arithmetic()));
  guess_.emplace(guess_of(Trial::own(), arithmetic()));
  if (!guess_->bounded())
    return;
  double worst = 0;
  for (std::size_t axis = 0; axis < stored().size(); ++axis) {
    const auto [value, bound] = guess_->mean(kernel::values_of(*at.row.values, Trial::own(), axis));
    truths_.push_back(value);
    bounds_.push_back(bound);
    const double one = log_chance(bound, std::abs(stored()[axis] - value));
    chance_ += one;
    if (one < worst) {
      worst = one;
      worst_ = axis;
    }
  }
}

double OutputTrial::chance_of_others() const {
  return chance_ - log_chance(bounds_[worst_], std::abs(stored()[worst_] - truths_[worst_]));
}

bool OutputTrial::are(const kernel::Summation& sum, double factor, double slack, const Values* values) const {
  const auto size = static_cast<double>(sum.scores.size());
  if (sum.scores.empty() || !budget().spend(2 * exponential * size))
    return false;
  const Guess guess = guess_of(sum, arithmetic());
  if (!guess.bounded())
    return false;
  for (std::size_t i = 0; i < stored().size(); ++i) {
    const std::size_t axis = (worst_ + i) % stored().size(); // what tells most first
    if (!budget().spend(3 * product * size))
      return false;
    const auto [value, bound] =
        guess.mean(kernel::values_of(values == nullptr ? *at().row.values : *values, sum, axis));
    if (!(std::abs(stored()[axis] - value * factor) <= slack * bound * std::abs(factor)))
      return false;
  }
  return true;
}

void OutputTrial::sum(std::string cause, const kernel::Summation& sum, double factor, std::string detail,
                      const Values* values) {
  count();
  if (are(sum, factor, 1, values))
    fits(chance_, std::move(cause), std::move(detail));
}

} // namespace tailmass::verify::causes
