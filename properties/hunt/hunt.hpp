// Islands over all cores, in rounds, and what they found.
#pragma once

#include "properties/hunt/island.hpp"
#include "properties/hunt/journal.hpp"
#include "verify/campaign/row_workers.hpp"

#include <memory>
#include <span>

namespace tailmass::properties::hunt {

struct HuntOptions : verify::campaign::WorkOptions {
  std::uint64_t seed = 1;
  /// Limits each objective; without it the hunt takes `seconds`, and what it finds depends on the machine.
  std::optional<std::size_t> evaluations = std::nullopt;
  double seconds = 60;
  std::size_t islands = 4;      ///< of each objective, whatever the number of threads
  std::size_t first_island = 0; ///< number of the first, which names its random stream
  Strategy strategy = Strategy::full;
  std::vector<Case> starts = {}; ///< shared out to the islands
  Journal* journal = nullptr;    ///< gets what was found, while it is found
  /// Told after every round, by one thread: goals reached, of how many.
  std::function<void(std::size_t reached, std::size_t goals)> round_ended{};
};

/// What was found for one objective.
struct Hunted {
  const Objective* objective = nullptr;
  std::size_t evaluations = 0;
  std::vector<std::optional<Found>> best; ///< by goal; certified but of identities
  std::vector<bool> reached;              ///< by goal
};

/// Hunts all objectives. Islands run the same evaluations between two rounds, then tell each other what they
/// found: with a number of evaluations the result depends on the seed and that number only. With a part to
/// write nothing is returned, with parts to merge what they have together: see shared_hunt.hpp.
[[nodiscard]] std::vector<Hunted> hunt(std::span<const std::unique_ptr<Objective>> objectives,
                                       const HuntOptions& options);

/// A found case as it is stored: on its theorem, or for an implementation on float-certificate.
[[nodiscard]] verify::cases::StoredCase stored_case(const Objective& objective, const Case& c);

} // namespace tailmass::properties::hunt
