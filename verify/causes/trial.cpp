// What is stored, what it should be, and how much a coincidence would have to achieve.
#include "verify/causes/trial.hpp"

#include "verify/kernel/head.hpp"

#include <cstdlib>
#include <fmt/format.h>
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

std::string or_keys_of_score_0(double keys, double off) {
  const double count = std::round(keys);
  if (!(off < nearly_whole) || count < 1 || count > most_terms || std::abs(keys - count) > off)
    return {};
  return count == 1 ? ", or a key of score 0 as padding"
                    : fmt::format(", or {:.0f} keys of score 0 as padding", count);
}

namespace {

constexpr int most_digits = 3;

/// The shortest decimal within `off` of a number, of three digits at most.
std::string shortest(double number, double off) {
  for (int digits = 1; digits < most_digits; ++digits)
    if (std::string text = fmt::format("{:.{}g}", number, digits);
        std::abs(std::strtod(text.c_str(), nullptr) - number) <= off)
      return text;
  return fmt::format("{:.{}g}", number, most_digits);
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

void Trial::round_results_only() {
  constexpr double finest = 0x1p-50, of_result = 8;
  const kernel::Format result = arithmetic_.result;
  arithmetic_ = {.result = {of_result * result.unit_roundoff, result.underflow, result.largest},
                 .accumulation = {finest, 0x1p-1022},
                 .weights = {},
                 .exponential = of_result * finest,
                 .row_keys = arithmetic_.row_keys,
                 .tile = {},
                 .part = {},
                 .part_lse = {}};
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

std::optional<std::string> Trial::known_within(std::string_view before, double parameter, double off,
                                               std::string_view after) const {
  if (only_ != nullptr)
    for (const std::string& cause : *only_)
      if (cause.size() > before.size() + after.size() && cause.starts_with(before) &&
          cause.ends_with(after)) {
        std::string text = cause.substr(before.size(), cause.size() - before.size() - after.size());
        char* end = nullptr;
        const double other = std::strtod(text.c_str(), &end);
        if (*end == '\0' && std::abs(other - parameter) <= off)
          return text;
      }
  return std::nullopt;
}

void Trial::fitted(double chance_of_others, std::string_view before, double parameter, double off,
                   std::string_view after) {
  constexpr double surely = 0.25; // what is fitted is known better than its bound says
  const std::optional<std::string> known = known_within(before, parameter, off, after);
  const std::string text = known ? *known : shortest(parameter, surely * off);
  std::string cause = fmt::format("{}{}{}", before, text, after);
  if (!wanted(cause))
    return;
  // Three digits say as much, whatever they are known by; fewer what lies within.
  const bool by_digits = !known && text == fmt::format("{:.{}g}", parameter, most_digits);
  const double within = by_digits ? 0 : 2 * (known ? off : surely * off) / std::abs(parameter);
  const double same = std::clamp(std::log(within), same_digits, 0.0);
  const double alone = std::min(0.0, std::log(std::max(1.0, tried_)) + chance_of_others);
  const double again = std::min(same, alone + same);
  found_.push_back({std::move(cause), {}, alone, again, again, family_});
}

LseTrial::LseTrial(const KernelRow& at, Budget& budget)
    : Trial(at, budget), of_head_(at.row.declared.lse_over == attention::Declarations::LseOver::head),
      bounded_(!of_head_ || at.head.has_value()), stored_(at.row.lse->numbers.front()),
      base_(at.row.declared.lse_base == attention::Declarations::LseBase::two ? std::numbers::log2e : 1),
      rounding_(4 * at.arithmetic.result.unit_roundoff) {
  if (!bounded_)
    return;
  const auto guess = [&] {
    own(kernel::summation(at.row, of_head_ ? in_order(at.row, *at.head) : kernel::finite_keys(*at.row.scores),
                          arithmetic(), at.row.declared.lse_sink));
    return Guess(Trial::own(), arithmetic());
  };
  std::optional<Guess> own_sum(guess());
  if (!own_sum->bounded()) {
    round_results_only();
    own_sum.emplace(guess());
  }
  bounded_ = own_sum->bounded();
  if (!bounded_)
    return;
  truth_ = own_sum->log_sum_exp();
  bound_ = own_sum->bound();
  largest_ = own_sum->largest();
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
      !budget().spend(exponential * static_cast<double>(sum.scores.size())))
    return false;
  const Guess guess(sum, arithmetic());
  return guess.bounded() && std::abs(natural() - guess.log_sum_exp()) <= guess.bound();
}

void LseTrial::sum(const std::string& cause, const kernel::Summation& sum, const std::string& detail) {
  count();
  if (!wanted(cause))
    return;
  const bool natural = base_ == 1;
  const double other = natural ? std::numbers::log2e : 1;
  const double stored[] = {stored_ / base_, stored_ / other};
  if (!near(sum, stored) || !budget().spend(exponential * static_cast<double>(sum.scores.size())))
    return;
  const Guess guess(sum, arithmetic());
  if (!guess.bounded())
    return;
  const double value = guess.log_sum_exp(), bound = guess.bound();
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

/// The axis that is farthest off, as it was told, and others in groups that lie side by side in memory.
std::vector<std::size_t> some_axes(std::size_t dimension, std::size_t worst) {
  constexpr std::size_t side_by_side = 8;
  std::vector<std::size_t> axes{worst};
  const auto add = [&](std::size_t axis) {
    if (axes.size() < most_axes && axis < dimension && std::ranges::find(axes, axis) == axes.end())
      axes.push_back(axis);
  };
  const std::size_t groups = (dimension + side_by_side - 1) / side_by_side, own = worst / side_by_side;
  for (const std::size_t group : {own, (own + groups / 2) % groups})
    for (std::size_t i = 0; i < side_by_side; ++i)
      add(group * side_by_side + i);
  for (std::size_t axis = 0; axes.size() < std::min(most_axes, dimension); ++axis)
    add(axis); // of a short last group
  return axes;
}

} // namespace

OutputTrial::OutputTrial(const KernelRow& at, bool full, Budget& budget) : Trial(at, budget), full_(full) {
  const auto guess = [&] {
    own(kernel::summation(at.row, full ? kernel::finite_keys(*at.row.scores) : in_order(at.row, *at.head),
                          arithmetic()));
    guess_.emplace(Trial::own(), arithmetic());
  };
  guess();
  if (!guess_->bounded()) {
    round_results_only();
    guess();
  }
  if (!guess_->bounded())
    return;
  axes_ = some_axes(stored().size(), at.worst_axis);
  const kernel::Summation& sum = Trial::own();
  columns_.assign(axes_.size(), std::vector<double>(sum.keys.size(), 0.0));
  for (std::size_t i = 0; i < sum.valued; ++i) {
    const std::span<const double> vector = at.row.values->of(sum.keys[i]);
    for (std::size_t j = 0; j < axes_.size(); ++j)
      columns_[j][i] = vector[axes_[j]];
  }
  const std::vector<kernel::EnclosedNumber> means = guess_->means(*at.row.values);
  const double of_scores = 64 * arithmetic().accumulation.unit_roundoff * (1 + std::abs(weights().largest));
  for (std::size_t j = 0; j < axes_.size(); ++j) {
    const kernel::EnclosedNumber& mean = means[axes_[j]];
    const auto [least, most] = std::ranges::minmax(columns_[j]);
    const double largest = std::max(-least, most);
    seen_.push_back(stored()[axes_[j]]);
    truths_.push_back(mean.value);
    bounds_.push_back(mean.most);
    sums_.push_back(dot(weights().weights, columns_[j]));
    reaches_.push_back(2 * std::max(mean.most, largest * mean.most / mean.magnitude) + of_scores * largest);
    own_reach_ = std::max(own_reach_, 0x1p-40 * largest);
    largest_.push_back(largest);
  }
}

bool OutputTrial::near(double mean, double factor, double largest_score) const {
  const double larger = (1 + std::abs(largest_score)) / (1 + std::abs(weights().largest));
  return std::isfinite(factor) && !(std::abs(seen_.front() - mean * factor) >
                                    reaches_.front() * std::abs(factor) * std::max(1.0, larger));
}

bool OutputTrial::of_own(const kernel::Summation& sum, const Values* values) const {
  return values == nullptr && sum.valued == own().valued && sum.keys == own().keys;
}

std::optional<Met> OutputTrial::are(const kernel::Summation& sum, double factor, double slack,
                                    const Values* values, double added) const {
  const auto size = static_cast<double>(sum.scores.size());
  const Values& from = values == nullptr ? *at().row.values : *values;
  const bool at_hand = of_own(sum, values);
  if (sum.scores.empty() || !budget().spend((rough_exponential + product_by_itself) * size))
    return std::nullopt;
  const RoughWeights rough = rough_weights(sum.scores);
  const double larger = (1 + std::abs(rough.largest)) / (1 + std::abs(weights().largest));
  const double moved = sum.errors.empty() ? 0 : std::expm1(2 * std::ranges::max(sum.errors)); // a weight
  for (std::size_t j = 0; j < axes_.size(); ++j) { // the worst first
    double weighted = 0;
    if (at_hand)
      weighted = dot(rough.weights, columns_[j]);
    else
      for (std::size_t i = 0; i < sum.valued; ++i)
        weighted += rough.weights[i] * from.at(sum.keys[i], axes_[j]);
    const double mean = weighted / rough.total * factor + added;
    const double reach = (reaches_[j] + moved * largest_[j]) * std::abs(factor) * std::max(1.0, larger);
    if (!std::isfinite(factor) || std::abs(seen_[j] - mean) > reach ||
        !budget().spend(product_by_itself * size))
      return std::nullopt;
  }
  if (!budget().spend((exponential + product * static_cast<double>(stored().size())) * size))
    return std::nullopt;
  const Guess guess(sum, arithmetic());
  if (!guess.bounded())
    return std::nullopt;
  const std::vector<kernel::EnclosedNumber> means = guess.means(from);
  const auto bound_on = [&](std::size_t axis) {
    return means[axis].most * std::abs(factor) + 2 * arithmetic().result.unit_roundoff * std::abs(added);
  };
  for (std::size_t axis = 0; axis < means.size(); ++axis)
    if (!(std::abs(stored()[axis] - means[axis].value * factor - added) <= slack * bound_on(axis)))
      return std::nullopt;
  Met met;
  for (std::size_t j = 0; j < axes_.size(); ++j) {
    const double chance = log_chance(bound_on(axes_[j]), std::abs(seen_[j] - truths_[j]));
    met.all += chance;
    met.others += j > 0 ? chance : 0;
  }
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
