// A theorem's claims at rising precision, as a judge would read them.
#pragma once

#include "theory/exact/evaluator.hpp"
#include "theory/theorems/theorem.hpp"

#include <optional>
#include <string>

namespace tailmass::testing {

[[nodiscard]] Sides<Ball> at_bits(const SidesIn& sides, const Case& c, long bits);

[[nodiscard]] bool hypotheses_hold(const Theorem& theorem, const Case& c);

/// Whether the enclosures contradict the claim.
[[nodiscard]] bool violated(const Claim<Ball>& claim);

/// Whether both sides are known to 2^-200 of the claim's scale.
[[nodiscard]] bool narrow(const Claim<Ball>& claim);

/// What a judge would say at these bits: nothing when it needs more.
[[nodiscard]] std::optional<bool> stands(const Claim<Ball>& claim);

/// Every claim stands at some precision. A strict inequality without its flag never does, and is a failure
/// too.
void expect_to_stand(const Theorem& theorem, const Case& c, const std::string& where);

} // namespace tailmass::testing
