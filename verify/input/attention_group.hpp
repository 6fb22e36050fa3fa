// Tensors of one attention: scores and what belongs to them.
#pragma once

#include "verify/input/declarations.hpp"
#include "verify/input/tensor.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace tailmass::verify::input {

/// Tensors that share their leading axes: scores [.., query, key], values [.., key, d], queries [.., query,
/// c], keys [.., key, c], outputs [.., query, d]; and the results of the user's kernel: the indices [..,
/// query, k] of its head, its lse [.., query] or [.., query, 1] and its truncated output [..,
/// query, d]. The indices are integers, the others floating. 1-D scores [key] are one row: then queries are
/// [c], outputs and truncated [d], indices [k], lse [] or [1].
///
/// The third axis from the last is the heads'. Values, keys and indices may each have g times fewer of them
/// than the scores: g query heads that follow each other share one (grouped and multi-query attention).
struct AttentionGroup {
  std::string prefix; ///< "X" of "X.scores"; empty for a tensor named "scores".
  Tensor scores;
  std::optional<Tensor> values = {}, queries = {}, keys = {}, outputs = {};
  std::optional<Tensor> indices = {}, lse = {}, truncated = {};
  Declarations declared = {};
};

/// What the user says of a file: names of tensors instead of those by prefix, and what is declared of all
/// groups.
struct TensorNames {
  std::optional<std::string> scores = {}, values = {}, queries = {}, keys = {}, outputs = {};
  std::optional<std::string> indices = {}, lse = {}, truncated = {};
  DeclaredTexts declared = {};
};

/// Groups the tensors of a file: one group for each "X.scores", in the order of `tensors`, with those of
/// X.values, X.queries, X.keys, X.outputs, X.indices, X.lse and X.truncated that exist. `names.scores` makes
/// one group of that tensor alone, with its prefix if its name ends in ".scores" and else with no part but
/// the named ones. Another name takes the place of that part, and needs one group only. Throws InputError
/// (naming `file`) when there are no scores, when a given name does not exist or meets several groups, when a
/// part has a refusal or is not of its type, when shapes do not fit, naming both tensors and shapes, and when
/// there is `truncated` without the indices of its head or without values.
std::vector<AttentionGroup> group_tensors(std::span<const Tensor> tensors, const TensorNames& names,
                                          const std::string& file);

/// Returns how many rows a matrix of the tensor has: the length of its axis before the last; 1 for a 1-D
/// tensor.
std::size_t matrix_rows(const Tensor& tensor);

/// Returns the index of the matrix of `part` (the values, keys or indices of these scores) that belongs to a
/// row of scores: that of head h / g for query head h. Throws std::out_of_range unless row < scores.rows().
std::size_t matrix_index(const Tensor& scores, const Tensor& part, std::size_t row);

/// Returns the row of `indices` that belongs to a row of these scores. Throws like matrix_index().
std::size_t indices_row(const Tensor& scores, const Tensor& indices, std::size_t row);

} // namespace tailmass::verify::input
