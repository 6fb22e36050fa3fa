// Best cases first.
#include "properties/hunt/pool.hpp"

#include <algorithm>

namespace tailmass::properties::hunt {

namespace {

constexpr std::size_t most = 8;

} // namespace

const Found& Pool::parent(RandomStream& random) const {
  return found_[std::min(random.below(found_.size()), random.below(found_.size()))];
}

const Found& Pool::any(RandomStream& random) const {
  return found_[random.below(found_.size())];
}

void Pool::enter(Found found) {
  const auto same = [&](const Found& other) { return other.score == found.score; };
  if (std::ranges::any_of(found_, same) || (found_.size() == most && found.score < found_.back().score))
    return;
  const auto place = std::ranges::upper_bound(found_, found.score, std::ranges::greater{}, &Found::score);
  found_.insert(place, std::move(found));
  if (found_.size() > most)
    found_.pop_back();
}

void Pool::certify_best(const Objective& objective, std::size_t goal) {
  while (!found_.empty() && !found_.front().certified) {
    Found first = std::move(found_.front());
    found_.erase(found_.begin());
    first.score = objective.certified(first.c)[goal];
    first.certified = true;
    if (first.score > no_score)
      enter(std::move(first));
  }
}

} // namespace tailmass::properties::hunt
