// A fault of one row, which ends no run.
#pragma once

#include "verify/cases/dataset.hpp"
#include "verify/cases/heads.hpp"
#include "verify/record/record.hpp"

namespace tailmass::verify::campaign {

/// Returns the record of a row that was not judged, because of what reading or judging it threw.
[[nodiscard]] record::Record faulty(const cases::Origin& row, const input::InputError& error);

/// Judges a row of the dataset; one at fault gives what `or_else` makes of its record. Faults of a whole file
/// and choices that a row cannot meet are thrown.
template <class Judge, class OrElse>
[[nodiscard]] auto judged(const cases::Dataset& dataset, std::size_t index, const Judge& judge,
                          const OrElse& or_else) -> decltype(judge()) {
  try {
    return judge();
  } catch (const cases::ChoiceError&) {
    throw;
  } catch (const input::InputError& error) {
    if (!error.row())
      throw;
    return or_else(faulty(dataset.origin(index), error));
  }
}

} // namespace tailmass::verify::campaign
