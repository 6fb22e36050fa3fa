// Stored results beside what named faults would give.
#pragma once

#include "verify/causes/budget.hpp"
#include "verify/causes/candidate.hpp"
#include "verify/causes/diagnosis.hpp"
#include "verify/causes/guess.hpp"
#include "verify/causes/rough.hpp"
#include "verify/causes/suspects.hpp"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tailmass::verify::causes {

/// Units of a budget: what a weight costs that doubles guess at, with its bound and without, each of the
/// products with values that follow, and one of those that are looked at by themselves.
inline constexpr double exponential = 12, rough_exponential = 3, product = 0.6, product_by_itself = 2;

/// What was fitted is a count where it is known within this, and may be one within the next; what fills up a
/// row is a few tiles at most.
inline constexpr double whole_within = 0.05, nearly_whole = 0.5, most_terms = 4096;

/// Coordinates of an output that are looked at before all others.
inline constexpr std::size_t most_axes = 16;

/// Returns what else a sink may have been whose weight is that of `keys` keys of score 0, known within `off`:
/// ", or 5 keys of score 0 as padding", or nothing.
[[nodiscard]] std::string or_keys_of_score_0(double keys, double off);

/// Whether a number has no more significant bits than a format of that unit roundoff.
[[nodiscard]] bool is_rounded(double number, double unit_roundoff);

/// What trials of a row's results share: how many faults were tried, which of them fit, and what may be
/// spent.
class Trial {
public:
  Trial(const KernelRow& at, Budget& budget);

  [[nodiscard]] const KernelRow& at() const { return at_; }
  [[nodiscard]] const kernel::KernelArithmetic& arithmetic() const { return arithmetic_; }
  [[nodiscard]] Budget& budget() const { return budget_; }
  /// What the kernel should have summed, its keys in the order in which it does.
  [[nodiscard]] const kernel::Summation& own() const { return own_; }
  /// Its weights relative to the largest, and their sum with those of terms without value.
  [[nodiscard]] const RoughWeights& weights() const { return weights_; }
  /// Says of which family the next faults are.
  void begin(std::size_t family) { family_ = family; }
  /// Counts faults that the next one is chosen among.
  void count(double faults = 1) { tried_ += faults; }
  /// Tries only these causes from now on, or, of null, all.
  void only(const std::vector<std::string>* causes) { only_ = causes; }
  /// Whether this one is to be tried and was named for another row.
  [[nodiscard]] bool knows(std::string_view cause) const { return only_ != nullptr && wanted(cause); }
  /// Begins anew.
  void forget() {
    tried_ = 0;
    found_.clear();
  }
  /// Whether a cause is to be tried.
  [[nodiscard]] bool wanted(std::string_view cause) const {
    return only_ == nullptr || std::ranges::find(*only_, cause) != only_->end();
  }
  /// Whether some cause that contains one of these words is.
  [[nodiscard]] bool wants_some_of(std::span<const std::string_view> words) const {
    return only_ == nullptr || std::ranges::any_of(*only_, [&](const std::string& cause) {
             return std::ranges::any_of(
                 words, [&](std::string_view each) { return cause.find(each) != std::string::npos; });
           });
  }
  [[nodiscard]] bool wants_some_of(std::initializer_list<std::string_view> words) const {
    return wants_some_of(std::span(words.begin(), words.size()));
  }
  /// Counts the next faults as if only so many had been tried before.
  void among(double faults) { tried_ = faults; }
  /// Notes a fault that was tried and fits, numbers being met by accident with that chance.
  void fits(double chance, std::string cause, std::string detail = {});
  /// Notes one of which a parameter was fitted, known within `off`, and told between these words: it says
  /// nothing of one number, and of several as much as the others say. Where another row's was told, and may
  /// be this one's, that is meant.
  void fitted(double chance_of_others, std::string_view before, double parameter, double off,
              std::string_view after);
  /// Notes one that explains little: it is named where no other is.
  void weakly(std::string cause) {
    if (!wanted(cause))
      return;
    found_.push_back({std::move(cause), {}, named_below - 0.01, 0, 0, family_});
  }
  /// Whether what fits already leaves no need of others: it is hardly an accident, or was named before.
  [[nodiscard]] bool settled(const Known& known) const;
  /// Returns what fits; nothing where so much does that none of it is likely.
  [[nodiscard]] std::vector<Candidate> found() &&;

protected:
  void own(kernel::Summation sum);
  /// Takes it from now on that nothing is rounded but the result: where no bound exists, that is what is left
  /// to be met.
  void round_results_only();

private:
  /// A parameter as it was told in a cause of these words that is known; nothing where there is none.
  [[nodiscard]] std::optional<std::string> known_within(std::string_view before, double parameter, double off,
                                                        std::string_view after) const;

  const KernelRow& at_;
  kernel::KernelArithmetic arithmetic_;
  Budget& budget_;
  kernel::Summation own_;
  RoughWeights weights_;
  double tried_ = 0;
  const std::vector<std::string>* only_ = nullptr;
  std::size_t family_ = 0;
  std::vector<Candidate> found_;
};

struct NoDetail {
  std::string operator()() const { return {}; }
};

/// A log-sum-exp.
class LseTrial : public Trial {
public:
  LseTrial(const KernelRow& at, Budget& budget);

  /// Whether doubles say what it should be.
  [[nodiscard]] bool possible() const { return bounded_; }
  [[nodiscard]] bool of_head() const { return of_head_; }
  [[nodiscard]] double stored() const { return stored_; }
  /// The stored number as a natural logarithm, and of what it should be that, its bound, the largest score.
  [[nodiscard]] double natural() const { return stored_ / base_; }
  [[nodiscard]] double truth() const { return truth_; }
  [[nodiscard]] double bound() const { return bound_; }
  [[nodiscard]] double largest() const { return largest_; }
  /// The factor of natural logarithms in the declared base.
  [[nodiscard]] double base() const { return base_; }
  /// How likely a number is met by accident that is known within `bound`.
  [[nodiscard]] double chance(double bound) const;

  /// Tries a number, natural or not, that is stored as it is; the words are made where it fits.
  template <class Words, class Detail = NoDetail>
  void number(double value, double bound, const Words& words, const Detail& detail = {}) {
    count();
    const double reach = bound + rounding_ * std::abs(value);
    if (std::abs(stored_ - value) <= reach)
      fits(chance(reach), words(), detail());
  }
  /// Tries a natural logarithm, whose bound is about that of the right one.
  template <class Words, class Detail = NoDetail>
  void logarithm(double natural, const Words& words, const Detail& detail = {}) {
    number(natural * base_, 1.5 * base_ * bound_, words, detail);
  }
  /// Tries a sum of weights relative to the largest.
  template <class Words, class Detail = NoDetail>
  void total(double sum, const Words& words, const Detail& detail = {}) {
    if (std::abs(sum - sum_) > near_ * std::max(sum, sum_))
      count();
    else
      logarithm(largest_ + std::log(sum), words, detail);
  }
  /// Counts a sum; returns whether it is what is stored, in the declared base.
  [[nodiscard]] bool is(const kernel::Summation& sum);
  /// Tries a sum, in the declared base and in the other one.
  void sum(const std::string& cause, const kernel::Summation& sum, const std::string& detail = {});

private:
  /// Whether a sum may be within its bound of a natural logarithm.
  [[nodiscard]] bool near(const kernel::Summation& sum, std::span<const double> natural) const;

  bool of_head_, bounded_;
  double stored_, base_, rounding_;
  double truth_ = 0, bound_ = 0, largest_ = 0;
  double sum_ = 0, near_ = 0; ///< the stored sum of weights relative to the largest, how near others may be
};

/// How likely an output that a fault gives is met by accident: all of its coordinates that are looked at, and
/// all but the worst, to which a parameter may have been fitted.
struct Met {
  double all = 0, others = 0;
};

/// The coordinates of an output, truncated or full.
class OutputTrial : public Trial {
public:
  OutputTrial(const KernelRow& at, bool full, Budget& budget);

  /// Whether the output is that of all keys, not of the head.
  [[nodiscard]] bool full() const { return full_; }

  [[nodiscard]] bool possible() const { return !truths_.empty(); }
  /// All coordinates that are stored.
  [[nodiscard]] const std::vector<double>& stored() const {
    return (full_ ? at().row.outputs : at().row.truncated)->numbers;
  }
  /// The axes that are looked at, the one first that is farthest off in its bounds; what is stored there,
  /// should be, and may be off by.
  [[nodiscard]] const std::vector<std::size_t>& axes() const { return axes_; }
  [[nodiscard]] const std::vector<double>& seen() const { return seen_; }
  [[nodiscard]] const std::vector<double>& truths() const { return truths_; }
  [[nodiscard]] const std::vector<double>& bounds() const { return bounds_; }
  [[nodiscard]] const Guess& guess() const { return *guess_; }
  /// On the first of them: the values of the keys, 0 of the terms without, and the mean by their weights.
  [[nodiscard]] const std::vector<double>& worst_values() const { return columns_.front(); }
  [[nodiscard]] double weighted() const { return sums_.front(); }
  /// Whether a mean of these values on the worst axis, times a factor, may be what is stored: its bound is
  /// that of the right mean, but for what other weights and scores make of it.
  [[nodiscard]] bool near(double mean, double factor = 1, double largest_score = 0) const;
  /// Whether it may be so on each axis that is looked at, of terms of the row's own weights: `weighted` gives
  /// their sum of weighted values, and `total` is that of weights.
  template <class Weighted>
  [[nodiscard]] bool near_on_all(double total, const Weighted& weighted) const {
    // As much as the shares of what is left have grown, or what came on top may weigh in a bound.
    const double own = weights().total, more = std::min(1.0, 4 * (total - own) / own);
    const double larger = 1.1 * std::max(own / total, 1 + more);
    for (std::size_t axis = 0; axis < axes_.size(); ++axis)
      if (std::abs(seen_[axis] - weighted(axis) / total) > bounds_[axis] * larger + own_reach_)
        return false;
    return true;
  }
  /// The values of the keys on one of those axes, and their sum, weighted.
  [[nodiscard]] const std::vector<double>& values_on(std::size_t axis) const { return columns_[axis]; }
  [[nodiscard]] double weighted_on(std::size_t axis) const { return sums_[axis]; }
  /// Returns how likely it is an accident that the means of a sum, of the row's values or others, times a
  /// factor, and with something added to each, are what is stored, within `slack` of its bounds; nothing
  /// where they are not.
  [[nodiscard]] std::optional<Met> are(const kernel::Summation& sum, double factor = 1, double slack = 1,
                                       const Values* values = nullptr, double added = 0) const;
  /// Tries a sum.
  void sum(std::string cause, const kernel::Summation& sum, double factor = 1, std::string detail = {},
           const Values* values = nullptr);

private:
  /// Whether a sum is over the row's own keys and values, whose coordinates are at hand.
  [[nodiscard]] bool of_own(const kernel::Summation& sum, const Values* values) const;

  bool full_;
  std::optional<Guess> guess_;
  std::vector<std::size_t> axes_;
  std::vector<double> seen_, truths_, bounds_;
  std::vector<std::vector<double>> columns_; ///< the values of the keys, by axis
  /// The weighted sums of these, their largest magnitudes, and how near other means may be.
  std::vector<double> sums_, largest_, reaches_;
  double own_reach_ = 0; ///< of what doubles lose of a mean
};

} // namespace tailmass::verify::causes
