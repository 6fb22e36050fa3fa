// The rows of attention files, as nouns of the theory.
#pragma once

#include "theory/nouns/keyed.hpp"
#include "theory/nouns/scores.hpp"
#include "theory/nouns/values.hpp"
#include "verify/cases/origin.hpp"
#include "verify/input/attention_file.hpp"

#include <deque>
#include <filesystem>
#include <memory>
#include <mutex>
#include <vector>

namespace tailmass::verify::cases {

/// One row of scores with what belongs to it.
struct Row {
  Origin origin; ///< without k
  std::shared_ptr<const Scores> scores;
  std::shared_ptr<const Values> values; ///< null where the file has none and they were not to be derived
  bool first_of_matrix = false;         ///< no earlier row of the dataset has this value matrix
  bool values_derived = false;          ///< the file has none: see derived_values()
};

/// Opened files, read row by row. Safe to read from several threads.
class Dataset {
public:
  /// Opens and checks every file; throws InputError. Values for scores that have none derive from `seed`.
  Dataset(const std::vector<std::filesystem::path>& paths, const input::TensorNames& names,
          std::uint64_t seed);

  [[nodiscard]] std::size_t rows() const { return places_.size(); }
  /// Whether some scores of the dataset came with values.
  [[nodiscard]] bool has_values() const;
  /// Throws InputError naming file, tensor and row for scores or values outside the theory's domain.
  /// Values of scores that have none are derived where asked for, else null.
  [[nodiscard]] Row row(std::size_t index, bool derive_values = true);

  /// The query of a row with its keys, which the rows of a matrix share, for as many keys as the row has
  /// scores other than -inf; null where the file has none. Throws InputError as row() does.
  [[nodiscard]] std::shared_ptr<const Keyed> keyed(std::size_t index, const Scores& scores);

  /// Where a row lies in its file.
  struct Place {
    const input::AttentionFile* file;
    const input::AttentionGroup* group;
    std::size_t row; ///< of the group's scores
  };
  [[nodiscard]] const Place& place(std::size_t index) const { return places_[index]; }
  [[nodiscard]] Origin origin(std::size_t index) const;

private:
  /// A matrix of values or keys in use, and the tensor and index it was read from; of derived values, the
  /// scores.
  struct Loaded {
    const input::Tensor* tensor;
    std::size_t matrix;
    std::shared_ptr<const Values> values;
  };
  std::shared_ptr<const Values> values(const Place& place);
  /// The matrix that was loaded from there, or what `load` gives.
  template <class Load>
  std::shared_ptr<const Values> loaded(const input::Tensor& tensor, std::size_t matrix, const Load& load);

  std::deque<input::AttentionFile> files_;
  std::vector<Place> places_;
  std::uint64_t seed_;
  std::mutex mutex_;
  std::deque<Loaded> recent_; // rows of a matrix follow each other, so a few matrices serve all threads
};

} // namespace tailmass::verify::cases
