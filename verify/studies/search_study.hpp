// What a certified search costs, by source of keys, kind of cells, bound and epsilon.
#pragma once

#include "verify/campaign/row_workers.hpp"
#include "verify/cases/dataset.hpp"
#include "verify/studies/row_searches.hpp"

#include <string_view>

namespace tailmass::verify::studies {

/// Rows of a source under one search and one epsilon.
struct StudiedSearch {
  std::string_view cells; ///< "pages of 16"
  std::string_view bound; ///< "ball"
  double epsilon = 0;
  double mean_scored = 0;  ///< keys scored until the certificate is at most epsilon
  double factor = 0;       ///< unmasked keys a row over mean_scored
  double mean_cost = 0;    ///< in key products; of a limit, whose bounds are given, mean_scored
  double cost_factor = 0;  ///< unmasked keys a row over mean_cost
  double median_ratio = 0; ///< of a row's unmasked keys over its cost
  double mean_ratio = 0;
};

/// A false variant of a certificate.
struct StudiedControl {
  std::string_view bound;
  double epsilon = 0;
  std::size_t refuted = 0; ///< rows where more than it grants was discarded
};

/// Rows that belong together: those of a file, or synthetic ones of one size.
struct StudiedSource {
  std::string name;
  std::size_t keys = 0; ///< n of the longest row, masked ones included
  std::size_t dimension = 0;
  std::size_t rows = 0;
  double mean_unmasked = 0;
  std::vector<StudiedSearch> searches = {};
  Judged certificates = {}; ///< of all of these searches
  std::vector<StudiedControl> controls = {};
};

struct SearchStudyOptions : campaign::WorkOptions {
  std::uint64_t seed = 1;
  std::vector<std::size_t> sizes = {256, 1024, 4096, 16384}; ///< n of the synthetic keys
  std::vector<double> epsilons = {0.01};                     ///< each in (0, 1)
};

/// What the synthetic keys are, in words.
[[nodiscard]] std::string synthetic_keys_text();

/// Every row of the dataset whose file has queries and keys, then Gaussian and clustered keys of each size,
/// 64 queries each. The same for a seed whatever the number of threads; nothing with a part to write. Throws
/// InputError for rows, queries or keys outside the domain.
[[nodiscard]] std::vector<StudiedSource> study_search(cases::Dataset& dataset,
                                                      const SearchStudyOptions& options);

} // namespace tailmass::verify::studies
