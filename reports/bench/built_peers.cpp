// Whether a peer was built, and whether this processor can run it.
#include "reports/bench/built_peers.hpp"

#include "reports/bench/peer_level.hpp"

namespace tailmass::reports::bench {

namespace {

constexpr int level = TAILMASS_PEER_LEVEL; // of x86-64; 0 the compiler's own choice

[[maybe_unused]] BuiltPeer peer_of(LogSumExp (*functions)()) {
  if (!processor_has_level(level))
    return {.absent = "not run: it was built for x86-64-v" + std::to_string(level) +
                      ", which this processor does not have"};
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

} // namespace tailmass::reports::bench
