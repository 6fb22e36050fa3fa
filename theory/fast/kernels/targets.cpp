// A mask of instruction sets for each thread, where Highway has one for the process.
#include "theory/fast/kernels/targets.hpp"

#include "theory/fast/kernels/dispatch-inl.hpp"

#include <algorithm>
#include <cstdint>
#include <stdexcept>
#include <string>

namespace tailmass::fast {

constinit thread_local hwy::ChosenTarget chosen_by_thread;

namespace {

constinit thread_local std::string_view name_by_thread; // empty before the first call, then of the best one

struct Target {
  std::int64_t mask;
  std::string_view name;
};

/// Those of the processor, the best one first. Asked for once: it costs a virtual machine tens of
/// microseconds.
const std::vector<Target>& known_targets() {
  static const std::vector<Target> known = [] {
    std::vector<Target> all;
    for (const std::int64_t target : hwy::SupportedAndGeneratedTargets())
      all.push_back({target, hwy::TargetName(target)});
    return all;
  }();
  return known;
}

void choose(const Target& target) {
  chosen_by_thread.Update(target.mask);
  name_by_thread = target.name;
}

} // namespace

void choose_best_target() {
  choose(known_targets().front());
}

std::vector<std::string_view> targets() {
  std::vector<std::string_view> names;
  for (const Target& target : known_targets())
    names.push_back(target.name);
  return names;
}

std::string_view target_in_use() {
  return name_by_thread.empty() ? known_targets().front().name : name_by_thread;
}

OnTarget::OnTarget(std::string_view name) : before_(target_in_use()) {
  const std::vector<Target>& known = known_targets();
  const auto found = name.empty() ? known.begin() : std::ranges::find(known, name, &Target::name);
  if (found == known.end())
    throw std::invalid_argument("no instruction set of this processor: " + std::string(name));
  choose(*found);
}

OnTarget::~OnTarget() {
  choose(*std::ranges::find(known_targets(), before_, &Target::name));
}

} // namespace tailmass::fast
