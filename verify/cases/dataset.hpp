// The rows of attention files, as nouns of the theory.
#pragma once

#include "verify/attention/attention_file.hpp"
#include "verify/cases/attention_row.hpp"
#include "verify/cases/key_matrix.hpp"
#include "verify/cases/misread_groups.hpp"
#include "verify/cases/row_choice.hpp"
#include "verify/cases/row_scores.hpp"

#include <deque>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

namespace tailmass::verify::cases {

/// Returns the kernel's indices of a row, as keys of the row, if the group has them.
[[nodiscard]] std::optional<Stored<input::Integer>> stored_indices(const attention::AttentionGroup& group,
                                                                   const attention::RowPlace& place);

/// Opened files, read row by row. Safe to read from several threads.
class Dataset {
public:
  /// Opens and checks every file; throws InputError. Values for scores that have none derive from `seed`.
  Dataset(const std::vector<std::filesystem::path>& paths, const attention::TensorNames& names,
          std::uint64_t seed);
  /// Reads what is open already.
  Dataset(std::deque<attention::AttentionFile> files, std::uint64_t seed);

  [[nodiscard]] std::size_t rows() const { return rows_; }
  [[nodiscard]] const std::deque<attention::AttentionFile>& files() const { return files_; }
  /// Whether some scores of the dataset came with values.
  [[nodiscard]] bool has_values() const;
  /// Whether some scores came with what a check holds to a bound: results of a kernel, outputs, or queries
  /// and keys.
  [[nodiscard]] bool has_results() const;
  /// Returns a row with all that its file stores of it. Values of scores that have none are derived where
  /// asked for. Throws InputError naming file, tensor and row for scores, values or keys outside the theory's
  /// domain.
  [[nodiscard]] AttentionRow row(std::size_t index, bool derive_values = true);

  /// Where a row lies in its file.
  struct Place {
    const attention::AttentionFile* file;
    const attention::AttentionGroup* group;
    std::size_t row; ///< of the group
  };
  /// Throws std::out_of_range unless index < rows().
  [[nodiscard]] Place place(std::size_t index) const;
  [[nodiscard]] Origin origin(std::size_t index) const;
  /// Returns which query of its head and sequence a row is. Throws std::out_of_range unless index < rows().
  [[nodiscard]] QueryPosition query_position(std::size_t index) const;
  /// Returns whether two rows have the same matrix of values, or of a group without values share the derived
  /// one.
  [[nodiscard]] bool same_matrix(std::size_t index, std::size_t other) const;

private:
  friend class FileNeighbours;
  /// A matrix that one thread reads and all that ask for it wait for.
  struct Loading {
    std::once_flag once;
    KeyMatrix vectors;
  };
  /// A matrix of values or keys in use, and the tensor and index it was read from; of derived values, the
  /// scores.
  struct Loaded {
    const input::Tensor* tensor;
    std::size_t matrix;
    std::size_t entries;
    std::shared_ptr<Loading> loading;
  };
  AttentionRow read_row(std::size_t index, bool derive_values);
  KeyMatrix keys(const attention::AttentionGroup& group, const attention::RowPlace& place);
  KeyMatrix values(const attention::AttentionGroup& group, const attention::RowPlace& place);
  /// The scores of a row, -inf where the query does not see the key, and what is known of formed ones, which
  /// are with the keys of `of_keys`.
  Formed scores(const attention::AttentionGroup& group, const attention::RowPlace& place,
                const attention::RowPlace& of_keys, std::span<const double> mask);
  std::vector<double> scores(const attention::AttentionGroup& group, const attention::RowPlace& query,
                             const attention::RowPlace& keys);
  /// The matrix of so many entries that was loaded from there, or what `load` gives.
  template <class Load>
  KeyMatrix loaded(const input::Tensor& tensor, std::size_t matrix, std::size_t entries, const Load& load);

  /// What kernels may read in the place of a group; kept, as what is loaded is known by its tensors.
  const Misreadings& misreadings(const attention::AttentionGroup& group);

  std::deque<attention::AttentionFile> files_;
  /// A group of a file, and the number of its first row.
  struct Group {
    const attention::AttentionFile* file;
    const attention::AttentionGroup* group;
    std::size_t first_row;
  };
  std::vector<Group> groups_;
  std::size_t rows_ = 0;
  std::uint64_t seed_;
  std::mutex mutex_;
  std::map<const attention::AttentionGroup*, Misreadings> misread_;
  std::deque<Loaded> recent_; // rows of a matrix follow each other, so a few matrices serve all threads
};

} // namespace tailmass::verify::cases
