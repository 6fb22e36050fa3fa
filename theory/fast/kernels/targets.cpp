// Which instruction sets there are, and which is used.
#include "theory/fast/kernels/kernels.hpp"

#include <hwy/targets.h>

namespace tailmass::fast {

std::string_view target_in_use() {
  return targets().front();
}

std::vector<std::string_view> targets() {
  std::vector<std::string_view> names;
  for (const std::int64_t target : hwy::SupportedAndGeneratedTargets())
    names.emplace_back(hwy::TargetName(target));
  return names;
}

void use_target(std::string_view name) {
  hwy::SetSupportedTargetsForTest(0);
  if (!name.empty())
    for (const std::int64_t target : hwy::SupportedAndGeneratedTargets())
      if (name == hwy::TargetName(target)) {
        hwy::SetSupportedTargetsForTest(target);
        break;
      }
  hwy::GetChosenTarget().Update(hwy::SupportedTargets());
}

} // namespace tailmass::fast
