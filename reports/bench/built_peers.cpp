// Whether a peer was built, and whether this processor can run it.
#include "reports/bench/built_peers.hpp"

#include "reports/bench/peer_level.hpp"
#include "theory/fast/kernels/targets.hpp"

namespace tailmass::reports::bench {

namespace {

constexpr int level = TAILMASS_PEER_LEVEL; // of x86-64; 0 the compiler's own choice

/// The highest level of a thread's instruction set.
int level_in_use() {
  const std::string_view target = fast::target_in_use();
  return target.starts_with("AVX3") ? 4 : target == "AVX2" ? 3 : 2;
}

[[maybe_unused]] BuiltPeer peer_of(LogSumExp (*functions)()) {
  if (!processor_has_level(level))
    return {.absent = "not run: it was built for x86-64-v" + std::to_string(level) +
                      ", which this processor does not have"};
  if (level > level_in_use())
    return {.absent = "not run: it was built for x86-64-v" + std::to_string(level) + ", beyond " +
                      std::string(fast::target_in_use())};
  return {.log_sum_exp = functions()};
}

} // namespace

BuiltPeer eigen_peer() {
#if TAILMASS_EIGEN
  BuiltPeer peer = peer_of(eigen_functions);
  if (peer.absent.empty())
    peer.product = eigen_product();
  return peer;
#else
  return {.absent = "not built: libeigen3-dev is not installed"};
#endif
}

BuiltPeer xsimd_peer() {
#if TAILMASS_XSIMD
  return peer_of(xsimd_functions);
#else
  return {.absent = "not built: libxsimd-dev is not installed"};
#endif
}

std::vector<std::pair<std::string, std::string>> built_versions() {
  std::vector<std::pair<std::string, std::string>> versions;
#if TAILMASS_EIGEN
  versions.emplace_back("Eigen", eigen_functions().version);
#endif
#if TAILMASS_XSIMD
  versions.emplace_back("xsimd", xsimd_functions().version);
#endif
  return versions;
}

} // namespace tailmass::reports::bench
