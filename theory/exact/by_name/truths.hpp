// The truth of a quantity that implementations compute, by its name.
#pragma once

#include "theory/exact/by_name/quantity.hpp"

namespace tailmass {

/// The quantity of that name in balls, as the list of implementations and the reference table name it; null
/// where exact/ has none.
[[nodiscard]] const Quantity<Ball>* find_truth(std::string_view quantity);

} // namespace tailmass
