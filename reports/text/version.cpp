// The build, its libraries and the processor's SIMD targets.
#include "reports/text/version.hpp"

#include "commit.hpp"
#include "theory/fast/kernels/targets.hpp"
#include "theory/numbers/ball.hpp"

#include <CLI/Version.hpp>
#include <boost/version.hpp>
#include <fmt/format.h>
#include <gmp.h>
#include <hwy/highway.h>
#include <nlohmann/json.hpp>
#include <nlopt.h>

namespace tailmass::reports::text {

namespace {

std::string dotted(int major, int minor, int patch) {
  return fmt::format("{}.{}.{}", major, minor, patch);
}

/// Arb is a part of FLINT since FLINT 3.
std::string flint_and_arb() {
#ifdef ARB_VERSION
  return fmt::format("{}, Arb {}", flint_version, arb_version);
#else
  return flint_version;
#endif
}

std::string nlopt_version_text() {
  int major = 0;
  int minor = 0;
  int patch = 0;
  nlopt_version(&major, &minor, &patch);
  return dotted(major, minor, patch);
}

} // namespace

std::string build_name() {
  return TAILMASS_VERSION " (" TAILMASS_COMMIT ")";
}

std::string version_text() {
  const std::pair<std::string_view, std::string> lines[] = {
      {"tailmass", TAILMASS_VERSION},
      {"commit", TAILMASS_COMMIT},
      {"FLINT", flint_and_arb()},
      {"GMP", gmp_version},
      {"Boost", dotted(BOOST_VERSION / 100'000, BOOST_VERSION / 100 % 1000, BOOST_VERSION % 100)},
      {"Highway", dotted(HWY_MAJOR, HWY_MINOR, HWY_PATCH)},
      {"NLopt", nlopt_version_text()},
      {"fmt", dotted(FMT_VERSION / 10'000, FMT_VERSION / 100 % 100, FMT_VERSION % 100)},
      {"nlohmann json",
       dotted(NLOHMANN_JSON_VERSION_MAJOR, NLOHMANN_JSON_VERSION_MINOR, NLOHMANN_JSON_VERSION_PATCH)},
      {"CLI11", CLI11_VERSION},
      {"SIMD targets", fmt::format("{}", fmt::join(fast::targets(), ", "))},
  };
  std::string text;
  for (const auto& [name, value] : lines)
    text += fmt::format("{}{:<14} {}", text.empty() ? "" : "\n", name, value);
  return text;
}

} // namespace tailmass::reports::text
