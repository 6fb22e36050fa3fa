// Shrinking by trial within a budget.
#include "properties/generated/shrink.hpp"

#include "properties/generated/axes.hpp"
#include "properties/generated/rearranged.hpp"
#include "theory/nouns/domain_error.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace tailmass::properties::generated {

namespace {

/// The case with the keys `order` of it, in that order, and `scores` for them. Throws DomainError where that
/// is no case.
Case remade(const Case& c, const std::vector<Key>& order, std::vector<double> scores) {
  Case made = rearranged(c, order, std::move(scores));
  if (c.head.is_top_k() && !made.head.is_top_k())
    throw DomainError("the head is no Top-k set any more");
  return made;
}

std::vector<double> scores_of(const Case& c, const std::vector<Key>& order) {
  std::vector<double> scores(order.size());
  std::ranges::transform(order, scores.begin(), [&](Key key) { return (*c.scores)[key]; });
  return scores;
}

class Shrinker {
public:
  Shrinker(const Case& c, const std::function<bool(const Case&)>& fails, std::size_t budget)
      : best_(c), fails_(fails), budget_(budget) {}

  Shrunk run() {
    for (bool better = true; better && asked_ < budget_;) {
      better = fewer_keys();
      better = fewer_axes() || better;
      better = rounder_row() || better;
      better = rounder_scores() || better;
      better = rounder_values() || better;
    }
    return {best_, asked_};
  }

private:
  /// Takes what `make` makes of the best case if it fails too.
  template <class Make>
  bool attempt(const Make& make) {
    if (asked_ >= budget_)
      return false;
    try {
      Case candidate = make();
      ++asked_;
      if (!fails_(candidate))
        return false;
      best_ = std::move(candidate);
      return true;
    } catch (const DomainError&) {
      return false; // no head with mass left, say
    }
  }

  /// Runs of keys left out, half of the row at first and single keys last.
  bool fewer_keys() {
    bool any = false;
    for (std::size_t length = std::max<std::size_t>(1, best_.scores->size() / 2); length > 0; length /= 2)
      for (std::size_t from = 0; from < best_.scores->size() && asked_ < budget_;) {
        const bool dropped = attempt([&] {
          std::vector<Key> order = keys_of(best_);
          const auto first = order.begin() + static_cast<std::ptrdiff_t>(from);
          order.erase(first,
                      order.begin() + static_cast<std::ptrdiff_t>(std::min(order.size(), from + length)));
          return remade(best_, order, scores_of(best_, order));
        });
        any = any || dropped;
        from += dropped ? 0 : length;
      }
    return any;
  }

  bool fewer_axes() {
    if (!best_.values)
      return false;
    bool any = attempt([&] { return without_values(best_); });
    for (std::size_t axis = 0;
         best_.values && best_.values->dimension() > 1 && axis < best_.values->dimension();) {
      const bool dropped = attempt([&] { return without_axis(best_, axis); });
      any = any || dropped;
      axis += dropped ? 0 : 1;
    }
    return any;
  }

  /// All scores at once: a change that leaves them as they are is none.
  template <class Change>
  bool change_row(const Change& change) {
    std::vector<double> scores(best_.scores->all().begin(), best_.scores->all().end());
    const std::vector<double> before = scores;
    change(scores);
    return scores != before && attempt([&] { return remade(best_, keys_of(best_), scores); });
  }

  bool rounder_row() {
    bool any = change_row([&](std::vector<double>& scores) {
      const double top = best_.scores->ranked(1);
      for (double& score : scores)
        score -= top;
    });
    for (const double unit : {1.0, 0x1p-4, 0x1p-12}) {
      if (change_row([&](std::vector<double>& scores) {
            for (double& score : scores)
              score = std::round(score / unit) * unit;
          })) {
        any = true;
        break;
      }
    }
    const std::vector<Key> order(best_.scores->order().begin(), best_.scores->order().end());
    if (order != keys_of(best_))
      any = attempt([&] { return remade(best_, order, scores_of(best_, order)); }) || any;
    return any;
  }

  /// Single scores: the one next above, a whole number.
  bool rounder_scores() {
    bool any = false;
    for (std::size_t rank = 1; rank <= best_.scores->finite_count() && asked_ < budget_; ++rank) {
      const Key key = best_.scores->order()[rank - 1];
      const double above = rank > 1 ? best_.scores->ranked(rank - 1) : (*best_.scores)[key];
      for (const double simpler : {above, std::round((*best_.scores)[key])})
        if (change_row([&](std::vector<double>& scores) { scores[key] = simpler; })) {
          any = true;
          break;
        }
    }
    return any;
  }

  /// All values at once, to few binary digits, the fewest that serve.
  bool rounder_values() {
    if (!best_.values)
      return false;
    const std::size_t n = best_.values->keys(), d = best_.values->dimension();
    for (const int digits : {1, 4, 12}) {
      std::vector<double> entries;
      bool changed = false;
      for (std::size_t i = 0; i < n * d; ++i) {
        const double entry = best_.values->at(i / d, i % d);
        int exponent = 0;
        const double mantissa = std::frexp(entry, &exponent);
        entries.push_back(std::ldexp(std::round(std::ldexp(mantissa, digits)), exponent - digits));
        changed = changed || entries.back() != entry;
      }
      if (changed && attempt([&] {
            Case c = best_;
            c.values = std::make_shared<const Values>(n, d, std::move(entries));
            return c;
          }))
        return true;
    }
    return false;
  }

  Case best_;
  const std::function<bool(const Case&)>& fails_;
  std::size_t budget_;
  std::size_t asked_ = 0;
};

} // namespace

Shrunk shrunk(const Case& c, const std::function<bool(const Case&)>& fails, std::size_t budget) {
  return Shrinker(c, fails, budget).run();
}

} // namespace tailmass::properties::generated
