// Keeps a case on which a theorem failed: shrunk, stored, and reported.
#pragma once

#include "properties/regimes/recipe.hpp"
#include "verify/judge/verdict.hpp"

#include <filesystem>
#include <optional>

namespace tailmass::properties::generated {

/// Whether the finite scores lie close enough together for the judge's 4096 bits to tell the sides of every
/// theorem apart: within 4096 ln 2.
[[nodiscard]] bool within_precision(const Scores& scores);

/// The first judgement that is no pass: refuted, or undecided where a verdict was to be had. A row whose
/// finite scores lie further apart than 4096 bits tell (ln 2 each) may have sides that differ by less than
/// those show, so that undecided is all a judge of 4096 bits can say of it.
[[nodiscard]] std::optional<verify::judge::Judgement>
fault_among(const std::vector<verify::judge::Judgement>& judgements, const Case& c);

/// Shrinks the case within `budget` evaluations while the theorem has a fault with the same verdict, writes
/// the case as it was found and the smallest one as case files under `folder`, and tells where: with the
/// scores of the smallest as hexadecimal floats and the command that replays it. What the catalogue does not
/// have, as a relation, has no case file.
[[nodiscard]] std::string kept_counterexample(const Theorem& theorem, const regimes::Generated& found,
                                              const verify::judge::Judgement& fault,
                                              const std::filesystem::path& folder, std::size_t budget = 2000);

} // namespace tailmass::properties::generated
