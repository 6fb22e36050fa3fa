// A case: what a theorem is judged on.
#pragma once

#include "theory/nouns/blocks.hpp"
#include "theory/nouns/cells.hpp"
#include "theory/nouns/gaussian_sample.hpp"
#include "theory/nouns/head.hpp"
#include "theory/nouns/scores.hpp"
#include "theory/nouns/values.hpp"

#include <memory>
#include <optional>
#include <vector>

namespace tailmass {

/// Two inverse temperatures, 0 <= cold's beta0 <= beta1.
struct TemperaturePair {
  double beta0 = 0;
  double beta1 = 0;
};

/// Another distribution on the same keys: Q_i = weights[i] / sum of weights, small whole numbers.
struct CompanionWeights {
  std::vector<unsigned> any;     ///< at most k atoms, each on a key of finite score
  std::vector<unsigned> in_head; ///< atoms inside the head only, on keys of finite score
};

/// Checkpoints of the multi-gap bounds, as ranks.
struct Checkpoints {
  std::vector<std::size_t> head; ///< 0 = c_0 < c_1 < ... < c_q = k
  std::vector<std::size_t> tail; ///< k = m_0 < m_1 < ... < m_r = n_f
  std::size_t known_gaps = 1;    ///< m of the bound that knows only the first m gaps, 1 <= m <= n_f - k
};

/// Scores known only up to intervals, and a linear functional of the output: maximise sum p_i direction_i.
struct ScoreBox {
  std::vector<double> lower;     ///< n scores, -inf exactly where the key is masked
  std::vector<double> upper;     ///< n scores, lower <= upper
  std::vector<double> point;     ///< n scores inside the box
  std::vector<double> direction; ///< n coefficients c_i
};

/// Scores and a head, with the optional parts that some theorems speak about. Everything in it is exact.
struct Case {
  std::shared_ptr<const Scores> scores;
  Head head;
  std::shared_ptr<const Values> values = nullptr; ///< n x d
  std::optional<double> epsilon = std::nullopt;   ///< in (0, 1)
  std::shared_ptr<const Blocks> blocks = nullptr;
  std::shared_ptr<const Blocks> finer_blocks = nullptr; ///< a refinement of `blocks`
  std::optional<CompanionWeights> companion = std::nullopt;
  std::optional<TemperaturePair> temperatures = std::nullopt;
  std::optional<Checkpoints> checkpoints = std::nullopt;
  std::optional<ScoreBox> box = std::nullopt;
  std::vector<double> centre = {};            ///< d coordinates of a point in value space
  std::optional<double> shift = std::nullopt; ///< a constant to add to every score
  std::vector<Key> permutation = {};  ///< n keys: position i of the permuted row holds key permutation[i]
  std::vector<Key> sub_row = {};      ///< a few keys of finite score, for what only brute force can check
  std::vector<double> perturbed = {}; ///< n scores s'_i of another row, -inf exactly where the key is masked
  std::shared_ptr<const Keyed> keyed = nullptr; ///< query and keys: exact scores of the keys of finite score
  std::vector<Search> searches = {};            ///< certified searches over `keyed`
  std::optional<GaussianSample> sample = std::nullopt; ///< rows to draw, for what is said of random scores
};

/// Throws DomainError where an optional part breaks what is said of it above or does not fit the scores and
/// head.
void check(const Case& c);

} // namespace tailmass
