// Tests that run once a regime.
#pragma once

#include "properties/regimes/regimes.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <ostream>
#include <string>

namespace tailmass::properties::regimes {

class EachRegime : public testing::TestWithParam<const Regime*> {};

/// How GoogleTest and CTest name a regime.
inline void PrintTo(const Regime* regime, std::ostream* out) {
  *out << regime->name;
}

/// The regime's name as GoogleTest allows it.
inline std::string regime_name(const testing::TestParamInfo<const Regime*>& tested) {
  std::string name(tested.param->name);
  std::ranges::replace(name, '-', '_');
  return name;
}

inline auto each_regime() {
  return testing::ValuesIn(regimes().begin(), regimes().end());
}

} // namespace tailmass::properties::regimes
