// How many keys a certified search scores, by source of keys, kind of cells, bound and epsilon.
#pragma once

#include "verify/campaign/row_workers.hpp"
#include "verify/cases/dataset.hpp"

#include <string_view>

namespace tailmass::verify::studies {

/// Means over the rows of a source for one kind of cells, one bound and one epsilon.
struct StudiedSearch {
  std::string_view cells; ///< "pages of 16"
  std::string_view bound; ///< "ball", "box" or "min", the smaller one
  double epsilon = 0;
  double mean_scored = 0; ///< keys scored by mc-search until its certificate is at most epsilon
  double factor = 0;      ///< unmasked keys a row over mean_scored
};

/// Rows that belong together: those of a tensor, or synthetic ones of one size.
struct StudiedSource {
  std::string name;
  std::size_t keys = 0; ///< n, masked ones included
  std::size_t dimension = 0;
  std::size_t rows = 0;
  double mean_unmasked = 0;
  std::vector<StudiedSearch> searches;
};

struct SearchStudyOptions : campaign::WorkOptions {
  std::uint64_t seed = 1;
  std::vector<std::size_t> sizes = {128, 256, 1024, 4096}; ///< n of the synthetic keys
};

inline constexpr double studied_epsilons[] = {0.1, 0.01, 0.001};
inline constexpr std::string_view studied_cells[] = {"pages of 16", "pages of 64", "k-means, n/32"};
inline constexpr std::string_view studied_bounds[] = {"ball", "box", "min"};

/// What the synthetic keys are, in words.
[[nodiscard]] std::string synthetic_keys_text();

/// Every row of the dataset whose file has queries and keys, then Gaussian and clustered keys of each size,
/// 64 queries each. The same for a seed whatever the number of threads; nothing with a part to write. Throws
/// InputError for rows, queries or keys outside the domain.
[[nodiscard]] std::vector<StudiedSource> study_search(cases::Dataset& dataset,
                                                      const SearchStudyOptions& options);

} // namespace tailmass::verify::studies
