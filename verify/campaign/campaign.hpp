// Runs theorems over the rows of a dataset on all cores.
#pragma once

#include "verify/campaign/row_workers.hpp"
#include "verify/cases/dataset.hpp"
#include "verify/cases/heads.hpp"
#include "verify/cases/row_choice.hpp"
#include "verify/record/record.hpp"

#include <filesystem>
#include <span>

namespace tailmass {
struct Theorem;
} // namespace tailmass
namespace tailmass::verify::judge {
class Judge;
} // namespace tailmass::verify::judge

namespace tailmass::verify::campaign {

struct RowResult;

struct CampaignOptions : WorkOptions {
  std::uint64_t seed = 1;
  cases::HeadChoice heads = cases::HeadChoice::standard();
  std::optional<cases::RowChoice> rows = std::nullopt; ///< of the dataset; nothing: all
  /// Folder for the cases that did not hold, made on demand.
  std::filesystem::path failures = "tailmass-failures";
};

/// Rows that come from elsewhere than a file, to be judged after those of the files.
struct MoreRows {
  std::size_t count = 0;
  std::size_t of_a_kind = 1; ///< how many of each kind follow each other
  /// Called once a row, by any thread.
  std::function<RowResult(verify::judge::Judge& judge, std::size_t index)> judge = {};
};

/// Judges every theorem on every head of every row, those of the Gaussian model once on a sample of random
/// rows instead, and the stored numbers and kernel results of the files beside them. Fills `rows`,
/// `rows_total`, `generated`, `cases`, `theorems`, `consistency`, `kernel`, `kernel_heads`, `failures` and
/// `interrupted` of a record, and `faulty` and `row_faults` for rows outside the domain. The result does not
/// depend on the number of threads. With a part to write, or parts to merge, see fold_units(). Throws
/// InputError for a fault of a whole file, ChoiceError for the first row that does not have a chosen k or
/// epsilon.
[[nodiscard]] record::Record run_campaign(cases::Dataset& dataset, std::span<const Theorem* const> theorems,
                                          const CampaignOptions& options, const MoreRows& more = {});

} // namespace tailmass::verify::campaign
